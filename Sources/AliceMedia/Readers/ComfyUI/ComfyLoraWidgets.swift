import AliceModel
import AliceNumbers

/// Names the widget values of nodes that apply LoRAs.
enum ComfyLoraWidgets {
  private static let maximumValues = 1024

  /// Returns the named values of a kind whose widgets are known; nil for all other kinds.
  static func values(of kind: String, _ values: [JSONValue]) -> JSONObject? {
    guard let names = known[kind] ?? numbered[kind]?.names else { return nil }
    return JSONObject(Array(zip(names, values)).filter { !$0.0.isEmpty })
  }

  /// Guesses the values of a node whose kind names LoRAs: a file is a name, the numbers after it are its strengths, and
  /// a switch precedes it. Objects, lists of objects and texts with tags tell themselves what they are.
  static func guessed(_ kind: String, _ values: [JSONValue]) -> JSONObject? {
    guard kind.holds(folded: "lora") else { return nil }
    var guess = Guess()
    for value in values.prefix(maximumValues) { guess.take(value) }
    return guess.object.isEmpty ? nil : guess.object
  }

  private struct Guess {
    var object: JSONObject = [:]
    private var count = 0
    private var strengths = 0
    private var isOff: JSONValue?

    mutating func take(_ value: JSONValue) {
      switch value {
      case .object(let slot):
        if slot["content"] != nil { return add(value) }
        if slot["lora"] != nil || slot["name"] != nil {
          count += 1
          object["lora_\(count)"] = value
        }
      case .array: if object["loras"] == nil { object["loras"] = value }
      case .string(let text):
        if LoraEntry.isFile(text) { return add(value) }
        if text.utf8.contains(UInt8(ascii: "<")) || object["text"] == nil { object["text"] = value }
        isOff = ["On", "Off"].contains(text) ? value : nil
      case .bool: isOff = value
      case .number:
        guard count > 0, strengths < 2 else { return }
        strengths += 1
        object[(strengths == 1 ? "strength_model_" : "strength_clip_") + String(count)] = value
      case .null: break
      }
    }

    private mutating func add(_ name: JSONValue) {
      count += 1
      strengths = 0
      object["lora_name_\(count)"] = name
      if let isOff { object["switch_\(count)"] = isOff }
      isOff = nil
    }
  }

  /// Kinds with several LoRAs: the widgets before them, and the widgets of each, where `#` stands for its number.
  private struct Numbered {
    var head: [String] = []
    var each: [String]
    var numbers: ClosedRange<Int>

    var names: [String] {
      head + numbers.flatMap { number in each.map { $0.replacing("#", with: String(number)) } }
    }
  }

  private static let easyStack = Numbered(
    head: ["toggle", "mode", "num_loras"],
    each: ["lora_#_name", "lora_#_strength", "lora_#_model_strength", "lora_#_clip_strength"], numbers: 1...10)

  private static let numbered: [String: Numbered] = [
    "LoRA Stacker": Numbered(
      head: ["input_mode", "lora_count"], each: ["lora_name_#", "lora_wt_#", "model_str_#", "clip_str_#"],
      numbers: 1...49),
    "CR LoRA Stack": Numbered(
      each: ["switch_#", "lora_name_#", "model_weight_#", "clip_weight_#"], numbers: 1...3),
    "CR Random LoRA Stack": Numbered(
      head: ["exclusive_mode", "stride", "force_randomize_after_stride"],
      each: ["lora_name_#", "switch_#", "chance_#", "model_weight_#", "clip_weight_#"], numbers: 1...3),
    "easy loraStack": easyStack, "ttN pipeLoraStack": easyStack, "ttN pipeLoRAStack": easyStack,
    "Lora Loader Stack (rgthree)": Numbered(each: ["lora_0#", "strength_0#"], numbers: 1...4),
    "WanVideoLoraSelectMulti": Numbered(each: ["lora_#", "strength_#"], numbers: 0...4),
    "NunchakuFluxLoraStack": Numbered(each: ["lora_name_#", "lora_strength_#"], numbers: 1...15),
  ]

  private static let single = ["lora_name", "strength_model", "strength_clip"]
  private static let known: [String: [String]] = [
    "LoraLoaderBypass": single, "LoraLoaderBypassModelOnly": single,
    "CreateHookLora": single, "CreateHookLoraModelOnly": single,
    "CR Load LoRA": ["switch"] + single,
    "CR Random Weight LoRA": [
      "stride", "force_randomize_after_stride", "lora_name", "switch", "weight_min", "weight_max", "clip_weight",
    ],
    "LoraLoaderBlockWeight //Inspire": ["category_filter"] + single
      + ["inverse", "seed", "", "", "", "preset", "block_vector", "bypass"],
    "NunchakuFluxLoraLoader": ["lora_name", "lora_strength"], "WanVideoLoraSelect": ["lora", "strength"],
    "WanVideoLoraSelectByName": ["lora_name", "strength"], "HyVideoLoraSelect": ["lora", "strength"],
    "FramePackLoraSelect": ["lora", "strength"], "CogVideoLoraSelect": ["lora", "strength"],
    "LoraTagLoader": ["text"], "PCLazyLoraLoader": ["text"], "PCLazyLoraLoaderAdvanced": ["text"],
    "LoRA Text Loader (LoraManager)": ["lora_syntax"], "LoraSyntaxProcessor": ["text"],
    "WildcardAndLoraSyntaxProcessor": ["text"],
  ]
}
