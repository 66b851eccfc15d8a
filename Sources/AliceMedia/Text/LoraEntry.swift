import AliceModel
import AliceNumbers

/// A LoRA that was applied: every program's form becomes `{name, weight, hash}`.
struct LoraEntry: Hashable {
  /// The name as its program wrote it, with folders and extension.
  var name: String
  /// Nil if the file does not say how strongly it was applied.
  var weight: JSONNumber?
  var hash: String?

  /// The maximum number of entries in a recipe.
  static let maximumCount = 256

  init(name: String, weight: JSONNumber?, hash: String? = nil) {
    self.name = name
    self.weight = weight
    self.hash = hash
  }

  /// Reads `{name, weight}` under the names that programs use. Returns nil if the LoRA is switched off, has no name or
  /// has no strength.
  init?(_ object: JSONObject) {
    guard !LoraEntry.isOff(object), let name = LoraEntry.names.lazy.compactMap({ LoraEntry.text(object[$0]) }).first,
      LoraEntry.isName(name)
    else { return nil }
    func number(_ names: [String]) -> JSONNumber? { names.lazy.compactMap { LoraEntry.number(object[$0]) }.first }
    let strength = LoraStrength(model: number(LoraEntry.weights), clip: number(LoraEntry.clipWeights))
    guard strength.isApplied else { return nil }
    let hash = object["hash"] ?? LoraEntry.names.lazy.compactMap { object[$0]?["hash"] }.first
    self.init(
      name: name, weight: strength.weight ?? JSONNumber(1), hash: hash?.stringValue.flatMap { $0.isEmpty ? nil : $0 })
  }

  var json: JSONValue {
    var object: JSONObject = ["name": .string(name)]
    object["weight"] = weight.map(JSONValue.number)
    object["hash"] = hash.map(JSONValue.string)
    return .object(object)
  }

  private static let names = [
    "name", "lora", "lora_name", "model", "file", "fileName", "filename", "model_name", "modelName",
  ]
  private static let weights = [
    "weight", "strength", "strength_model", "model_strength", "strengthModel", "modelWeight", "model_weight",
    "lora_strength", "scale", "multiplier",
  ]
  private static let clipWeights = [
    "clipStrength", "strengthClip", "strengthTwo", "strength_clip", "clip_strength", "clip_weight",
    "text_encoder_weight",
  ]

  /// Returns the name of a file; InvokeAI's models are objects, and pysssss' nodes add a preview image to the name.
  static func text(_ value: JSONValue?) -> String? {
    value?.stringValue ?? ["name", "model_name", "content"].lazy.compactMap { value?[$0]?.stringValue }.first
  }

  /// Returns a number, whether it was written as a number or as text.
  static func number(_ value: JSONValue?) -> JSONNumber? {
    value?.numberValue ?? value?.stringValue.flatMap { LoraEntry.number($0) }
  }

  /// Reads a weight; `.8` means 0.8.
  static func number(_ text: some StringProtocol) -> JSONNumber? {
    guard text.utf8.count <= 40 else { return nil }
    var plain = Infotext.trimmed(Array(text.utf8))[...]
    if plain.hasPrefix("+") { plain = plain.dropFirst() }
    if plain.hasSuffix(".") { plain = plain.dropLast() }
    let isNegative = plain.hasPrefix("-")
    let digits = isNegative ? plain.dropFirst() : plain
    return JSONNumber(literal: (isNegative ? "-" : "") + (digits.hasPrefix(".") ? "0" : "") + digits)
  }

  private static func isOff(_ object: JSONObject) -> Bool {
    ["on", "active", "enabled", "enable", "isEnabled"].contains { object[$0].map(isFalse) ?? false }
      || ["hidden", "disabled", "bypass", "muted"].contains { object[$0].map(isTrue) ?? false }
  }

  static func isFalse(_ value: JSONValue) -> Bool {
    value.boolValue == false || ["off", "false", "no", "disabled", "disable"].contains(value.stringValue?.lowercased())
  }

  static func isTrue(_ value: JSONValue) -> Bool {
    value.boolValue == true || ["on", "true", "yes"].contains(value.stringValue?.lowercased())
  }

  /// Returns whether a text names a LoRA, because lists have an entry for none.
  static func isName(_ text: String) -> Bool {
    guard (1...512).contains(text.utf8.count) else { return false }
    let folded = Infotext.trimmed(text.lowercased().utf8)
    return !folded.isEmpty && !nothing.contains(folded)
  }

  private static let nothing: Set = [
    "none", "[none]", "(none)", "<none>", "null", "nil", "undefined", "no lora", "choose", "disabled", "off", "select",
    "select lora", "-none-", "-", "default", "不使用", "无",
  ]

  /// Returns whether a text has the extension of a file of weights.
  static func isFile(_ text: String) -> Bool {
    let end = String(decoding: text.utf8.suffix(longestExtension), as: UTF8.self).lowercased()
    return extensions.contains { end.hasSuffix($0) }
  }

  private static let extensions = [".safetensors", ".ckpt", ".pt", ".pth", ".bin", ".gguf", ".sft"]
  private static let longestExtension = 12

  /// The name without folders and extension, by which hashes are looked up.
  static func key(_ name: String) -> String {
    let last = name.lastPathPart.lowercased()
    return isFile(last) ? last.lastIndex(of: ".").map { String(last[..<$0]) } ?? last : last
  }
}

/// The strengths with which a LoRA is applied to the model and to the text encoder.
struct LoraStrength {
  var model: JSONNumber?
  /// Nil if there is only one strength.
  var clip: JSONNumber?

  /// Whether it changes anything on the given sides. A missing strength counts as 1.
  func isApplied(toModel: Bool, toClip: Bool) -> Bool {
    toModel && !LoraStrength.isZero(model) || toClip && !LoraStrength.isZero(clip ?? model)
  }

  var isApplied: Bool { isApplied(toModel: true, toClip: true) }

  /// The strength for the model, or for the text encoder if the model is left as it is.
  var weight: JSONNumber? { LoraStrength.isZero(model) ? clip ?? model : model ?? clip }

  private static func isZero(_ number: JSONNumber?) -> Bool { number?.double == 0 }
}
