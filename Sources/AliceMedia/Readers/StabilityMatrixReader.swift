import AliceModel

/// Stability Matrix: PNG `parameters-json`, in addition to `smproj`, an infotext and the ComfyUI graph that it ran.
struct StabilityMatrixReader: GeneratorReader {
  func read(_ found: FoundMetadata) -> ReadMetadata? {
    guard found.has("smproj", "parameters-json") else { return nil }
    var read = ReadMetadata()
    if let object = found.json("parameters-json") { read = StabilityMatrixReader.exact(object) }
    if let infotext = InfotextReader.parsed(in: found) { read = read.joined(with: infotext.recipe) }
    if let graph = ComfyUIReader.graphs(in: found) { read = read.joined(with: graph) }
    read.provenance.generator = .stabilitymatrix
    return read
  }

  private static func exact(_ object: JSONObject) -> ReadMetadata {
    var fields = RecipeFields(object)
    let prompt = fields.text("PositivePrompt")
    let negative = fields.text("NegativePrompt")
    let model = fields.text("ModelName")
    let seed = fields.seed("Seed")
    // These are zero for every still image.
    fields.drop(
      "FrameCount", "MotionBucketId", "VideoQuality", "Lossless", "Fps", "OutputFps", "MinCfg", "AugmentationLevel")
    return ReadMetadata(
      .stabilitymatrix, prompt: prompt, negative: negative, model: model, seed: seed, rest: fields)
  }
}
