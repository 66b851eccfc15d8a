import AliceModel
import AliceNumbers

/// Tells samplers from the nodes that only look like them.
struct ComfySamplers {
  /// Whether the node with this index is a sampler.
  private(set) var isSampler: [Bool]

  private let graph: ComfyGraph

  init(_ graph: ComfyGraph) {
    self.graph = graph
    isSampler = graph.nodes.indices.map { ComfySamplers.mayBeSampler($0, in: graph) }
    dropPassedOn()
  }

  /// Returns whether a node has what a sampler needs: conditioning, and a seed or a telling name.
  private static func mayBeSampler(_ node: Int, in graph: ComfyGraph) -> Bool {
    let (kind, inputs) = (graph.nodes[node].kind, graph.nodes[node].inputs)
    guard !ComfyPipes.isPipe(kind) else { return false }
    if graph.target(of: node, ["guider"]) != nil { return true }
    guard inputs["seed"] != nil || inputs["noise_seed"] != nil || isNamedSampler(kind) else { return false }
    guard !kind.holds("Encode") else { return false }
    return graph.nodes[node].links.contains { isConditioning($0) || ComfyTexts.pipes.contains($0.name) }
  }

  private static func isConditioning(_ link: ComfyGraph.Link) -> Bool {
    if !link.type.isEmpty, link.type != "*" { return link.type == "CONDITIONING" || link.type.hasSuffix("EMBEDS") }
    return ComfyTexts.conditioningNames.contains(link.name)
  }

  /// Returns whether the name of a kind says that it samples itself.
  static func isNamedSampler(_ kind: String) -> Bool {
    (kind.holds(folded: "sampl") || kind.holds(folded: "detailer"))
      && !["presampl", "unsampl", "provider", "samplerselect", "upsampl", "options", "hook", "settings", "downsampl"]
        .contains { kind.lowercased().contains($0) }
  }

  /// A node whose conditioning or settings another sampler takes is none, unless its name says so.
  private mutating func dropPassedOn() {
    var visited: Set<Int> = []
    var open: [Int] = graph.nodes.indices.filter { isSampler[$0] }.flatMap { upstream(of: $0) }
    while let node = open.popLast() {
      guard visited.insert(node).inserted else { continue }
      open += upstream(of: node)
    }
    let kept = isSampler.indices.filter {
      isSampler[$0] && (!visited.contains($0) || ComfySamplers.isNamedSampler(graph.nodes[$0].kind))
    }
    guard !kept.isEmpty else { return }
    isSampler = Array(repeating: false, count: isSampler.count)
    for node in kept { isSampler[node] = true }
  }

  /// Returns the sources of everything but pictures and latents, which another sampler may well take.
  private func upstream(of node: Int) -> [Int] {
    graph.nodes[node].links.lazy.filter { link in
      !ComfySamplers.results.contains { link.name.hasPrefix($0) } && !["IMAGE", "LATENT", "VIDEO"].contains(link.type)
    }.map(\.node)
  }

  private static let results = ["latent", "samples", "pixels", "image", "video", "start_image"]
}
