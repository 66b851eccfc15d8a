import AliceModel
import AliceNumbers

/// Names the values of a node of an unknown kind by their form, and by the types that the node takes and gives.
struct ComfyWidgetGuess {
  private let kind: String
  private let inputs: [JSONValue]
  private let values: [JSONValue]
  private let takes: Set<String>
  private let gives: Set<String>
  /// Whether the outputs are named after both polarities.
  private let givesBoth: Bool

  init(_ kind: String, _ node: JSONValue, _ inputs: [JSONValue], _ values: [JSONValue]) {
    self.kind = kind
    self.inputs = inputs
    self.values = values
    takes = Set(inputs.compactMap { $0["type"]?.stringValue })
    let outputs = node["outputs"]?.arrayValue ?? []
    gives = Set(outputs.compactMap { $0["type"]?.stringValue })
    let named = Set(outputs.compactMap { $0["name"]?.stringValue.flatMap { ComfyTexts.Polarity(of: $0) } })
    givesBoth = named.count == 2
  }

  // MARK: Samplers

  private static let samplers: Set = [
    "euler", "heun", "lms", "ddim", "ddpm", "lcm", "deis", "ipndm", "ipndm_v", "heunpp2", "uni_pc", "uni_pc_bh2",
    "er_sde", "sa_solver", "sa_solver_pece", "gradient_estimation", "dpm_2", "dpm_2_ancestral", "dpm_fast",
    "dpm_adaptive", "seeds_2", "seeds_3", "restart",
  ]
  private static let samplerStarts = ["euler_", "dpmpp_", "res_", "uni_pc", "exp_heun", "deis_", "rk", "dpm_"]
  private static let schedulers: Set = [
    "normal", "karras", "exponential", "sgm_uniform", "simple", "ddim_uniform", "beta", "linear_quadratic",
    "kl_optimal", "beta57", "bong_tangent", "turbo", "align_your_steps", "polyexponential", "vp",
  ]

  private static func isSampler(_ value: JSONValue) -> Bool {
    guard let text = value.stringValue else { return false }
    return samplers.contains(text) || samplerStarts.contains { text.hasPrefix($0) } && !text.contains(" ")
  }

  private static func isScheduler(_ value: JSONValue?) -> Bool {
    guard let text = value?.stringValue else { return false }
    return schedulers.contains(text) || text.hasPrefix("AYS") || text.hasPrefix("GITS") || text.hasPrefix("OSS")
  }

  /// The names around a sampler's name and its scheduler, which all samplers have in one order: steps and CFG before,
  /// denoise after, and the seed at either end; nil if there is none.
  var sampler: [String]? {
    guard let at = values.indices.first(where: { Self.isSampler(values[$0]) && Self.isScheduler(values[safe: $0 + 1]) })
    else { return nil }
    var names = Array(repeating: "", count: values.count)
    names[at] = "sampler_name"
    names[at + 1] = "scheduler"
    if let denoise = values[safe: at + 2]?.doubleValue, (0...1).contains(denoise) { names[at + 2] = "denoise" }
    // The editor shows a control under every seed; without it, the seed is the number before steps and CFG.
    let controlled = zip(values.indices, values.dropFirst()).first {
      values[$0].numberValue != nil && ComfyWidgets.isSeedControl($1)
    }?.0
    if let controlled { names[controlled] = "seed" }
    guard at >= 2, values[at - 1].numberValue != nil, values[at - 2].intValue != nil else { return names }
    names[at - 1] = "cfg"
    names[at - 2] = "steps"
    let before = values.indices.prefix(at - 2).last { values[$0].numberValue != nil }
    if controlled == nil, let before { names[before] = "seed" }
    return names
  }

  // MARK: Services

  private static let mediaTypes: Set = ["IMAGE", "VIDEO", "AUDIO", "SVG"]
  private static let modelTypes: Set = [
    "MODEL", "CLIP", "VAE", "CONDITIONING", "LATENT", "SAMPLER", "SIGMAS", "GUIDER", "NOISE",
  ]

  /// The names of a node that gets images from a service: it outputs some, and needs nothing that a local model needs.
  /// The first text of several words, except a system prompt, is the prompt, the text that follows it the negative one,
  /// and the number before a seed control is the seed. Nil for other nodes.
  var service: [String]? {
    guard !kind.hasPrefix("Load"), !kind.hasPrefix("Save"), takes.isDisjoint(with: Self.modelTypes),
      !gives.isDisjoint(with: Self.mediaTypes)
    else { return nil }
    var names = Array(repeating: "", count: values.count)
    let seed = zip(values.indices, values.dropFirst()).first { ComfyWidgets.isSeedControl($1) }?.0
    if let seed { names[seed] = "seed" }
    let texts = values.indices.filter { index in
      values[index].stringValue.map { !isName($0) && !$0.hasPrefix("You are") } ?? false
    }
    let isLinked = inputs.contains { input in
      input["link"]?.scalarText != nil && ["prompt", "text"].contains(input["name"]?.stringValue?.lastDottedPart)
    }
    let words = texts.first.flatMap { values[$0].stringValue?.utf8.count { $0 == 0x20 } } ?? 0
    guard !isLinked, let text = texts.first, seed != nil || words > 3 else { return names }
    names[text] = "prompt"
    if texts.contains(text + 1) { names[text + 1] = "negative_prompt" }
    return names
  }

