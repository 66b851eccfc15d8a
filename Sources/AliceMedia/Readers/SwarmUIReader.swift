import AliceModel

/// SwarmUI: JSON with `sui_image_params` in PNG `parameters`, UserComment, a sidecar or, in old files, EXIF's Model.
struct SwarmUIReader: GeneratorReader {
  func read(_ found: FoundMetadata) -> ReadMetadata? {
    let places = found.entries.indices.lazy.filter { index in
      let entry = found.entries[index]
      return entry.key != "workflow" && JSONText.mayBeObject(entry.text) && entry.text.holds("sui_image_params")
    }
    let object = places.prefix(8).compactMap { found.json(at: $0) }.first { $0["sui_image_params"] != nil }
    guard let object, let parameters = object["sui_image_params"]?.objectValue else { return nil }
    var fields = RecipeFields(parameters)
    let prompt = fields.text("prompt")
    let negative = fields.text("negativeprompt")
    let model = fields.text("model")
    let seed = fields.seed("seed")
    let loras = SwarmUIReader.loras(names: fields.value("loras"), weights: fields.value("loraweights"))
    var read = ReadMetadata(.swarmui, prompt: prompt, negative: negative, model: model, seed: seed, rest: fields)
    read.setLoras(loras)
    read.provenance.created = object["sui_extra_data"]?["date"]?.stringValue.flatMap { Timestamp($0) }
    return read
  }

  /// Returns a list; older versions write it as one text with commas.
  private static func list(_ value: JSONValue?) -> [JSONValue] {
    value?.arrayValue
      ?? value?.stringValue?.split(separator: ",").map { .string(Infotext.trimmed(Array($0.utf8))) } ?? []
  }

  private static func loras(names: JSONValue?, weights: JSONValue?) -> [JSONValue] {
    list(names).prefix(256).enumerated().compactMap { index, name in
      name.stringValue.map { name in
        let weights = list(weights)
        let weight =
          weights.indices.contains(index) ? weights[index].scalarText.flatMap { JSONNumber(literal: $0) } : nil
        return ["name": .string(name), "weight": .number(weight ?? JSONNumber(1))]
      }
    }
  }
}
