import AliceModel

/// A graph without a sampler of its own: a node asks a service, and has prompt and seed itself.
struct ComfyService {
  private let graph: ComfyGraph

  init(_ graph: ComfyGraph) { self.graph = graph }

  /// What was asked of the service whose answer is nearest to what is saved; nil where there is none.
  func read() -> ReadMetadata? {
    guard let node = nearest() else { return nil }
    var (positive, negative) = (ComfyStrings(graph), ComfyStrings(graph))
    let texts = positive.texts(of: node, .positive, isOwn: true) ?? []
    let unwanted = negative.texts(of: node, .negative, isOwn: false) ?? []
    var read = ReadMetadata()
    read.provenance.recipe.prompt = texts.first
    read.provenance.recipe.negativePrompt = unwanted.isEmpty ? nil : unwanted.joined(separator: "\n")
    read.provenance.recipe.model = graph.scalar(["model", "model_name", "model_version"], of: node)?.stringValue
    read.provenance.recipe.seed = ParameterValue.seed(graph.scalar(["seed", "noise_seed"], of: node))
    read.ambiguous = texts.count > 1 || positive.isUncertain
    read.keep(texts, as: "prompts")
    let width = graph.scalar(["width"], of: node)?.intValue
    let height = graph.scalar(["height"], of: node)?.intValue
    read.setSize(width: width, height: height)
    return read
  }

  /// Level by level from what is saved or shown.
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
