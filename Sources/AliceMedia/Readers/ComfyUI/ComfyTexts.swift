import AliceModel

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

  private let graph: ComfyGraph
  private let polarity: Polarity
  private var strings: ComfyStrings
  private var visited: Set<Int> = []
  private var hasPassedSwitch = false
  /// Whether there was a text, even if empty.
  private(set) var hasReached = false

  private static let maximumVisits = 2_000

  /// The inputs through which a sampler or guider takes its positive conditioning.
  static let conditioningNames = [
    "positive", "conditioning", "cond1", "text_embeds", "hyvid_embeds", "prompt_embeds", "conditionings",
  ]
  private static let negativeNames = ["negative", "neg_conditioning", "negative_conditioning"]
  private static let sharedNames = ["text_embeds", "hyvid_embeds"] + pipes
  /// The inputs that carry conditioning, model and everything else together.
  static let pipes = ["pipe", "basic_pipe", "context", "sdxl_tuple"]

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
    let names = polarity == .positive ? [polarity.rawValue] : ComfyTexts.negativeNames
    if let own = graph.target(of: guider, names) { return walk(from: own, isOwn: true) }
    let shared = (polarity == .positive ? ComfyTexts.conditioningNames : []) + ComfyTexts.sharedNames
    if let link = graph.target(of: guider, shared) { walk(from: link, isOwn: polarity == .positive) }
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
    let names = ComfyTextNames.names(at: stop.node, in: graph, polarity, isOwn: stop.isOwn)
    if names != nil, !stop.isLate, graph.nodes[stop.node].links.contains(where: { $0.name.hasPrefix("cond") }) {
      open.append(Stop(node: stop.node, isOwn: stop.isOwn, isLate: true))
      return false
    }
    guard let found = strings.texts(of: stop.node, polarity, isOwn: stop.isOwn) else { return stop.isLate }
    hasReached = hasReached || strings.hasResolved
    if encoder == nil, !found.isEmpty { encoder = stop.node }
    for text in found where !texts.contains(text) && texts.count < 256 { texts.append(text) }
    return true
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
    if let own = graph.target(of: node, [polarity.rawValue, "base_\(polarity.rawValue)"]) {
      return [Stop(node: own, isOwn: true)]
    }
    let links = graph.nodes[node].links
    let conditioning = links.filter { $0.name.hasPrefix("cond") }
    let followed = conditioning.isEmpty ? links.filter { !ComfyTexts.isIgnored($0.name) } : conditioning
    return followed.map { Stop(node: $0.node, isOwn: stop.isOwn) }
  }

  private static let ignoredInputs = [
    "image", "pixels", "vae", "model", "latent", "samples", "mask", "control_net", "clip_vision", "noise", "sigmas",
    "lora", "seed", "width", "height",
  ]

  /// Returns whether an input leads away from texts.
  private static func isIgnored(_ name: String) -> Bool {
    name == "clip" || name == "clip1" || name == "clip2" || ignoredInputs.contains { name.hasPrefix($0) }
  }
}
