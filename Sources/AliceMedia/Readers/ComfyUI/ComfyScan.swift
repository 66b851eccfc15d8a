import AliceModel

/// Searches a graph node by node if following its links found nothing.
struct ComfyScan {
  private let graph: ComfyGraph

  init(_ graph: ComfyGraph) { self.graph = graph }

  /// Fills seed and model if they are missing, and the texts too if `withTexts`. Unless `isSure`, the texts are
  /// ambiguous, because a sampler exists whose text the graph does not contain. `withNegative` is false if the negative
  /// prompt is known to be empty.
  func fill(_ read: inout ReadMetadata, withTexts: Bool, withNegative: Bool = true, isSure: Bool) {
    if withTexts, read.provenance.recipe.prompt == nil {
      fillTexts(&read, withNegative: withNegative)
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

  private struct Found {
    var positive: String?
    var negative: String?
    var unnamed: [String] = []
    var isUncertain = false

    var isEmpty: Bool { positive == nil && unnamed.isEmpty }
  }

  private func fillTexts(_ read: inout ReadMetadata, withNegative: Bool) {
    let candidates = graph.nodes.indices.lazy.prefix(10_000).filter { isText(graph.nodes[$0]) }
    let uses = uses()
    // A text that nothing takes is not the prompt as long as there is another.
    var found = texts(of: candidates.filter { uses[$0] != nil }, uses)
    if found.isEmpty { found = texts(of: Array(candidates), uses) }
    var unnamed = found.unnamed
    let negative = found.negative
    unnamed.removeAll { $0 == negative }
    read.provenance.recipe.prompt = found.positive ?? unnamed.first
    if withNegative, read.provenance.recipe.negativePrompt == nil {
      read.provenance.recipe.negativePrompt = negative ?? (unnamed.count == 2 ? unnamed.last : nil)
    }
    if unnamed.count > 2 || found.isUncertain { read.ambiguous = true }
    if unnamed.count > 2 { read.keep(Array(unnamed.prefix(256)), as: "prompts") }
  }

  /// Returns the polarity of the inputs that take the outputs of each node, as far as their names tell; nodes that
  /// nothing takes are absent.
  private func uses() -> [Int: ComfyTexts.Polarity?] {
    var uses: [Int: ComfyTexts.Polarity?] = [:]
    for node in graph.nodes {
      for link in node.links {
        let polarity = ComfyTexts.Polarity(of: link.name)
        if case .some(.some) = uses[link.node] { continue }
        uses[link.node] = .some(polarity)
      }
    }
    return uses
  }

  private func texts(of nodes: [Int], _ uses: [Int: ComfyTexts.Polarity?]) -> Found {
    var strings = ComfyStrings(graph)
    var found = Found()
    for index in nodes {
      let node = graph.nodes[index]
      let title = node.title ?? node.kind
      let polarity = uses[index].flatMap { $0 } ?? ComfyTexts.Polarity(of: title)
      let isNegative = polarity == .negative
      let negative = strings.texts(of: index, .negative, isOwn: isNegative)?.first
      if let negative { found.negative = found.negative ?? negative }
      guard !isNegative, let text = strings.texts(of: index, .positive, isOwn: true)?.first else { continue }
      if polarity == .positive { found.positive = found.positive ?? text }
      found.unnamed.append(text)
    }
    found.isUncertain = strings.isUncertain
    return found
  }

  /// Returns whether a node is an encoder, or sends a prompt to a service.
  private func isText(_ node: ComfyGraph.Node) -> Bool {
    node.kind.holds("TextEncode") || node.inputs["prompt"]?.stringValue != nil
      || node.inputs["positive_prompt"]?.stringValue != nil
      || node.links.contains { $0.name == "clip" } && node.inputs["text"] != nil
  }

  /// The kinds of nodes that load models which do not generate images.
  private static let others: [StaticString] = ["upscale", "control", "clip", "vae", "lora", "detector", "sam"]

  private func model(of node: ComfyGraph.Node) -> String? {
    guard !ComfyScan.others.contains(where: { node.kind.holds(folded: $0) }), !ComfyKinds.isHelperModel(node.kind)
    else {
      return nil
    }
    return ComfyModel.names.lazy.compactMap { node.inputs[$0]?.stringValue }.first { !$0.isEmpty }
  }
}
