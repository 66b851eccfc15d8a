import AliceModel

/// A graph without a sampler: a node calls a service, and has the prompt and the seed itself.
struct ComfyService {
  private let graph: ComfyGraph

  init(_ graph: ComfyGraph) { self.graph = graph }

  /// Reads the request to the service that is nearest to the saved output; returns nil if there is none.
  func read() -> ReadMetadata? {
    guard let node = nearest() else { return nil }
    var (positive, negative) = (ComfyStrings(graph), ComfyStrings(graph))
    let texts = positive.texts(of: node, .positive, isOwn: true) ?? []
    let negatives = negative.texts(of: node, .negative, isOwn: false) ?? []
    var read = ReadMetadata()
    read.provenance.recipe.prompt = texts.first
    read.provenance.recipe.negativePrompt = negatives.isEmpty ? nil : negatives.joined(separator: "\n")
    read.provenance.recipe.model = graph.scalar(["model", "model_name", "model_version"], of: node)?.stringValue
    read.provenance.recipe.seed = ParameterValue.seed(graph.scalar(["seed", "noise_seed"], of: node))
    read.ambiguous = texts.count > 1 || positive.isUncertain
    read.keep(texts, as: "prompts")
    let width = graph.scalar(["width"], of: node)?.intValue
    let height = graph.scalar(["height"], of: node)?.intValue
    read.setSize(width: width, height: height)
    return read
  }

  /// Searches breadth-first from the nodes that save or show an output.
  private func nearest() -> Int? {
    var visited: Set<Int> = []
    var level = graph.nodes.indices.filter { node in
      ComfyService.outputs.contains { graph.nodes[node].kind.holds(folded: $0) }
    }
    if level.isEmpty { level = Array(graph.nodes.indices) }
    while !level.isEmpty {
      level = level.filter { visited.insert($0).inserted }
      if let found = level.first(where: isService) { return found }
      level = level.flatMap { graph.nodes[$0].links.map(\.node) }
    }
    return nil
  }

  private static let outputs: [StaticString] = ["save", "preview", "videocombine"]

  private func isService(_ node: Int) -> Bool {
    let (kind, inputs) = (graph.nodes[node].kind, graph.nodes[node].inputs)
    guard !kind.holds("Encode"), !ComfyService.outputs.contains(where: { kind.holds(folded: $0) }) else { return false }
    return ["prompt", "positive_prompt", "text_prompt"].contains { name in
      inputs[name]?.stringValue?.isEmpty == false || graph.target(of: inputs[name]) != nil
    }
  }
}
