import AliceModel

/// Image MetaHub's node for ComfyUI: `imagemetahub_data`, which is a text in PNG and a member of a JSON comment
/// elsewhere.
struct ImageMetaHubReader: GeneratorReader {
  func read(_ found: FoundMetadata) -> ReadMetadata? {
    let name = "imagemetahub_data"
    let comment = found.userComment.flatMap {
      found.entries[$0].text.holds("imagemetahub_data") ? found.json(at: $0) : nil
    }
    guard let object = found.json(name) ?? JSONText.object(comment?[name]), object["generator"] == "ComfyUI" else {
      return nil
    }
    var fields = RecipeFields(object)
    let prompt = fields.text("prompt")
    let negative = fields.text("negativePrompt", "negative_prompt")
    let model = fields.text("model")
    let seed = fields.seed("seed")
    let loras = LoraList.entries(fields.value("loras"))
    // These hold the graphs and the program's own statistics.
    fields.drop("workflow", "prompt_api", "generator", "analytics", "_analytics", "imh_pro", "_metahub_pro")
    var read = ReadMetadata(.comfyui, prompt: prompt, negative: negative, model: model, seed: seed, rest: fields)
    read.setLoras(loras)
    if let graph = ComfyUIReader.graphs(in: found) { read = read.joined(with: graph) }
    if let infotext = InfotextReader.parsed(in: found) { read = read.joined(with: infotext.recipe) }
    return read
  }
}
