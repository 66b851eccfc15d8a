import AliceModel

/// Finds the samplers of a graph, and the one that produced the image.
struct ComfyRoots {
  private let graph: ComfyGraph
  private let isSampler: [Bool]

  /// The maximum number of samplers that are compared.
  private static let maximumCount = 128
  /// The maximum number of samplers whose texts are compared.
  private static let maximumTexts = 16
  /// The maximum number of nodes that the search for the origin of one latent visits.
  private static let maximumVisits = 2_000

  init(_ graph: ComfyGraph) {
    self.graph = graph
    isSampler = graph.nodes.indices.map { ComfyRoots.isSampler($0, in: graph) }
  }

  /// Returns the most likely root first, then all that are equally likely, in the order of the file.
  func likeliest() -> [Int] {
    let samplers = Array(graph.nodes.indices.lazy.filter { isSampler[$0] }.prefix(ComfyRoots.maximumCount))
    let compared = samplers.count > 1 ? samplers.prefix(ComfyRoots.maximumTexts) : []
    let withoutText = Set(compared.filter { !hasText($0) })
    let saved = reached { $0.holds(folded: "save") || $0.holds(folded: "videocombine") }
    let shown = reached { $0.holds(folded: "preview") || $0.holds(folded: "output") }
    let ranked = samplers.map { node in
      (
        node,
        Rank(
          output: saved.contains(node) ? 2 : shown.contains(node) ? 1 : 0, hasText: !withoutText.contains(node),
          origin: origin(of: node),
          isFirst: !dependsOnSampler(node))
      )
    }
    guard let best = ranked.map(\.1).max() else { return [] }
    return ranked.filter { $0.1 == best }.map(\.0)
  }

  /// Ranks samplers: one whose result is saved precedes one whose result is not; then one with a text; then the first
  /// pass.
  private struct Rank: Comparable {
    var output: Int
    /// Whether it has a text. Samplers without one estimate depth, or animate an image.
    var hasText: Bool
    var origin: Int
    /// Whether it needs no output of another sampler, not even through its conditioning.
    var isFirst: Bool

    static func < (left: Rank, right: Rank) -> Bool {
      left.parts.lexicographicallyPrecedes(right.parts)
    }

    private var parts: [Int] { [output, hasText ? 1 : 0, origin, isFirst ? 1 : 0] }
  }

  private static func isSampler(_ node: Int, in graph: ComfyGraph) -> Bool {
    let inputs = graph.nodes[node].inputs
    if graph.target(of: node, ["guider"]) != nil { return true }
    guard inputs["seed"] != nil || inputs["noise_seed"] != nil else { return false }
    return graph.target(of: node, ComfyTexts.conditioningNames) != nil
      || graph.target(of: node, ComfyTexts.pipes) != nil
  }

  /// Returns all nodes that a node of such a kind depends on.
  private func reached(fromKind isOutput: (String) -> Bool) -> Set<Int> {
    var reached: Set<Int> = []
    var open = graph.nodes.indices.filter { isOutput(graph.nodes[$0].kind) }
    while let node = open.popLast() {
      guard reached.insert(node).inserted else { continue }
      open += graph.nodes[node].links.map(\.node)
    }
    return reached
  }

  private func hasText(_ sampler: Int) -> Bool {
    var texts = ComfyTexts(graph, .positive)
    texts.collect(from: sampler)
    return texts.hasReached
  }

  private func dependsOnSampler(_ sampler: Int) -> Bool {
    var visited: Set<Int> = [sampler]
    var open = graph.nodes[sampler].links.map(\.node)
    while let node = open.popLast(), visited.count < ComfyRoots.maximumVisits {
      guard visited.insert(node).inserted else { continue }
      if isSampler[node] { return true }
      open += graph.nodes[node].links.map(\.node)
    }
    return false
  }

  /// Returns 2 if the sampler begins with an empty latent, 1 if with an image, and 0 if with another sampler's output.
  private func origin(of sampler: Int) -> Int {
    var visited: Set<Int> = [sampler]
    var open = upstream(of: sampler)
    var beginsEmpty = false
    while let node = open.popLast(), visited.count < ComfyRoots.maximumVisits {
      guard visited.insert(node).inserted else { continue }
      if isSampler[node] { return 0 }
      if isEmptyLatent(node) { beginsEmpty = true } else { open += upstream(of: node) }
    }
    return beginsEmpty ? 2 : 1
  }

  private func upstream(of node: Int) -> [Int] {
    graph.nodes[node].links.filter { link in
      ComfyRoots.carriers.contains { link.name.hasPrefix($0) }
    }.map(\.node)
  }

  private static let carriers = ["latent", "samples", "pixels", "image", "video"] + ComfyTexts.pipes

  private func isEmptyLatent(_ node: Int) -> Bool {
    let (kind, inputs) = (graph.nodes[node].kind, graph.nodes[node].inputs)
    if kind.holds(folded: "empty") && kind.holds(folded: "latent") { return true }
    if inputs["empty_latent_width"] != nil { return true }
    guard inputs["width"] != nil, inputs["height"] != nil else { return false }
    return kind.holds(folded: "tovideo") || upstream(of: node).isEmpty && !kind.holds(folded: "image")
  }

  /// Returns the node that determines the size of the sampler's first latent.
  func emptyLatent(of sampler: Int) -> Int? {
    var visited: Set<Int> = [sampler]
    var open = upstream(of: sampler)
    while let node = open.popLast(), visited.count < ComfyRoots.maximumVisits {
      guard visited.insert(node).inserted, !isSampler[node] else { continue }
      if isEmptyLatent(node) { return node }
      open += upstream(of: node)
    }
    return nil
  }
}
