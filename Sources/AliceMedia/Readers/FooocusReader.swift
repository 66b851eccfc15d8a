import AliceModel

/// Fooocus: JSON or an infotext in PNG `parameters`, identified by `fooocus_scheme`; in JPEG and WebP in UserComment of
/// the first directory, identified by Software and MakerNote; in old PNGs JSON in `Comment`.
struct FooocusReader: GeneratorReader {
  func read(_ found: FoundMetadata) -> ReadMetadata? {
    let object = (found.parameters.flatMap { found.json(at: $0) } ?? found.json("Comment")).flatMap(FooocusReader.ifOwn)
    if let object { return FooocusReader.read(object) }
    guard isMarked(found), var read = InfotextReader.parsed(in: found)?.recipe else { return nil }
    read.provenance.generator = .fooocus
    return read
  }

  private func isMarked(_ found: FoundMetadata) -> Bool {
    if found.has("fooocus_scheme") || found.text("Software")?.hasPrefix("Fooocus v") == true { return true }
    return ["fooocus", "a1111"].contains(found.text("MakerNote"))
  }

  private static func ifOwn(_ object: JSONObject) -> JSONObject? {
    let isOwn =
      object["base_model"] != nil || object["metadata_scheme"] == "fooocus"
      || (object["performance"] ?? object["Performance"]) != nil && (object["sharpness"] ?? object["Sharpness"]) != nil
    return isOwn ? object : nil
  }

  private static func read(_ object: JSONObject) -> ReadMetadata {
    var fields = RecipeFields(object)
    let prompt = fields.text("prompt", "Prompt")
    let negative = fields.text("negative_prompt", "Negative Prompt")
    let model = fields.text("base_model", "Base Model")
    let seed = fields.seed("seed", "Seed")
    let listed = (fields.value("loras")?.arrayValue ?? []).prefix(256).compactMap(lora)
    let numbered = (1...32).flatMap { ["lora_combined_\($0)", "LoRA \($0)"] }.compactMap { fields.text($0) }.compactMap(
      combined)
    let loras = listed.isEmpty ? numbered : listed
    // These are the prompts with the words of all styles.
    fields.drop("full_prompt", "full_negative_prompt")
    var read = ReadMetadata(.fooocus, prompt: prompt, negative: negative, model: model, seed: seed, rest: fields)
    read.setSize(fromParameter: "resolution")
    read.setLoras(loras)
    return read
  }

  /// Reads `name : weight`, the form of versions before 2.2.
  private static func combined(_ text: String) -> JSONValue? {
    guard let colon = text.lastIndex(of: ":") else { return nil }
    let name = Infotext.trimmed(Array(text[..<colon].utf8))
    guard !name.isEmpty, name != "None" else { return nil }
    let weight = JSONNumber(literal: Infotext.trimmed(Array(text[text.index(after: colon)...].utf8)))
    return ["name": .string(name), "weight": .number(weight ?? JSONNumber(1))]
  }

  /// Reads `[name, weight, hash]`.
  private static func lora(_ lora: JSONValue) -> JSONValue? {
    guard let name = lora[0]?.stringValue else { return nil }
    var object: JSONObject = ["name": .string(name), "weight": lora[1] ?? 1]
    object["hash"] = lora[2]?.stringValue.map(JSONValue.string)
    return .object(object)
  }
}
