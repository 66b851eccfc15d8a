import AliceModel

/// Follows conditioning from a sampler back to the texts it was encoded from.
struct ComfyTexts {
  enum Polarity: String {
    case positive, negative
  }

  /// Distinct and not empty, in the order in which they were reached.
  private(set) var texts: [String] = []
  /// Of FluxGuidance and its like, on the way.
  private(set) var guidance: JSONValue?
  /// The encoder of the first text.
  private(set) var encoder: Int?

  private let graph: ComfyGraph
  private let polarity: Polarity
  private var strings: ComfyStrings
  private var visited: Set<Int> = []
  private var hasPassedSwitch = false
  /// A text was there, be it an empty one.
  private(set) var hasReached = false

  private static let maximumVisits = 2_000

  /// Inputs by which a sampler or guider takes its positive conditioning.
  static let conditioningNames = [
    "positive", "conditioning", "cond1", "text_embeds", "hyvid_embeds", "prompt_embeds", "conditionings",
  ]
  private static let negativeNames = ["negative", "neg_conditioning", "negative_conditioning"]
  private static let sharedNames = ["text_embeds", "hyvid_embeds"] + pipes
  /// Inputs that carry conditioning, model and all else in one.
  static let pipes = ["pipe", "basic_pipe", "context", "sdxl_tuple"]

  init(_ graph: ComfyGraph, _ polarity: Polarity) {
    self.graph = graph
    self.polarity = polarity
    strings = ComfyStrings(graph)
  }

  /// The graph does not tell whether these are the texts that were used.
  var isUncertain: Bool { strings.isUncertain || hasPassedSwitch && texts.count > 0 }

  /// Collects the texts of the sampler `root`.
  mutating func collect(from root: Int) {
    let guider = graph.target(of: root, ["guider"]) ?? root
    let names = polarity == .positive ? [polarity.rawValue] : ComfyTexts.negativeNames
    if let own = graph.target(of: guider, names) { return walk(from: own, isOwn: true) }
    let shared = (polarity == .positive ? ComfyTexts.conditioningNames : []) + ComfyTexts.sharedNames
    if let link = graph.target(of: guider, shared) { walk(from: link, isOwn: polarity == .positive) }
  }

  /// A node to visit. `isOwn` is false on ways that serve both polarities: there a text counts only under a name that says
  /// which it is. `isLate` is true for a text that adds to conditioning, when that has been followed.
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
      // The last one pushed is walked first.
      open += next(after: stop).reversed()
    }
  }

  /// Takes the texts of a node. False where it has none, and where it adds its text to conditioning that comes first.
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
    let followed = conditioning.isEmpty ? links.filter { !ComfyTexts.isAside($0.name) } : conditioning
    return followed.map { Stop(node: $0.node, isOwn: stop.isOwn) }
  }

  private static let aside = [
    "image", "pixels", "vae", "model", "latent", "samples", "mask", "control_net", "clip_vision", "noise", "sigmas",
    "lora", "seed", "width", "height",
  ]

  /// Inputs that lead away from texts.
  private static func isAside(_ name: String) -> Bool {
    name == "clip" || name == "clip1" || name == "clip2" || aside.contains { name.hasPrefix($0) }
  }
}
