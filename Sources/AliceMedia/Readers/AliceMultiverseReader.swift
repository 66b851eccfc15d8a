import AliceModel
import AliceNumbers

/// AliceMultiverse, the Python predecessor of alice: in PNG, JSON in `alice-multiverse:metadata` with the recipe in
/// separate texts; in JPEG, JSON in ImageDescription with the prompt in XPComment.
///
/// It wrote into every image that it filed, so its mark does not prove that it generated one. If another program left
/// its recipe, that program is the generator, and the notes are kept as parameters.
struct AliceMultiverseReader: GeneratorReader {
  /// The readers of metadata that an image may have had before it was filed, as far as they run after this one.
  private static let others: [any GeneratorReader] = [
    CivitaiReader(), DrawThingsReader(), ComfyUIReader(), InfotextReader(), MidjourneyReader(),
  ]

  func read(_ found: FoundMetadata) -> ReadMetadata? {
    guard let document = AliceMultiverseReader.document(in: found) else { return nil }
    let notes = AliceMultiverseReader.notes(document)
    if var theirs = AliceMultiverseReader.others.lazy.compactMap({ $0.read(found) }).first {
      theirs.fill(from: notes)
      return theirs
    }
    var read = AliceMultiverseReader.recipe(document, found)
    if !read.provenance.recipe.isEmpty { read.provenance.generator = .alice }
    read.fill(from: notes)
    return read
  }

  private static func document(in found: FoundMetadata) -> JSONObject? {
    if let object = found.json("alice-multiverse:metadata") { return object }
    guard let object = found.json("ImageDescription"), object["version"] != nil, object["timestamp"] != nil else {
      return nil
    }
    return object["metadata"]?.objectValue
  }

  private static func recipe(_ document: JSONObject, _ found: FoundMetadata) -> ReadMetadata {
    var fields = RecipeFields((document["generation"] ?? document["generation_params"])?.objectValue ?? [:])
    let nested = fields.text("prompt")
    let plain = found.text("parameters", in: "png") ?? found.text("XPComment")
    let prompt = document["prompt"]?.stringValue ?? nested ?? plain
    let negative = fields.text("negative_prompt")
    let model = fields.text("model", "sd-model-name") ?? found.text("sd-model-name", in: "png")
    let seed = fields.seed("seed") ?? ParameterValue.seed(found.text("seed", in: "png").map(JSONValue.string))
    var read = ReadMetadata(.alice, prompt: prompt, negative: negative, model: model, seed: seed, rest: fields)
    read.provenance.generator = nil
    for (key, name) in [("steps", "steps"), ("cfg", "cfg_scale"), ("sampler", "sampler")] {
      guard read.provenance.recipe.parameters[name] == nil, let text = found.text(key, in: "png") else { continue }
      read.provenance.recipe.parameters[name] = ParameterValue.typed(text, name: name)
    }
    return read
  }

  /// Returns what the program recorded about an image, without empty values.
  private static func notes(_ document: JSONObject) -> ReadMetadata {
    var read = ReadMetadata()
    let isRecipe: Set = [
      "prompt", "generation", "generation_params", "version", "timestamp", "content_hash", "media_type",
    ]
    var tags: [JSONValue] = (document["tags"]?.objectValue ?? [:]).flatMap { $0.value.arrayValue ?? [] }
    for (key, value) in document where !isRecipe.contains(key) && key != "tags" {
      if key.hasSuffix("_tags"), let list = value.arrayValue {
        tags += list
      } else if let value = pruned(value) {
        read.provenance.recipe.parameters[ParameterName.snake(key)] = value
      }
    }
    if !tags.isEmpty { read.provenance.recipe.parameters["tags"] = .array(Array(tags.prefix(256))) }
    return read
  }

  /// Returns nil for null, and for containers that hold nothing else.
  private static func pruned(_ value: JSONValue) -> JSONValue? {
    switch value {
    case .null: return nil
    case .array(let elements): return elements.isEmpty ? nil : value
    case .object(let object):
      let kept = object.compactMap { key, value in pruned(value).map { (key, $0) } }
      return kept.isEmpty ? nil : .object(JSONObject(kept))
    default: return value
    }
  }
}
