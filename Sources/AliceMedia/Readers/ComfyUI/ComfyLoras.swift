import AliceModel
import AliceNumbers

/// Collects the LoRAs of the nodes on the way from a sampler to its model, and from an encoder to its text encoder.
struct ComfyLoras {
  private(set) var entries: [LoraEntry] = []
  /// Whether other LoRAs may have been applied.
  private(set) var isUncertain = false

  private let graph: ComfyGraph
  private var sides: [Int: ComfyLoraSides] = [:]
  /// The nodes in the order in which they were reached.
  private var order: [Int] = []

  private static let maximumVisits = 2_000
  private static let maximumEncoders = 64

  init(_ graph: ComfyGraph) { self.graph = graph }

  /// Notes that the model passes through `node`.
  mutating func pass(_ node: Int) { note(node, isStack(node) ? .both : .model) }

  /// A stack changes both sides, wherever it is applied.
  private func isStack(_ node: Int) -> Bool {
    !graph.nodes[node].links.contains { ComfyLoras.carriesModel($0.name) }
  }

  private mutating func note(_ node: Int, _ side: ComfyLoraSides) {
    if sides[node] == nil { order.append(node) }
    sides[node, default: []].formUnion(side)
  }

  /// Follows the text encoders of `encoders` upstream.
  mutating func followClips(of encoders: [Int]) {
    var visited: Set<Int> = []
    for encoder in encoders.prefix(ComfyLoras.maximumEncoders) {
      // An encoder with a model of its own applies the tags of its text.
      if graph.nodes[encoder].links.contains(where: { ComfyLoras.carriesModel($0.name) }) { note(encoder, .clip) }
      var open = clips(of: encoder, isEncoder: true)
      while let (node, isStack) = open.popLast(), visited.count < ComfyLoras.maximumVisits {
        guard visited.insert(node).inserted else { continue }
        note(node, isStack ? .both : .clip)
        open += clips(of: node, isEncoder: false)
      }
    }
  }

  /// Returns the nodes that the text encoder comes from, and the stacks that are applied to it.
  private func clips(of node: Int, isEncoder: Bool) -> [(Int, Bool)] {
    if case .known(let name, _) = graph.choices[node] {
      return graph.target(of: graph.nodes[node].inputs[name]).map { [($0, false)] } ?? []
    }
    let links = graph.nodes[node].links
    let stacks =
      isEncoder || ComfyLoraNode(graph, node).dropsStack ? [] : links.filter { ComfyLoras.carriesStack($0.name) }
    var clips = links.filter { ComfyLoras.carriesClip($0.name) }
    if clips.isEmpty, !isEncoder {
      clips = links.filter { link in ComfyTexts.pipes.contains(link.name) || link.name.hasSuffix("pipe") }
      if clips.isEmpty, links.count == 1 { clips = links.filter { !ComfyLoras.carriesStack($0.name) } }
    }
    return clips.reversed().map { ($0.node, false) } + stacks.reversed().map { ($0.node, true) }
  }

  /// Returns whether an input takes the model; `model_input` and `opt_model` are usual too.
  static func carriesModel(_ name: String) -> Bool {
    let name = name.lowercased()
    return name.hasPrefix("model") || ["unet", "base_model", "opt_model", "diffusion_model"].contains(name)
  }

  private static func carriesClip(_ name: String) -> Bool {
    let name = name.lowercased()
    return ["clip", "clip1", "clip2", "opt_clip", "clip_l", "clip_g", "base_clip"].contains(name)
  }

  /// Returns whether an input takes LoRAs: a stack, a previous selection or hooks.
  static func carriesStack(_ name: String) -> Bool {
    (name.holds(folded: "lora") || name.holds(folded: "hooks")) && !notStacks.contains { name.holds(folded: $0) }
  }

  private static let notStacks: [StaticString] = [
    "name", "strength", "weight", "count", "syntax", "text", "file", "path", "num", "string", "prompt",
  ]

  /// Reads the LoRAs of all nodes that were reached.
  mutating func collect() {
    for node in order {
      guard let sides = sides[node] else { continue }
      var reader = ComfyLoraNode(graph, node)
      for entry in reader.entries(sides) where entries.count < LoraEntry.maximumCount && !entries.contains(entry) {
        entries.append(entry)
      }
      isUncertain = isUncertain || reader.isUncertain
    }
  }
}
