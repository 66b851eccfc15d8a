import AliceModel
import AliceNumbers

/// Follows the conditioning from a sampler back to the texts that it encodes.
struct ComfyTexts {
  enum Polarity: String {
    case positive, negative
  }

  /// The distinct texts in the order in which they were reached, without empty ones.
  private(set) var texts: [String] = []
  /// The value of a FluxGuidance or similar node on the way.
  private(set) var guidance: JSONValue?
  /// The encoder of the first text.
  private(set) var encoder: Int?
  /// The texts that accompany these in their encoders, such as keywords beside a sentence.
  private(set) var others: [String] = []
  /// All encoders that were reached.
  private(set) var encoders: [Int] = []

  private let graph: ComfyGraph
  private let polarity: Polarity
  private var strings: ComfyStrings
  private var visited: Set<Int> = []
  private var hasPassedSwitch = false
  /// Whether there was a text, even if empty.
  private(set) var hasReached = false
  /// Whether there was an encoder whose text the graph does not contain.
  private(set) var hasMissed = false

  private static let maximumVisits = 2_000

  /// The inputs through which a sampler or guider takes its positive conditioning.
  static let conditioningNames = [
    "positive", "conditioning", "cond1", "text_embeds", "hyvid_embeds", "prompt_embeds", "conditionings",
    "base_positive", "kolors_embeds", "pos", "cond", "embeds",
  ]
  private static let sharedNames = ["text_embeds", "hyvid_embeds", "kolors_embeds", "prompt_embeds", "embeds"] + pipes
  /// The inputs that carry conditioning, model and everything else together.
  static let pipes = ["pipe", "basic_pipe", "context", "sdxl_tuple", "base_ctx", "detailer_pipe", "pipe_line"]

  init(_ graph: ComfyGraph, _ polarity: Polarity) {
    self.graph = graph
    self.polarity = polarity
    strings = ComfyStrings(graph)
  }

  /// Whether these texts may differ from those that were used.
  var isUncertain: Bool { strings.isUncertain || hasPassedSwitch && texts.count > 0 }

  /// Collects the texts of the sampler `root`.
  mutating func collect(from root: Int) {
    let guider = graph.target(of: root, ["guider"]) ?? root
    if let own = ownLink(of: guider) { return walk(from: own, isOwn: true) }
    if polarity == .positive, let link = conditioning(of: guider) { return walk(from: link, isOwn: true) }
    if let link = graph.target(of: guider, ComfyTexts.sharedNames) {
      walk(from: link, isOwn: false)
      // A bundle of one text has no polarity.
      if polarity == .positive, !hasReached, !hasMissed { walk(from: link, isOwn: true) }
      return
    }
    if let own = strings.texts(of: guider, polarity, isOwn: false) { keep(own, from: guider) }
  }

  /// Returns the source of the input that is named after the polarity, and is no text.
  private func ownLink(of node: Int) -> Int? {
    let links = graph.nodes[node].links.filter {
      Polarity(of: $0.name) == polarity && !ComfyTextNames.isTextLink($0)
    }
    let exact = links.first { $0.name == polarity.rawValue || $0.name == "base_\(polarity.rawValue)" }
    return (exact ?? links.first)?.node
  }

  /// Returns the source of an input for conditioning without polarity.
  private func conditioning(of node: Int) -> Int? {
    let names = ComfyTexts.conditioningNames.filter { !ComfyTexts.sharedNames.contains($0) }
    if let named = graph.target(of: node, names) { return named }
    return graph.nodes[node].links.first { $0.type == "CONDITIONING" && Polarity(of: $0.name) == nil }?.node
  }

  /// A node to visit. `isOwn` is false on paths that serve both polarities, where a text counts only under a name with
  /// its polarity. `isLate` is true on the second visit of a node that adds its text to conditioning, after that has
  /// been followed.
  private struct Stop {
    var node: Int
    var isOwn: Bool
    var isLate = false
  }

