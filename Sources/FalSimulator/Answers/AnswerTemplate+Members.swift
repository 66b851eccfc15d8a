import AliceModel

/// The shapes of answers that follow from the names of their members: fal's endpoints share a vocabulary.
extension AnswerTemplate {
  /// Returns the answer with these members; nil if it holds pictures or a video alone, which are made for the request,
  /// or nothing that has a known form.
  init?(members: [String]) {
    guard !members.contains(where: AnswerTemplate.painted.contains) else { return nil }
    let values = members.compactMap { name in AnswerTemplate.value(of: name).map { (name, $0) } }
    // An answer of facts alone would be none.
    guard values.contains(where: { AnswerTemplate.facts[$0.0] == nil }) else { return nil }
    self.init(AnswerTemplate.described(.object(JSONObject(values))))
  }

  /// Returns the answer of a model that makes neither pictures nor videos.
  init?(shape: ModelSpec.Output) {
    switch shape {
    case .images, .image, .video: return nil
    case .audio, .audioFile, .modelGLB, .modelMesh, .text: self.init(members: [shape.rawValue])
    }
  }

  /// The members that hold what is painted or filmed for the request.
  private static let painted: Set<String> = ["images", "image", "video"]

  private static func value(of name: String) -> JSONValue? {
    if let known = texts[name] ?? facts[name] { return known }
    if let suffix = suffix(of: name) { return .string("%\(name).\(suffix)") }
    // A list of what the singular is: `audios`, `masks`, `textures`.
    guard name.hasSuffix("s"), let suffix = suffix(of: String(name.dropLast())) else { return nil }
    return [.string("%\(name)-1.\(suffix)"), .string("%\(name)-2.\(suffix)")]
  }

  private static let texts: [String: JSONValue] = [
    "text": "A mountain lake at dawn.", "output": "A mountain lake at dawn.", "results": "A mountain lake at dawn.",
    "generated_text": "A mountain lake at dawn.", "lyrics": "A lake at dawn",
    "chunks": [["timestamp": [0, 1], "text": "A lake."]],
    "words": [["text": "lake", "start": 0, "end": 0.6, "type": "word"]], "outputs": ["A mountain lake at dawn."],
    "model_urls": ["glb": "%model_glb.glb", "fbx": nil],
  ]

  /// Members beside what a model makes.
  private static let facts: [String: JSONValue] = [
    "prompt": "{prompt}", "actual_prompt": "{prompt}", "seed": 42, "timings": ["inference": 0.3], "duration": 5,
    "duration_ms": 5000, "language_code": "eng", "language_probability": 0.98, "reasoning": nil, "error": nil,
    "partial": false, "sample_rate": 44_100,
  ]

  /// Returns the extension of the file that a member names; nil if it names none.
  private static func suffix(of name: String) -> String? {
    suffixes.first { ends in ends.words.contains { name == $0 || name.hasSuffix("_" + $0) } }?.suffix
  }

  private static let suffixes: [(suffix: String, words: [String])] = [
    ("glb", ["glb", "mesh", "model_meshe", "base_model", "pbr_model"]), ("fbx", ["fbx", "fbx_file"]),
    ("mtl", ["mtl"]), ("ply", ["splat", "world_file"]),
    ("mp3", ["audio", "audio_file", "speech", "music"]),
    ("wav", ["vocals", "drums", "bass", "guitar", "piano", "target", "residual"]),
    ("mp4", ["video", "visualization"]),
    ("png", ["image", "mask", "texture", "thumbnail", "overlay", "preview"]),
    ("safetensors", ["lora_file", "embedding"]), ("json", ["config_file", "motion_json", "lottie_file"]),
    ("zip", ["zip", "dataset", "frames_url"]), ("srt", ["caption_file"]), ("exr", ["exr_file"]),
  ]
}
