import AliceModel

/// RuinedFooocus: JSON in PNG `parameters` that names the program.
struct RuinedFooocusReader: GeneratorReader {
  func read(_ found: FoundMetadata) -> ReadMetadata? {
    guard let object = found.parameters.flatMap({ found.json(at: $0) }), object["software"] == "RuinedFooocus" else {
      return nil
    }
    var fields = RecipeFields(object)
    let prompt = fields.text("Prompt")
    let negative = fields.text("Negative")
    let model = fields.text("base_model_name")
    let seed = fields.seed("seed")
    fields.drop("software")
    return ReadMetadata(.ruinedfooocus, prompt: prompt, negative: negative, model: model, seed: seed, rest: fields)
  }
}
