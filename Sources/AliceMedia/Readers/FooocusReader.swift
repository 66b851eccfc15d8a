import AliceModel

/// Fooocus: JSON or an infotext in PNG `parameters`, identified by `fooocus_scheme`; in JPEG and WebP in UserComment of
/// the first directory, identified by Software and MakerNote; in old PNGs JSON in `Comment`.
struct FooocusReader: GeneratorReader {
  func read(_ found: FoundMetadata) -> ReadMetadata? {
    let isMarked = isMarked(found)
    let object = found.parameters.flatMap { found.json(at: $0) } ?? found.json("Comment")
    if let object, isMarked || FooocusReader.isOwn(object) { return FooocusReader.read(object) }
    guard isMarked, var read = InfotextReader.parsed(in: found)?.recipe else { return nil }
    read.provenance.generator = .fooocus
    return read
  }

  private func isMarked(_ found: FoundMetadata) -> Bool {
    if found.has("fooocus_scheme") || found.text("Software")?.hasPrefix("Fooocus v") == true { return true }
    return ["fooocus", "a1111"].contains(found.text("MakerNote"))
  }

  /// Returns whether the object has members that only Fooocus writes; other programs write a `base_model`, too.
  private static func isOwn(_ object: JSONObject) -> Bool {
    if object["metadata_scheme"] == "fooocus" || object["version"]?.stringValue?.hasPrefix("Fooocus") == true {
      return true
    }
    let modes = [["performance", "Performance"], ["sharpness", "Sharpness"], ["adm_guidance", "ADM Guidance"]]
    let count = modes.count { names in names.contains { object[$0] != nil } }
    return count >= 2 || count == 1 && (object["base_model"] ?? object["Base Model"]) != nil
  }

  private static func read(_ object: JSONObject) -> ReadMetadata {
    var fields = RecipeFields(object)
    let prompt = fields.text("prompt", "Prompt")
    let negative = fields.text("negative_prompt", "Negative Prompt")
    let model = fields.text("base_model", "Base Model")
    let seed = fields.seed("seed", "Seed")
    let listed = LoraList.entries(fields.value("loras"))
    let numbered = (1...32).flatMap { ["lora_combined_\($0)", "LoRA \($0)"] }.compactMap { fields.text($0) }.compactMap(
      combined)
    let loras = listed.isEmpty ? numbered : listed
    // These are the prompts with the words of all styles.
    fields.drop("full_prompt", "full_negative_prompt", "real_prompt", "real_negative_prompt")
    var read = ReadMetadata(.fooocus, prompt: prompt, negative: negative, model: model, seed: seed, rest: fields)
    read.setSize(fromParameter: "resolution")
    read.setLoras(loras)
    return read
  }

  /// Reads `name : weight`, the form of versions before 2.2.
  private static func combined(_ text: String) -> LoraEntry? {
    guard let colon = text.lastIndex(of: ":") else { return nil }
    let name = Infotext.trimmed(Array(text[..<colon].utf8))
    return LoraList.named(name, .string(String(text[text.index(after: colon)...])))
  }
}