  /// Returns whether a text is one word, or the name of a choice like `Nano Banana 2 (Gemini 3.1 Flash Image)`, and so
  /// no prompt.
  private func isName(_ text: String) -> Bool {
    !text.utf8.contains(0x20) || text.utf8.count <= 12 || text.utf8.count < 60 && text.hasSuffix(")")
  }

  // MARK: Everything else

  /// Names texts by the types around them, the files of models by their extensions, and numbers by the node's name.
  var others: [String] {
    var names = Array(repeating: "", count: values.count)
    nameTexts(&names)
    nameModels(&names)
    nameNumbers(&names)
    return names
  }

  /// Whether an unknown encoder has several texts.
  var isDoubtful: Bool {
    !gives.isDisjoint(with: ["CONDITIONING", "STRING"]) && !hasLinkedText && sentences.count > 1
  }

  private var sentences: [Int] { texts.filter { ComfyTextNames.isSentence(values[$0].stringValue ?? "") } }

  /// The values that may be texts: no controls, numbers, truth values, files or separators.
  private var texts: [Int] {
    values.indices.filter { index in
      guard let text = values[index].stringValue, !ComfyWidgets.isSeedControl(values[index]) else { return false }
      return !["true", "false", "none", "enable", "disable", "auto"].contains(text.lowercased()) && Double(text) == nil
        && !isModelFile(text) && text.contains { $0.isLetter }
    }
  }

  private func isModelFile(_ text: String) -> Bool {
    LoraEntry.isFile(text) || [".png", ".jpg", ".txt", ".yaml"].contains { text.hasSuffix($0) }
  }

  private var hasLinkedText: Bool {
    inputs.contains { input in
      input["link"]?.scalarText != nil
        && (input["type"] == "STRING" || input["name"]?.stringValue?.holds("text") == true)
    }
  }

  private func nameTexts(_ names: inout [String]) {
    let isEncoder = gives.contains("CONDITIONING") && (takes.contains("CLIP") || kind.holds("Encode"))
    let isText = kind.holds("Text") || kind.holds("Prompt") || kind.holds("String") || gives.contains("STRING")
    guard isEncoder || isText || gives.contains("CONDITIONING") else { return }
    if hasLinkedText {
      let separator = values.indices.first {
        values[$0].stringValue.map { $0.count < 4 && !$0.contains { $0.isLetter } } ?? false
      }
      if let separator { names[separator] = "delimiter" }
      return
    }
    if givesBoth, let positive = sentences.first {
      names[positive] = "positive"
      if sentences.count > 1 { names[sentences[1]] = "negative" }
      return
    }
    // A node that gives nothing but a text, and holds one, gives that.
    let isOnlyText = gives == ["STRING"] && texts.count == 1
    let isNamed = kind.holds("Text") || kind.holds("Prompt") || kind.holds("String")
    let candidates = isEncoder || isNamed || isOnlyText ? texts : sentences
    let longest = candidates.max { length(of: $0) < length(of: $1) }
    if let longest { names[longest] = "text" }
    // An encoder whose only text is empty has the empty prompt.
    if longest == nil, isEncoder, let empty = values.firstIndex(of: "") { names[empty] = "text" }
  }

  private func length(of index: Int) -> Int { values[index].stringValue?.utf8.count ?? 0 }

  private func nameModels(_ names: inout [String]) {
    guard gives.contains("MODEL") || gives.contains("WANVIDEOMODEL") || gives.contains("VAE") else { return }
    let files = values.indices.filter { values[$0].stringValue.map(isModelFile) ?? false }
    guard let file = files.first, names[file].isEmpty, !ComfyKinds.isHelperModel(kind) else { return }
    if takes.contains("MODEL") || kind.holds(folded: "lora") {
      guard kind.holds(folded: "lora") else { return }
      names[file] = "lora_name"
      if values[safe: file + 1]?.numberValue != nil { names[file + 1] = "strength_model" }
    } else {
      names[file] = gives == ["VAE"] ? "vae_name" : "ckpt_name"
    }
  }

  private func nameNumbers(_ names: inout [String]) {
    let numbers = values.indices.filter { values[$0].numberValue != nil }
    guard let first = numbers.first else { return }
    // The editor shows a control under every seed.
    let seed = numbers.first { values[safe: $0 + 1].map(ComfyWidgets.isSeedControl) ?? false }
    if let seed {
      names[seed] = gives.isSubset(of: ["INT", "FLOAT", "NUMBER", "*"]) ? "value" : "seed"
    } else if kind.holds(folded: "seed") || kind.holds(folded: "noise") && gives.contains("NOISE") {
      names[first] = "seed"
    } else if gives.isSubset(of: ["INT", "FLOAT", "NUMBER", "*"]), !gives.isEmpty {
      names[first] = "value"
    } else if gives.contains("LATENT"), !takes.contains("LATENT"), numbers.count >= 2, first + 1 == numbers[1],
      let width = values[first].intValue, let height = values[first + 1].intValue, width >= 64, height >= 64
    {
      (names[first], names[first + 1]) = ("width", "height")
    }
  }
}

extension Array {
  fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
