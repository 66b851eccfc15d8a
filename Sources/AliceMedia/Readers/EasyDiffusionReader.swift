import AliceModel

/// Easy Diffusion: one PNG text per field, or all fields as JSON in UserComment; older versions wrote them as people do.
struct EasyDiffusionReader: GeneratorReader {
  func read(_ found: FoundMetadata) -> ReadMetadata? {
    if found.has("use_stable_diffusion_model", "Stable Diffusion model") {
      return EasyDiffusionReader.read(EasyDiffusionReader.object(of: found))
    }
    guard let object = found.userComment.flatMap({ found.json(at: $0) }),
      object["use_stable_diffusion_model"] != nil || object["Stable Diffusion model"] != nil
    else { return nil }
    return EasyDiffusionReader.read(object)
  }

  /// The texts of one field each, typed; Python wrote `None` for what is not there. Alice's own document is no field.
  private static func object(of found: FoundMetadata) -> JSONObject {
    var object: JSONObject = [:]
    for entry in found.entries
    where entry.container.hasPrefix("png:") && entry.text != "None" && entry.key != PNGText.recordKeyword {
      let isText = ["prompt", "negative_prompt"].contains(ParameterName.snake(entry.key))
      object[entry.key] = isText ? .string(entry.text) : ParameterValue.typed(entry.text, name: entry.key)
    }
    return object
  }

  private static func read(_ object: JSONObject) -> ReadMetadata {
    var fields = RecipeFields(object)
    let prompt = fields.text("prompt", "Prompt")
    let negative = fields.text("negative_prompt", "Negative Prompt")
    let model = fields.text("use_stable_diffusion_model", "Stable Diffusion model")?.lastPathPart
    let vae = fields.text("use_vae_model", "VAE model")?.lastPathPart
    let seed = fields.seed("seed", "Seed")
    var read = ReadMetadata(.easydiffusion, prompt: prompt, negative: negative, model: model, seed: seed, rest: fields)
    read.provenance.recipe.parameters["vae"] = vae.map(JSONValue.string)
    return read
  }
}
