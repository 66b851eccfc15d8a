import AliceModel

/// Tensor.Art: PNG `generation_data`. If its seed is -1, the ComfyUI graph in the same file has the actual one.
struct TensorArtReader: GeneratorReader {
  func read(_ found: FoundMetadata) -> ReadMetadata? {
    guard let object = found.json("generation_data") else { return nil }
    var fields = RecipeFields(object)
    let base = fields.value("baseModel")
    let loras = (fields.value("models")?.arrayValue ?? []).prefix(LoraEntry.maximumCount).compactMap(lora)
    let sampler = fields.text("ksamplerName", "samplerName", "sampler")
    let prompt = fields.text("prompt")
    let negative = fields.text("negativePrompt")
    let seed = fields.seed("seed")
    var read = ReadMetadata(
      .tensorart, prompt: prompt, negative: negative,
      model: base?["modelFileName"]?.stringValue ?? base?["label"]?.stringValue, seed: seed, rest: fields)
    read.provenance.recipe.parameters["sampler"] = sampler.map(JSONValue.string)
    read.provenance.recipe.parameters["model_hash"] = base?["hash"]?.stringValue.map(JSONValue.string)
    read.setLoras(loras)
    if let graph = ComfyUIReader.graphs(in: found) { read = read.joined(with: graph) }
    return read
  }

  private func lora(_ model: JSONValue) -> LoraEntry? {
    guard model["type"] == "LORA", let name = (model["modelFileName"] ?? model["label"])?.stringValue else {
      return nil
    }
    return LoraList.named(name, model["weight"], hash: model["hash"])
  }
}
