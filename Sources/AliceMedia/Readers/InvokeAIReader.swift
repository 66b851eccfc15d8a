import AliceModel
import AliceNumbers

/// InvokeAI: PNG `invokeai_metadata` since version 3, `sd-metadata` and `Dream` in version 2, and only `Dream` before.
struct InvokeAIReader: GeneratorReader {
  func read(_ found: FoundMetadata) -> ReadMetadata? {
    if let object = found.json("invokeai_metadata") { return InvokeAIReader.current(object) }
    if let object = found.json("sd-metadata"), let read = InvokeAIReader.second(object) { return read }
    if let read = found.text("Dream").flatMap(DreamCommand.read) { return read }
    return found.json("invokeai_graph").flatMap(InvokeAIReader.graph)
  }

  /// Reads a graph without metadata: one of its nodes holds the same values.
  private static func graph(_ object: JSONObject) -> ReadMetadata? {
    guard let nodes = object["nodes"]?.objectValue else { return nil }
    let node = nodes.lazy.map(\.value).first { $0["type"]?.stringValue?.holds("core_metadata") == true }
    var read = current(node?.objectValue ?? [:])
    for name in ["type", "id", "is_intermediate", "use_cache"] { read.provenance.recipe.parameters[name] = nil }
    return read
  }

  private static func current(_ object: JSONObject) -> ReadMetadata {
    var fields = RecipeFields(object)
    let caption = fields.text("ideogram4_caption")
    let prompt = fields.text("positive_prompt") ?? caption
    let negative = fields.text("negative_prompt")
    let seed = fields.seed("seed")
    let model = fields.value("model")
    let loras = LoraList.entries(fields.value("loras"))
    let vae = fields.value("vae").flatMap(name)
    var read = ReadMetadata(
      .invokeai, prompt: prompt, negative: negative, model: model.flatMap(name), seed: seed, rest: fields)
    read.provenance.recipe.parameters["model_hash"] = model?["hash"]?.stringValue.map(JSONValue.string)
    read.provenance.recipe.parameters["vae"] = vae.map(JSONValue.string)
    read.setLoras(loras)
    if let caption, caption != prompt { read.provenance.recipe.parameters["ideogram4_caption"] = .string(caption) }
    return read
  }

  /// Returns the name of a model: version 3 writes `model_name`, later versions write `name`.
  private static func name(_ model: JSONValue) -> String? {
    model["name"]?.stringValue ?? model["model_name"]?.stringValue ?? model.stringValue
  }

  private static func second(_ object: JSONObject) -> ReadMetadata? {
    guard let image = (object["image"] ?? object["images"]?[0])?.objectValue else { return nil }
    var fields = RecipeFields(image)
    let parts = fields.value("prompt").map(prompts) ?? []
    let text = BracketedPrompt(parts.joined(separator: "\n"))
    let seed = fields.seed("seed")
    var read = ReadMetadata(
      .invokeai, prompt: text.prompt, negative: text.negative, model: object["model_weights"]?.stringValue, seed: seed,
      rest: fields)
    read.provenance.recipe.parameters["model_hash"] = object["model_hash"]?.stringValue.map(JSONValue.string)
    return read
  }

  private static func prompts(_ value: JSONValue) -> [String] {
    value.stringValue.map { [$0] } ?? value.arrayValue?.prefix(256).compactMap { $0["prompt"]?.stringValue } ?? []
  }
}

/// A prompt in which `[…]` is the negative prompt.
struct BracketedPrompt {
  let prompt: String?
  let negative: String?

  init(_ text: String) {
    var (positive, excluded) = ([UInt8](), [UInt8]())
    var depth = 0
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "]") where depth > 0:
        depth -= 1
        if depth == 0 { excluded += Array(", ".utf8) }
      default: if depth > 0 { excluded.append(byte) } else { positive.append(byte) }
      }
    }
    let negative = Infotext.trimmed(excluded.reversed().drop { $0 == 0x2C || $0 == 0x20 }.reversed())
    let prompt = Infotext.trimmed(positive)
    self.prompt = prompt.isEmpty ? nil : prompt
    self.negative = negative.isEmpty ? nil : negative
  }
}