  private mutating func walk(from start: Int, isOwn: Bool) {
    visited = []
    var open = [Stop(node: start, isOwn: isOwn)]
    while let stop = open.popLast(), visited.count < ComfyTexts.maximumVisits {
      guard stop.isLate || visited.insert(stop.node).inserted else { continue }
      if graph.nodes[stop.node].kind.holds("ConditioningZeroOut") {
        hasReached = true
        continue
      }
      let isText = take(stop, &open)
      if isText { continue }
      if graph.nodes[stop.node].kind.holds("Guidance") {
        guidance = guidance ?? graph.nodes[stop.node].inputs["guidance"]
      }
      // The last one pushed is visited first.
      open += next(after: stop).reversed()
    }
  }

  /// Takes the texts of a node. Returns false if it has none, and if it adds its text to conditioning that must be
  /// visited first.
  private mutating func take(_ stop: Stop, _ open: inout [Stop]) -> Bool {
    if graph.choices[stop.node] != nil { return false }
    let names = ComfyTextNames.names(at: stop.node, in: graph, polarity, isOwn: stop.isOwn)
    if names != nil, !stop.isLate, hasConditioning(stop.node) {
      open.append(Stop(node: stop.node, isOwn: stop.isOwn, isLate: true))
      return false
    }
    guard let found = strings.texts(of: stop.node, polarity, isOwn: stop.isOwn) else { return stop.isLate }
    keep(found, from: stop.node)
    return true
  }

  private func hasConditioning(_ node: Int) -> Bool {
    graph.nodes[node].links.contains {
      $0.name.hasPrefix("cond") || $0.type == "CONDITIONING"
        || Polarity(of: $0.name) == polarity && $0.type.isEmpty
          && !ComfyTextNames.isTextLink($0)
    }
  }

  private mutating func keep(_ found: [String], from node: Int) {
    if strings.hasResolved { hasReached = true } else { hasMissed = true }
    if encoder == nil, !found.isEmpty { encoder = node }
    encoders.append(node)
    let divided = ComfyEncoders.divided(found, of: node, in: graph)
    others += divided.others
    for text in divided.texts where !texts.contains(text) && texts.count < 256 { texts.append(text) }
  }

  private mutating func next(after stop: Stop) -> [Stop] {
    let (node, inputs) = (stop.node, graph.nodes[stop.node].inputs)
    if let choice = graph.choices[node] {
      switch choice {
      case .known(let name, _): return graph.target(of: inputs[name]).map { [Stop(node: $0, isOwn: stop.isOwn)] } ?? []
      case .unknown(let names):
        let linked = names.compactMap { graph.target(of: inputs[$0]) }
        hasPassedSwitch = hasPassedSwitch || linked.count > 1
        return linked.map { Stop(node: $0, isOwn: stop.isOwn) }
      }
    }
    if let own = ownLink(of: node) { return [Stop(node: own, isOwn: true)] }
    let links = graph.nodes[node].links.filter { Polarity(of: $0.name) != polarity.opposite }
    let conditioning = links.filter { $0.name.hasPrefix("cond") || $0.type == "CONDITIONING" }
    let followed = conditioning.isEmpty ? links.filter { !ComfyTexts.isIgnored($0) } : conditioning
    return followed.map { Stop(node: $0.node, isOwn: stop.isOwn) }
  }

  private static let ignoredInputs = [
    "image", "pixels", "vae", "model", "latent", "samples", "mask", "control_net", "clip_vision", "noise", "sigmas",
    "lora", "seed", "width", "height",
  ]
  private static let ignoredTypes: Set = [
    "IMAGE", "MASK", "VAE", "MODEL", "LATENT", "CLIP", "CONTROL_NET", "CLIP_VISION", "NOISE", "SIGMAS", "SAMPLER",
    "INT", "FLOAT", "BOOLEAN", "VIDEO", "AUDIO", "CLIP_VISION_OUTPUT",
  ]

  /// Returns whether an input leads away from texts.
  private static func isIgnored(_ link: ComfyGraph.Link) -> Bool {
    let name = link.name
    return ignoredTypes.contains(link.type) || name == "clip" || name == "clip1" || name == "clip2"
      || ignoredInputs.contains { name.hasPrefix($0) }
  }
}
