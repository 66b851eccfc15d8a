import AliceModel

/// NovelAI: JSON in PNG `Comment`, identified by `Software`; in WebP and JPEG the same keys as JSON in UserComment;
/// also hidden in the pixels of PNG.
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
    else { return NovelAIReader.described(found) }
    let source = keys["Source"]?.stringValue ?? found.text("Software")
    return NovelAIReader.read(comment, source: source, description: keys["Description"]?.stringValue)
  }

  /// Reads a picture whose comment is lost.
  private static func described(_ found: FoundMetadata) -> ReadMetadata? {
    guard found.text("Software") == "NovelAI", let description = found.text("Description") else { return nil }
    return read([:], source: found.text("Source"), description: description)
  }

  private static func read(_ comment: JSONObject, source: String?, description: String?) -> ReadMetadata {
    var fields = RecipeFields(comment)
    let plain = fields.text("prompt") ?? description
    let plainNegative = fields.text("uc")
    let caption = fields.value("v4_prompt")
    let negativeCaption = fields.value("v4_negative_prompt")
    let seed = fields.seed("seed")
    let scale = fields.value("scale")
    fields.drop("signed_hash", "extra_passthrough_testing")
    var read = ReadMetadata(
      .novelai, prompt: base(of: caption) ?? plain, negative: base(of: negativeCaption) ?? plainNegative, model: source,
      seed: seed, rest: fields)
    read.provenance.recipe.parameters["cfg_scale"] = scale
    read.setCharacters(characters(caption, negative: negativeCaption))
    return read
  }

  private static func base(of prompt: JSONValue?) -> String? {
    prompt?["caption"]?["base_caption"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Returns the prompts of the individual characters in version 4, in their order:
  /// `{prompt, negative_prompt, centers}`.
  private static func characters(_ positive: JSONValue?, negative: JSONValue?) -> [JSONValue] {
    let positive = positive?["caption"]?["char_captions"]?.arrayValue ?? []
    let negative = negative?["caption"]?["char_captions"]?.arrayValue ?? []
    return (0..<min(64, max(positive.count, negative.count))).compactMap { index in
      let (positiveItem, negativeItem) = (positive.at(index), negative.at(index))
      let texts = [positiveItem?["char_caption"]?.stringValue ?? "", negativeItem?["char_caption"]?.stringValue ?? ""]
      guard texts.contains(where: { !$0.isEmpty }) else { return nil }
      var character: JSONObject = ["prompt": .string(texts[0])]
      if !texts[1].isEmpty { character["negative_prompt"] = .string(texts[1]) }
      character["centers"] = (positiveItem ?? negativeItem)?["centers"]
      return .object(character)
    }
  }
}

extension [JSONValue] {
  fileprivate func at(_ index: Int) -> JSONValue? { indices.contains(index) ? self[index] : nil }
}

extension ReadMetadata {
  fileprivate mutating func setCharacters(_ characters: [JSONValue]) {
    if !characters.isEmpty { provenance.recipe.parameters["characters"] = .array(characters) }
  }
}
