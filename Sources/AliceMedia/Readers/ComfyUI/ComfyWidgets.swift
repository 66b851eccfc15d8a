import AliceModel

/// Names the widget values that the editor stores for a node.
enum ComfyWidgets {
  static func values(of kind: String, _ node: JSONValue, _ inputs: [JSONValue]) -> JSONObject {
    if let named = node["widgets_values"]?.objectValue { return named }
    let values = node["widgets_values"]?.arrayValue ?? []
    if let names = knownNames[kind] { return JSONObject(Array(zip(names, values)).filter { !$0.0.isEmpty }) }
    let names = inputs.compactMap { $0["widget"]?["name"]?.stringValue }
    let plain = values.filter { !isSeedControl($0) }
    if !names.isEmpty, names.count == plain.count { return JSONObject(Array(zip(names, plain))) }
    if isGuess(kind, node) { return guessed(values, inputs) }
    guard kind.holds("Text") || kind.holds("Prompt") || kind.holds("String") else { return [:] }
    return longest(values).map { ["text": .string($0)] } ?? [:]
  }

  /// Returns whether a node gets images from a service and only the knownNames order gives its values a meaning.
  static func isGuess(_ kind: String, _ node: JSONValue) -> Bool {
    let inputs = node["inputs"]?.arrayValue ?? []
    guard knownNames[kind] == nil, node["widgets_values"]?.objectValue == nil, callsService(kind, node, inputs) else {
      return false
    }
    let names = inputs.count { $0["widget"]?["name"] != nil }
    guard guessed(node["widgets_values"]?.arrayValue ?? [], inputs)["prompt"] != nil else { return false }
    return names == 0 || names != (node["widgets_values"]?.arrayValue ?? []).count { !isSeedControl($0) }
  }

  /// Returns the values that a subgraph's node gives to the subgraph's inputs; nil if they cannot be determined.
  static func given(by node: JSONValue, to inputs: [JSONValue]) -> JSONObject? {
    let values = node["widgets_values"]?.arrayValue ?? []
    let own = (node["inputs"]?.arrayValue ?? []).filter { $0["widget"] != nil }
    let typed = inputs.filter { ["STRING", "INT", "FLOAT", "BOOLEAN", "COMBO"].contains($0["type"]?.stringValue) }
    let plain = values.filter { !isSeedControl($0) }
    for list in [own, typed] where list.count == plain.count {
      return JSONObject(
        Array(zip(list, plain)).compactMap { input, value in input["name"]?.stringValue.map { ($0, value) } })
    }
    return nil
  }

  /// Returns whether a value is the control that the editor shows under every seed, which is not an input of the node.
  private static func isSeedControl(_ value: JSONValue) -> Bool {
    ["fixed", "randomize", "increment", "decrement"].contains(value.stringValue)
  }

  private static func longest(_ values: [JSONValue]) -> String? {
    let texts = values.filter { !isSeedControl($0) }.compactMap(\.stringValue)
    return texts.filter { !$0.hasSuffix(".safetensors") && !$0.hasSuffix(".gguf") }.max {
      $0.utf8.count < $1.utf8.count
    }
  }

  private static let mediaTypes: Set = ["IMAGE", "VIDEO", "AUDIO", "SVG"]
  private static let modelTypes: Set = [
    "MODEL", "CLIP", "VAE", "CONDITIONING", "LATENT", "SAMPLER", "SIGMAS", "GUIDER", "NOISE",
  ]

  /// Returns whether a node gets images from a service: it outputs some, and needs nothing that a local model needs.
  private static func callsService(_ kind: String, _ node: JSONValue, _ inputs: [JSONValue]) -> Bool {
    func types(_ ends: [JSONValue]) -> [String] { ends.compactMap { $0["type"]?.stringValue } }
    return !kind.hasPrefix("Load") && !kind.hasPrefix("Save") && types(inputs).allSatisfy { !modelTypes.contains($0) }
      && types(node["outputs"]?.arrayValue ?? []).contains { mediaTypes.contains($0) }
  }

  /// Guesses the values: the longest text of several words, except a system prompt, is the prompt, and the number
  /// before a seed control is the seed.
  private static func guessed(_ values: [JSONValue], _ inputs: [JSONValue] = []) -> JSONObject {
    var guessed: JSONObject = [:]
    let seed = zip(values, values.dropFirst()).first(where: { isSeedControl($1) })?.0
    if let seed { guessed["seed"] = seed }
    let texts = values.filter { $0.stringValue.map { !isName($0) && !$0.hasPrefix("You are") } ?? false }
    let isLinked = inputs.contains { input in
      input["link"]?.scalarText != nil && ["prompt", "text"].contains(input["name"]?.stringValue?.lastDottedPart)
    }
    if !isLinked, let text = longest(texts), seed != nil || text.utf8.count(where: { $0 == 0x20 }) > 3 {
      guessed["prompt"] = .string(text)
    }
    return guessed
  }

