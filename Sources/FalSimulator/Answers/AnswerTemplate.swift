import AliceModel

/// The shape of an answer: its strings that begin with `@` stand for files.
///
/// `@NAME.EXT` becomes the URL of a file of that format, `@@NAME.EXT` a `data:` URL, and `@=NAME.EXT` plain Base64. The
/// same name is the same file; files of other names, and those of other requests, have other bytes. `{prompt}` in a
/// string becomes the prompt.
struct AnswerTemplate: Sendable {
  let json: JSONValue

  init(_ json: JSONValue) { self.json = json }

  /// The names of the files, each once, in their order.
  var names: [String] {
    var names: [String] = []
    collect(json, into: &names)
    return names
  }

  private func collect(_ value: JSONValue, into names: inout [String]) {
    switch value {
    case .string(let text):
      if let file = AnswerTemplate.file(text), !names.contains(file.name) { names.append(file.name) }
    case .array(let items): for item in items { collect(item, into: &names) }
    case .object(let object): for (_, item) in object { collect(item, into: &names) }
    case .null, .bool, .number: break
    }
  }

  /// Returns the answer with its files: `text` gives the string for a file.
  func filled(prompt: String, text: (String, Form) throws -> String) rethrows -> JSONValue {
    try fill(json, prompt, text)
  }

  /// The way in which a file stands in the answer.
  enum Form: Sendable { case address, dataURL, base64 }

  private func fill(
    _ value: JSONValue, _ prompt: String, _ text: (String, Form) throws -> String
  ) rethrows -> JSONValue {
    switch value {
    case .string(let written):
      if let file = AnswerTemplate.file(written) { return .string(try text(file.name, file.form)) }
      return .string(written.replacing("{prompt}", with: prompt))
    case .array(let items): return .array(try items.map { try fill($0, prompt, text) })
    case .object(let object): return .object(JSONObject(try object.map { ($0.key, try fill($0.value, prompt, text)) }))
    case .null, .bool, .number: return value
    }
  }

  private static func file(_ text: String) -> (name: String, form: Form)? {
    guard text.hasPrefix("@"), text.utf8.count <= 200, text.contains(".") else { return nil }
    if text.hasPrefix("@@") { return (String(text.dropFirst(2)), .dataURL) }
    return text.hasPrefix("@=") ? (String(text.dropFirst(2)), .base64) : (String(text.dropFirst()), .address)
  }
}

extension AnswerTemplate {
  /// Returns the documented shape of an endpoint's answer; nil if it is pictures or a video, or not known.
  init?(endpoint: String) {
    let shape = AnswerTemplate.documented.first { endpoint == $0.prefix || endpoint.hasPrefix($0.prefix + "/") }
    guard let shape else { return nil }
    do {
      self.init(AnswerTemplate.described(try JSONValue(parsing: shape.json)))
    } catch {
      return nil
    }
  }

  /// Replaces each string `%NAME` by the object that describes a file.
  static func described(_ value: JSONValue) -> JSONValue {
    switch value {
    case .string(let text) where text.hasPrefix("%"):
      let name = String(text.dropFirst())
      return [
        "url": .string("@" + name), "content_type": .string(SampleFile(name: name, fingerprint: 0).contentType),
        "file_name": .string(name), "file_size": nil,
      ]
    case .array(let items): return .array(items.map(described))
    case .object(let object): return .object(JSONObject(object.map { ($0.key, described($0.value)) }))
    case .null, .bool, .number, .string: return value
    }
  }

