import AliceModel
import AliceNumbers

/// Easy Diffusion: one PNG text per field, or all fields as JSON in UserComment. Older versions use human-readable
/// field names.
struct EasyDiffusionReader: GeneratorReader {
  func read(_ found: FoundMetadata) -> ReadMetadata? {
    if found.has("use_stable_diffusion_model", "Stable Diffusion model") {
      return EasyDiffusionReader.read(EasyDiffusionReader.object(of: found))
    }
    let objects = [
      found.userComment.flatMap { found.json(at: $0) }, found.json("json"), EasyDiffusionLines.object(in: found),
    ]
    return objects.lazy.compactMap { $0 }.first { object in
      object["use_stable_diffusion_model"] != nil || object["Stable Diffusion model"] != nil
    }.map(EasyDiffusionReader.read)
  }

  /// Returns the texts that hold one field each. Alice's own document is not one of them.
  private static func object(of found: FoundMetadata) -> JSONObject {
    var object: JSONObject = [:]
    for entry in found.entries where entry.container.hasPrefix("png:") && entry.key != PNGText.recordKeyword {
      object[entry.key] = typed(entry.text, key: entry.key)
    }
    return object
  }

  /// Returns a typed value; nil for Python's `None`.
  static func typed(_ text: String, key: String) -> JSONValue? {
    if text == "None" { return nil }
    let isText = ["prompt", "negative_prompt"].contains(ParameterName.snake(key))
    return isText ? .string(text) : ParameterValue.typed(text, name: key)
  }

  private static func read(_ object: JSONObject) -> ReadMetadata {
    var fields = RecipeFields(object)
    let prompt = fields.text("prompt", "Prompt")
    let negative = fields.text("negative_prompt", "Negative Prompt")
    let model = fields.text("use_stable_diffusion_model", "Stable Diffusion model")?.lastPathPart
    let vae = fields.text("use_vae_model", "VAE model")?.lastPathPart
    let seed = fields.seed("seed", "Seed")
    var read = ReadMetadata(.easydiffusion, prompt: prompt, negative: negative, model: model, seed: seed, rest: fields)
    read.provenance.recipe.parameters["vae"] = vae.map(JSONValue.string)
    return read
  }
}

/// The sidecar in text form, with one `Key: value` per line. A prompt may continue on further lines.
enum EasyDiffusionLines {
  private static let maximumLines = 4096

  /// Returns nil unless a sidecar has the line that names the model.
  static func object(in found: FoundMetadata) -> JSONObject? {
    let sidecars = found.entries.lazy.filter { $0.container == "sidecar:txt" }
    return sidecars.first { entry in
      entry.text.holds("use_stable_diffusion_model: ") || entry.text.holds("Stable Diffusion model: ")
    }.map { object(of: $0.text) }
  }

  private static func object(of text: String) -> JSONObject {
    var object: JSONObject = [:]
    var last: String?
    for line in text.split(maxSplits: maximumLines, omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      if let (key, value) = pair(line) {
        object[key] = EasyDiffusionReader.typed(value, key: key)
        last = key
      } else if let key = last, case .string(let before) = object[key] {
        object[key] = .string(before + "\n" + line)
      }
    }
    for key in object.keys {
      guard let text = object[key]?.stringValue else { continue }
      let trimmed = Infotext.trimmed(Array(text.utf8))
      object[key] = trimmed.isEmpty ? nil : .string(trimmed)
    }
    return object
  }

  private static func pair(_ line: Substring) -> (String, String)? {
    guard let colon = line.firstIndex(of: ":"), line[..<colon].utf8.count <= 40,
      line[..<colon].utf8.allSatisfy(\.isInfotextKey)
    else { return nil }
    let key = String(line[..<colon])
    guard isField(key) else { return nil }
    return (key, Infotext.trimmed(Array(line[line.index(after: colon)...].utf8)))
  }

  /// Returns whether a key is a field, because a prompt may contain words before a colon too.
  private static func isField(_ key: String) -> Bool {
    let words: Set = [
      "prompt", "negative_prompt", "seed", "width", "height", "steps", "sampler", "num_inference_steps",
      "guidance_scale", "prompt_strength", "stable_diffusion_model", "vae_model", "hypernetwork_model",
      "lora_model", "clip_skip", "num_outputs", "tiling", "use_face_correction", "use_upscaling", "upscale_amount",
    ]
    let name = ParameterName.snake(key)
    return words.contains(name) || name.hasPrefix("use_") || name.hasSuffix("_name") || name.hasSuffix("_strength")
      || name.hasSuffix("_scale") || name.hasSuffix("_model") || name.hasSuffix("_alpha")
  }
}
