import AliceModel

/// Searches a graph node by node if following its links found nothing.
struct ComfyScan {
  private let graph: ComfyGraph

  init(_ graph: ComfyGraph) { self.graph = graph }

  /// Fills seed and model if they are missing, and the texts too if `withTexts`. Unless `isSure`, the texts are
  /// ambiguous, because a sampler exists whose text the graph does not contain.
  func fill(_ read: inout ReadMetadata, withTexts: Bool, isSure: Bool) {
    if withTexts, read.provenance.recipe.prompt == nil {
      fillTexts(&read)
      if !isSure, read.provenance.recipe.prompt != nil { read.ambiguous = true }
    }
    if read.provenance.recipe.seed == nil {
      read.provenance.recipe.seed =
        graph.nodes.lazy.compactMap { node in
          ParameterValue.seed(node.inputs["seed"]) ?? ParameterValue.seed(node.inputs["noise_seed"])
        }.first
    }
    if read.provenance.recipe.model == nil {
      read.provenance.recipe.model = graph.nodes.lazy.compactMap(model).first
    }
  }

  private func fillTexts(_ read: inout ReadMetadata) {
    var strings = ComfyStrings(graph)
    var unnamed: [String] = []
    for (index, node) in graph.nodes.enumerated().prefix(10_000) where isText(node) {
      let title = node.title ?? node.kind
      let negative = strings.texts(of: index, .negative, isOwn: title.holds(folded: "negative"))?.first
      if let negative { read.provenance.recipe.negativePrompt = read.provenance.recipe.negativePrompt ?? negative }
      guard !title.holds(folded: "negative"), let text = strings.texts(of: index, .positive, isOwn: true)?.first else {
        continue
      }
      if title.holds(folded: "positive") { read.provenance.recipe.prompt = read.provenance.recipe.prompt ?? text }
      unnamed.append(text)
    }
    unnamed.removeAll { $0 == read.provenance.recipe.negativePrompt }
    read.provenance.recipe.prompt = read.provenance.recipe.prompt ?? unnamed.first
    if read.provenance.recipe.negativePrompt == nil, unnamed.count == 2 {
      read.provenance.recipe.negativePrompt = unnamed.last
    }
    if unnamed.count > 2 || strings.isUncertain { read.ambiguous = true }
    if unnamed.count > 2 { read.keep(Array(unnamed.prefix(256)), as: "prompts") }
  }

  /// Returns whether a node is an encoder, or sends a prompt to a service.
  private func isText(_ node: ComfyGraph.Node) -> Bool {
    node.kind.holds("TextEncode") || node.inputs["prompt"]?.stringValue != nil
      || node.inputs["positive_prompt"]?.stringValue != nil
  }

  /// The kinds of nodes that load models which do not generate images.
  private static let others: [StaticString] = ["upscale", "control", "clip", "vae", "lora", "detector", "sam"]

  private func model(of node: ComfyGraph.Node) -> String? {
    let name = ComfyModel.names.lazy.compactMap { node.inputs[$0]?.stringValue }.first { !$0.isEmpty }
    return name == nil || ComfyScan.others.contains { node.kind.holds(folded: $0) } ? nil : name
  }
}
