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
    var loras = LoraList.entries(fields.value("loras"), weights: fields.value("loraweights"))
    SwarmUIReader.add(object["sui_models"], to: &loras)
    var read = ReadMetadata(.swarmui, prompt: prompt, negative: negative, model: model, seed: seed, rest: fields)
    read.setLoras(loras)
    read.provenance.created = object["sui_extra_data"]?["date"]?.stringValue.flatMap { Timestamp($0) }
    return read
  }

  /// Adds the hashes, which are listed with those of the other models.
  private static func add(_ models: JSONValue?, to loras: inout [LoraEntry]) {
    for model in models?.arrayValue?.prefix(LoraEntry.maximumCount) ?? [] where model["param"] == "loras" {
      guard let name = model["name"]?.stringValue, let hash = model["hash"]?.stringValue else { continue }
      for index in loras.indices where LoraEntry.key(loras[index].name) == LoraEntry.key(name) {
        loras[index].hash = hash
      }
    }
  }
}
