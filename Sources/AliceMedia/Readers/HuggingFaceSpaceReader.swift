import AliceModel

/// Hugging Face Spaces like Animagine's: JSON in PNG `parameters` with `Model` and `resolution`.
struct HuggingFaceSpaceReader: GeneratorReader {
  func read(_ found: FoundMetadata) -> ReadMetadata? {
    guard let object = found.parameters.flatMap({ found.json(at: $0) }), object["Model"] != nil,
      object["resolution"] != nil
    else { return nil }
    var fields = RecipeFields(object)
    let prompt = fields.text("prompt")
    let negative = fields.text("negative_prompt")
    let model = fields.text("Model")
    let seed = fields.seed("seed")
    var read = ReadMetadata(.hfspace, prompt: prompt, negative: negative, model: model, seed: seed, rest: fields)
    read.setSize(fromParameter: "resolution")
    return read
  }
}
