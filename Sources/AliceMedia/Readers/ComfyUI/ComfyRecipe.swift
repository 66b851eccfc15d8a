import AliceModel
import AliceNumbers

/// Reads the recipe of a ComfyUI graph from its most likely sampler.
struct ComfyRecipe {
  private let graph: ComfyGraph
  private let isFilm: Bool

  /// `isFilm` tells whether the graph comes from a film.
  init(_ graph: ComfyGraph, isFilm: Bool = false) {
    self.graph = graph
    self.isFilm = isFilm
  }

  func read() -> ReadMetadata { answer().read }

  /// Reads the recipe, and tells whether the graph has the prompt, even if it is empty.
  func answer() -> (read: ReadMetadata, hasPrompt: Bool) {
    let finder = ComfyRoots(graph, isFilm: isFilm)
    let roots = finder.likeliest()
    var (read, hasPrompt) = (ReadMetadata(), false)
    if roots.isEmpty, let service = ComfyService(graph).read() {
      read = service
    } else if let root = roots.first ?? nearestToSampler() {
      let rivals = finder.rivals().filter { !roots.contains($0) }
      let others = Array(roots.dropFirst().prefix(8)) + Array(rivals.prefix(8))
      let reached = takeTexts(of: root, and: others, into: &read)
      hasPrompt = reached.positive
      takeSampling(of: root, into: &read)
      takeModel(of: root, into: &read)
      takeSize(from: finder.emptyLatent(of: root), into: &read)
      ComfyScan(graph).fill(
        &read, withTexts: !reached.positive, withNegative: !reached.negative, isSure: roots.isEmpty)
    } else {
      ComfyScan(graph).fill(&read, withTexts: true, isSure: true)
    }
    read.provenance.recipe.parameters["vae"] = graph.nodes.lazy.compactMap { $0.inputs["vae_name"]?.stringValue }.first
      .map(JSONValue.string)
    return (read, hasPrompt || read.provenance.recipe.prompt != nil)
  }

  /// Returns the best node of a graph without a complete sampler: an incomplete sampler, else any node with a seed.
  private func nearestToSampler() -> Int? {
    graph.nodes.indices.first { graph.nodes[$0].inputs["steps"] != nil && graph.nodes[$0].inputs["cfg"] != nil }
      ?? graph.nodes.indices.prefix(4096).first { ComfySettings(graph, of: $0).seed != nil }
  }

  /// `others` are samplers as likely as `root`, or ones that may have made the file. Returns for which polarity the
  /// graph tells the root's text.
  private func takeTexts(
    of root: Int, and others: [Int], into read: inout ReadMetadata
  ) -> (positive: Bool, negative: Bool) {
    let positive = texts(of: root, .positive)
    let negative = texts(of: root, .negative)
    // The first text reached is the prompt; if there are several, all of them are kept in a parameter.
    read.provenance.recipe.prompt = positive.texts.first
    read.provenance.recipe.negativePrompt = negative.texts.isEmpty ? nil : negative.texts.joined(separator: "\n")
    let more = others.map { texts(of: $0, .positive).texts }
    read.ambiguous =
      positive.texts.count > 1 || positive.isUncertain || more.contains { !$0.isEmpty && $0 != positive.texts }
    read.keep(distinct(positive.texts + positive.others + more.flatMap { $0 }), as: "prompts")
    read.keep(distinct(negative.texts + negative.others), as: "negative_prompts")
    read.provenance.recipe.parameters["guidance"] = positive.guidance?.numberValue.map(JSONValue.number)
    read.provenance.recipe.parameters["clip_skip"] = positive.encoder.flatMap(clipSkip)
    for (name, value) in positive.encoder.map({ ComfyEncoders.parameters(of: $0, in: graph) }) ?? []
    where read.provenance.recipe.parameters[name] == nil { read.provenance.recipe.parameters[name] = value }
    return (positive.hasReached, negative.hasReached)
  }

  private func texts(of root: Int, _ polarity: ComfyTexts.Polarity) -> ComfyTexts {
    var texts = ComfyTexts(graph, polarity)
    texts.collect(from: root)
    return texts
  }

  private func distinct(_ texts: [String]) -> [String] {
    var seen: Set<String> = []
    return texts.filter { seen.insert($0).inserted }
  }

  /// CLIPSetLastLayer and loaders that encode count from the end: -2 is clip skip 2.
  private func clipSkip(of encoder: Int) -> JSONValue? {
    var node = encoder
    for _ in 0..<32 {
      let inputs = graph.nodes[node].inputs
      let layer = (inputs["stop_at_clip_layer"] ?? inputs["clip_skip"])?.intValue
      if let layer, (-64 ... -1).contains(layer) { return JSONValue(-layer) }
      guard let next = graph.target(of: node, ["clip"]) else { return nil }
      node = next
    }
    return nil
  }

  private func takeSampling(of root: Int, into read: inout ReadMetadata) {
    let settings = ComfySettings(graph, of: root)
    read.provenance.recipe.seed = settings.seed
    for (name, value) in settings.parameters { read.provenance.recipe.parameters[name] = value }
  }

  private func takeModel(of root: Int, into read: inout ReadMetadata) {
    var model = ComfyModel(graph)
    model.find(from: root)
    read.provenance.recipe.model = model.name
    read.setLoras(model.loras.entries)
    read.ambiguous = read.ambiguous || model.loras.isUncertain
  }

  private func takeSize(from latent: Int?, into read: inout ReadMetadata) {
    guard let latent else { return }
    // rgthree's node writes `1024 x 1024  (square)`.
    if let text = graph.nodes[latent].inputs["dimensions"]?.stringValue,
      let size = ParameterValue.size(String(text.prefix { $0 != "(" }))
    {
      return read.setSize(width: size.width, height: size.height)
    }
    read.setSize(
      width: graph.scalar(["width", "empty_latent_width"], of: latent)?.intValue,
      height: graph.scalar(["height", "empty_latent_height"], of: latent)?.intValue)
  }
}
