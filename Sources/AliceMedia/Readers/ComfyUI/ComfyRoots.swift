import AliceModel
import AliceNumbers

/// Finds the samplers of a graph, and the one that produced the image.
struct ComfyRoots {
  private let graph: ComfyGraph
  private let isSampler: [Bool]
  private let outputs: ComfyOutputs
  /// Whether the file is a film.
  private let isFilm: Bool

  /// The maximum number of samplers that are compared.
  private static let maximumCount = 128
  /// The maximum number of samplers whose texts are compared.
  private static let maximumTexts = 16
  /// The maximum number of nodes that the search for the origin of one latent visits.
  private static let maximumVisits = 2_000

  init(_ graph: ComfyGraph, isFilm: Bool) {
    self.graph = graph
    isSampler = ComfySamplers(graph).isSampler
    outputs = ComfyOutputs(graph)
    self.isFilm = isFilm || outputs.areFilms
  }

  /// Returns the most likely root first, then all that are equally likely, in the order of the file.
  func likeliest() -> [Int] {
    let samplers = Array(graph.nodes.indices.lazy.filter { isSampler[$0] }.prefix(ComfyRoots.maximumCount))
    let compared = samplers.count > 1 ? samplers.prefix(ComfyRoots.maximumTexts) : []
    let withoutText = Set(compared.filter { !hasText($0) })
    let (saved, shown) = (outputs.saved(asFilm: isFilm), outputs.shown)
    let ranked = samplers.map { node in
      let origin = origin(of: node)
      return (
        node,
        Rank(
          output: saved.contains(node) ? 2 : shown.contains(node) ? 1 : 0,
          isFilm: isFilm && (origin.isFilm || ComfyKinds.isFilm(graph.nodes[node].kind)),
          hasText: !withoutText.contains(node), origin: origin.rank, isFirst: !dependsOnSampler(node))
      )
    }
    guard let best = ranked.map(\.1).max() else { return [] }
    return ranked.filter { $0.1 == best }.map(\.0)
  }

  /// Returns the samplers whose results are saved without passing another one, if there are several: each of them may
  /// have made the file.
  func rivals() -> [Int] {
    let nearest = outputs.nearest(where: { isSampler[$0] }, asFilm: isFilm)
    return nearest.count > 1 ? Array(nearest.prefix(ComfyRoots.maximumTexts)) : []
  }

  /// Ranks samplers: one whose result is saved precedes one whose result is not; then one with a text; then the first
  /// pass. In a film the sampler of the film precedes that of its first frame.
  private struct Rank: Comparable {
    var output: Int
    var isFilm: Bool
    /// Whether it has a text. Samplers without one estimate depth, or animate an image.
    var hasText: Bool
    var origin: Int
    /// Whether it needs no output of another sampler, not even through its conditioning.
    var isFirst: Bool

    static func < (left: Rank, right: Rank) -> Bool {
      left.parts.lexicographicallyPrecedes(right.parts)
    }

    private var parts: [Int] { [output, isFilm ? 1 : 0, hasText ? 1 : 0, origin, isFirst ? 1 : 0] }
  }

  private func hasText(_ sampler: Int) -> Bool {
    var texts = ComfyTexts(graph, .positive)
    texts.collect(from: sampler)
    return texts.hasReached || texts.hasMissed
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

  /// Returns 2 if the sampler begins with an empty latent, 1 if with an image, and 0 if with another sampler's output;
  /// and whether something on the way makes it a film.
  private func origin(of sampler: Int) -> (rank: Int, isFilm: Bool) {
    var visited: Set<Int> = [sampler]
    var open = upstream(of: sampler)
    var (beginsEmpty, continues, isFilm) = (false, false, false)
    while let node = open.popLast(), visited.count < ComfyRoots.maximumVisits {
      guard visited.insert(node).inserted else { continue }
      if isSampler[node] {
        continues = true
        continue
      }
      isFilm = isFilm || ComfyKinds.isFilm(graph.nodes[node].kind)
      if isEmptyLatent(node) { beginsEmpty = true } else { open += upstream(of: node) }
    }
    isFilm = isFilm || graph.nodes[sampler].links.contains { $0.name == "model" && hasMotion($0.node) }
    return (continues ? 0 : beginsEmpty ? 2 : 1, isFilm)
  }

  /// Returns whether a model is one of motion, such as AnimateDiff's.
  private func hasMotion(_ model: Int) -> Bool {
    var node = model
    for _ in 0..<32 {
      if ComfyKinds.isFilm(graph.nodes[node].kind) { return true }
      guard let next = graph.target(of: node, ["model"]) else { return false }
      node = next
    }
    return false
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