  /// Returns whether a text is one word, or the name of a choice like `Nano Banana 2 (Gemini 3.1 Flash Image)`, and so
  /// no prompt.
  private static func isName(_ text: String) -> Bool {
    !text.utf8.contains(0x20) || text.utf8.count <= 12 || text.utf8.count < 60 && text.hasSuffix(")")
  }

  private static let sampler = ["seed", "", "steps", "cfg", "sampler_name", "scheduler", "denoise"]

  private static let knownNames: [String: [String]] = [
    "CLIPTextEncode": ["text"], "CLIPTextEncodeFlux": ["clip_l", "t5xxl", "guidance"], "FluxGuidance": ["guidance"],
    "CLIPTextEncodeSDXL": [
      "width", "height", "crop_w", "crop_h", "target_width", "target_height", "text_g", "text_l",
    ],
    "CLIPTextEncodeSDXLRefiner": ["ascore", "width", "height", "text"],
    "CLIPTextEncodeSD3": ["clip_l", "clip_g", "t5xxl"], "CLIPTextEncodeHunyuanDiT": ["bert", "mt5xl"],
    "CLIPTextEncodeHiDream": ["clip_l", "clip_g", "t5xxl", "llama"],
    "CLIPTextEncodeLumina2": ["system_prompt", "user_prompt"], "TextEncodeAceStepAudio": ["tags", "lyrics"],
    "TextEncodeAceStepAudio1.5": ["tags", "lyrics"],
    "TextEncodeQwenImageEdit": ["prompt"], "TextEncodeQwenImageEditPlus": ["prompt"], "TextGenerate": ["prompt"],
    "GLIGENTextBoxApply": ["text", "width", "height", "x", "y"],
    "WanVideoTextEncode": ["positive_prompt", "negative_prompt"], "WanVideoModelLoader": ["model"],
    "WanVideoSampler": ["steps", "cfg", "shift", "seed", "", "force_offload", "scheduler"],
    "KSampler": sampler, "KSampler (Efficient)": sampler, "Seed (rgthree)": ["seed"],
    "KSamplerAdvanced": ["add_noise", "noise_seed", "", "steps", "cfg", "sampler_name", "scheduler"],
    "SamplerCustom": ["add_noise", "noise_seed", "", "cfg"], "RandomNoise": ["noise_seed"], "CFGGuider": ["cfg"],
    "DualCFGGuider": ["cfg_conds", "cfg_cond2_negative"], "KSamplerSelect": ["sampler_name"],
    "BasicScheduler": ["scheduler", "steps", "denoise"], "SDTurboScheduler": ["steps", "denoise"],
    "Flux2Scheduler": ["steps", "width", "height"], "LTXVScheduler": ["steps"],
    "CheckpointLoaderSimple": ["ckpt_name"], "CheckpointLoader": ["config_name", "ckpt_name"],
    "ImageOnlyCheckpointLoader": ["ckpt_name"], "unCLIPCheckpointLoader": ["ckpt_name"],
    "UNETLoader": ["unet_name"], "UnetLoaderGGUF": ["unet_name"], "VAELoader": ["vae_name"],
    "LoraLoader": ["lora_name", "strength_model", "strength_clip"],
    "LoraLoaderModelOnly": ["lora_name", "strength_model"],
    "CLIPSetLastLayer": ["stop_at_clip_layer"], "EmptyLatentImage": ["width", "height"],
    "EmptySD3LatentImage": ["width", "height"], "EmptyHunyuanLatentVideo": ["width", "height", "length"],
    "EmptyLTXVLatentVideo": ["width", "height", "length"], "EmptyFlux2LatentImage": ["width", "height"],
    "Efficient Loader": [
      "ckpt_name", "vae_name", "clip_skip", "lora_name", "lora_model_strength", "lora_clip_strength", "positive",
      "negative", "token_normalization", "weight_interpretation", "empty_latent_width", "empty_latent_height",
    ],
    "easy positive": ["positive"], "easy negative": ["negative"], "Text Multiline": ["text"],
    "Power Prompt (rgthree)": ["prompt"], "ImpactWildcardProcessor": ["wildcard_text", "populated_text"],
    "StringConcatenate": ["string_a", "string_b", "delimiter"], "StringReplace": ["string", "find", "replace"],
    "PrimitiveString": ["value"], "PrimitiveStringMultiline": ["value"], "PrimitiveInt": ["value"],
    "PrimitiveFloat": ["value"], "PrimitiveBoolean": ["value"], "ComfySwitchNode": ["switch"],
  ]
}

extension String {
  /// The part after the last dot, such as `prompt` of `model.prompt`: nodes with a choice of models have inputs for
  /// each.
  var lastDottedPart: String { lastIndex(of: ".").map { String(self[index(after: $0)...]) } ?? self }
}