  /// The endpoints, each with all below it, and their answers.
  private static let documented: [(prefix: String, json: String)] = [
    (
      "fal-ai/hunyuan3d-v3",
      #"{"model_glb":"%model.glb","thumbnail":"%preview.png","model_urls":{"glb":"%model.glb","obj":"%model.obj","#
        + #""mtl":"%material.mtl","texture":"%texture.png","fbx":null,"usdz":"%model.usdz"},"seed":42}"#
    ),
    ("fal-ai/trellis", #"{"model_mesh":"%model.glb","timings":{"prepare":0.1}}"#),
    ("fal-ai/trellis-2", #"{"model_glb":"%model.glb"}"#),
    ("fal-ai/triposr", #"{"model_mesh":"%model.obj","remeshing_dir":null,"timings":{}}"#),
    (
      "fal-ai/hyper3d/rodin",
      #"{"model_mesh":"%base.glb","textures":["%texture_diffuse.png","%texture_normal.png"],"seed":42}"#
    ),
    (
      "fal-ai/meshy",
      #"{"model_glb":"%model.glb","thumbnail":"%preview.png","model_urls":{"glb":"%model.glb","fbx":"%model.fbx"},"#
        + #""texture_urls":[{"base_color":"%base_color.png","metallic":null}],"prompt":"{prompt}","seed":42}"#
    ),
    (
      "fal-ai/flux-lora-fast-training",
      #"{"diffusers_lora_file":"%lora.safetensors","config_file":"%config.json","debug_preprocessed_output":null}"#
    ),
    (
      "fal-ai/elevenlabs/speech-to-text",
      #"{"text":"A lake.","language_code":"eng","language_probability":0.98,"#
        + #""words":[{"text":"A","start":0.0,"end":0.2,"type":"word"},{"text":"lake.","start":0.2,"end":0.6,"type":"word"}]}"#
    ),
    ("fal-ai/elevenlabs/music", #"{"audio":"%output.mp3"}"#),
    ("fal-ai/elevenlabs/sound-effects", #"{"audio":"%output.mp3"}"#),
    ("fal-ai/elevenlabs/tts", #"{"audio":"%output.mp3","timestamps":null}"#),
    ("fal-ai/minimax/speech-02-hd", #"{"audio":{"url":"@speech.mp3"},"duration_ms":1200}"#),
    ("fal-ai/demucs", #"{"vocals":"%vocals.wav","drums":"%drums.wav","bass":null}"#),
    (
      "fal-ai/whisper",
      #"{"text":"A lake.","chunks":[{"timestamp":[0,1],"text":"A lake."}],"inferred_languages":["en"]}"#
    ),
    ("fal-ai/wizper", #"{"text":"A lake.","chunks":[{"timestamp":[0,1],"text":"A lake."}],"languages":["en"]}"#),
    ("fal-ai/moondream2", #"{"output":"A mountain lake at dawn."}"#),
    ("fal-ai/florence-2-large/caption", #"{"results":"A mountain lake at dawn."}"#),
    (
      "fal-ai/florence-2-large/object-detection",
      #"{"results":{"bboxes":[{"x":1,"y":2,"w":30,"h":40,"label":"lake"}]},"image":"%boxes.png"}"#
    ),
    ("fal-ai/any-llm", #"{"output":"{prompt}? A lake.","reasoning":null,"partial":false,"error":null}"#),
    ("fal-ai/imageutils/nsfw", #"{"nsfw_probability":0.01}"#),
    ("fal-ai/recraft/vectorize", #"{"image":"%image.svg"}"#),
    ("fal-ai/recraft/v4/text-to-vector", #"{"images":["%image.svg"]}"#),
    ("fal-ai/recraft/v4/pro/text-to-vector", #"{"images":["%image.svg"]}"#),
    ("fal-ai/recraft/v4.1/text-to-vector", #"{"images":["%image.svg"]}"#),
    ("fal-ai/recraft/v4.1/pro/text-to-vector", #"{"images":["%image.svg"]}"#),
    ("fal-ai/ffmpeg-api/compose", #"{"video_url":"@output.mp4","thumbnail_url":"@thumbnail.jpg"}"#),
    ("fal-ai/auto-caption", #"{"video_url":"@output.mp4"}"#),
    ("fal-ai/wan-vace-14b/depth", #"{"video":"%output.mp4","frames_zip":"%frames.zip","seed":42}"#),
    ("fal-ai/birefnet", #"{"image":"%image.png","mask_image":"%mask.png"}"#),
  ]
}
