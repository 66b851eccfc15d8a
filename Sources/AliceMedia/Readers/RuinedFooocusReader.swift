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
    let loras = fields.value("loras")
    fields.drop("software")
    var read = ReadMetadata(.ruinedfooocus, prompt: prompt, negative: negative, model: model, seed: seed, rest: fields)
    read.setLoras(loras?.stringValue.map(RuinedFooocusReader.loras) ?? LoraList.entries(loras))
    return read
  }

  /// Reads `Loras:<folder\\name.safetensors:1>,<None:0.5>`, the form of older versions. An unused place is called None.
  private static func loras(_ text: String) -> [LoraEntry] {
    text.split(separator: "<", maxSplits: LoraEntry.maximumCount).compactMap { part in
      guard let end = part.firstIndex(of: ">"), let colon = part[..<end].lastIndex(of: ":") else { return nil }
      let name = Infotext.trimmed(Array(part[..<colon].utf8))
      return LoraList.named(name, .string(String(part[part.index(after: colon)..<end])))
    }
  }
}
