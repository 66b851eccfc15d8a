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

  private static let maximumVisits = 2_000

  /// Inputs by which a sampler or guider takes its positive conditioning.
  static let conditioningNames = ["positive", "conditioning", "cond1", "text_embeds", "prompt_embeds"]

  init(_ graph: ComfyGraph, _ polarity: Polarity) {
    self.graph = graph
    self.polarity = polarity
    strings = ComfyStrings(graph)
  }

  /// Collects the texts of the sampler `root`.
  mutating func collect(from root: Int) {
    let guider = graph.target(of: root, ["guider"]) ?? root
    if let own = graph.target(of: guider, [polarity.rawValue]) { return walk(from: own, isOwn: true) }
    let shared =
      (polarity == .positive ? ComfyTexts.conditioningNames : ["text_embeds"]) + ["pipe", "basic_pipe", "context"]
    if let link = graph.target(of: guider, shared) { walk(from: link, isOwn: polarity == .positive) }
  }

  /// `isOwn` is false on ways that serve both polarities: there a text counts only under a name that says which it is.
  private mutating func walk(from start: Int, isOwn: Bool) {
    var open = [(node: start, isOwn: isOwn)]
    while let (node, isOwn) = open.popLast(), visited.count < ComfyTexts.maximumVisits {
      guard visited.insert(node).inserted, !graph.nodes[node].kind.holds("ConditioningZeroOut") else { continue }
      if let found = strings.texts(of: node, polarity, isOwn: isOwn) {
        if encoder == nil, !found.isEmpty { encoder = node }
        for text in found where !texts.contains(text) && texts.count < 256 { texts.append(text) }
      } else {
        if graph.nodes[node].kind.holds("Guidance") { guidance = guidance ?? graph.nodes[node].inputs["guidance"] }
        // The last one pushed is walked first.
        open += next(after: node, isOwn: isOwn).reversed()
      }
    }
  }

  private func next(after node: Int, isOwn: Bool) -> [(node: Int, isOwn: Bool)] {
    if let chosen = ComfySwitch.chosen(at: node, in: graph) { return [(chosen, isOwn)] }
    if let own = graph.target(of: node, [polarity.rawValue, "base_\(polarity.rawValue)"]) { return [(own, true)] }
    let links = graph.nodes[node].links
    let conditioning = links.filter { $0.name.hasPrefix("cond") }
    let followed = conditioning.isEmpty ? links.filter { !ComfyTexts.isAside($0.name) } : conditioning
    return followed.map { ($0.node, isOwn) }
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

/// Nodes that pass on one of their inputs.
enum ComfySwitch {
  /// The node behind the chosen input; nil where `node` is no switch or its choice is not known.
  static func chosen(at node: Int, in graph: ComfyGraph) -> Int? {
    let kind = graph.nodes[node].kind
    guard kind.holds(folded: "switch") || kind.holds(folded: "ifelse") else { return nil }
    if let truth = graph.scalar(["switch", "boolean", "condition"], of: node)?.boolValue {
      return graph.target(of: node, [truth ? "on_true" : "on_false"])
    }
    if let number = graph.scalar(["select", "index"], of: node)?.intValue,
      let chosen = graph.target(of: node, ["input\(number)", "input_\(number)", "text\(number)"])
    {
      return chosen
    }
    return graph.nodes[node].links.first { $0.name.hasPrefix("any") || $0.name.hasPrefix("input") }?.node
  }
}
