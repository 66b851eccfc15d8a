import AliceModel

/// NovelAI: PNG `Comment` with JSON, told by `Software`; in WebP and JPEG the same keys as JSON in UserComment, and hidden in
/// the pixels of PNG.
struct NovelAIReader: GeneratorReader {
  func read(_ found: FoundMetadata) -> ReadMetadata? {
    if found.text("Software") == "NovelAI", let comment = found.json("Comment") {
      return NovelAIReader.read(comment, source: found.text("Source"), description: found.text("Description"))
    }
    guard
      let keys = [found.userComment, found.stealth].lazy.compactMap({ $0.flatMap { found.json(at: $0) } })
        .first(where: { $0["Comment"] != nil }),
      keys["Software"] == "NovelAI" || found.text("Software")?.hasPrefix("NovelAI") == true,
      let comment = JSONText.object(keys["Comment"])
    else { return nil }
    let source = keys["Source"]?.stringValue ?? found.text("Software")
    return NovelAIReader.read(comment, source: source, description: keys["Description"]?.stringValue)
  }

  private static func read(_ comment: JSONObject, source: String?, description: String?) -> ReadMetadata {
    var fields = RecipeFields(comment)
    let plain = fields.text("prompt") ?? description
    let plainNegative = fields.text("uc")
    let prompt = fields.value("v4_prompt").flatMap(captions) ?? plain
    let negative = fields.value("v4_negative_prompt").flatMap(captions) ?? plainNegative
    let seed = fields.seed("seed")
    let scale = fields.value("scale")
    fields.drop("signed_hash", "extra_passthrough_testing")
    var read = ReadMetadata(.novelai, prompt: prompt, negative: negative, model: source, seed: seed, rest: fields)
    read.provenance.recipe.parameters["cfg_scale"] = scale
    return read
  }

  /// The base caption and those of the characters, one a line.
  private static func captions(_ prompt: JSONValue) -> String? {
    let caption = prompt["caption"]
    let characters =
      caption?["char_captions"]?.arrayValue?.prefix(64).compactMap { $0["char_caption"]?.stringValue } ?? []
    let texts = ([caption?["base_caption"]?.stringValue ?? ""] + characters).filter { !$0.isEmpty }
    return texts.isEmpty ? nil : texts.joined(separator: "\n")
  }
}
