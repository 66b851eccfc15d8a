import AliceModel

/// The LoRAs that a prompt references with `<lora:NAME:WEIGHT>`.
enum PromptLoras {
  private static let maximumCount = 256

  /// Returns `{name, weight}` for each distinct name in their order, with `hash` if `hashes`
  /// (`name: hash, name2: hash2`) has one.
  static func found(in prompt: String, hashes: String?) -> [JSONValue] {
    guard prompt.utf8.contains(UInt8(ascii: "<")) else { return [] }
    let known = hashes.map(table) ?? [:]
    var names: Set<String> = []
    var loras: [JSONValue] = []
    for part in prompt.split(separator: "<", maxSplits: 4096).dropFirst(prompt.hasPrefix("<") ? 0 : 1) {
      guard loras.count < maximumCount, let lora = lora(part), names.insert(lora.name).inserted else { continue }
      var object: JSONObject = ["name": .string(lora.name), "weight": .number(lora.weight)]
      object["hash"] = known[lora.name].map(JSONValue.string)
      loras.append(.object(object))
    }
    return loras
  }

  private static func lora(_ tag: Substring) -> (name: String, weight: JSONNumber)? {
    guard tag.hasPrefix("lora:") || tag.hasPrefix("lyco:"), let end = tag.firstIndex(of: ">") else { return nil }
    let parts = tag[..<end].split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count >= 2, !parts[1].isEmpty, parts[1].utf8.count <= 512 else { return nil }
    // `.8` means 0.8.
    let weight = parts.count > 2 ? JSONNumber(literal: parts[2]) ?? JSONNumber(literal: "0" + parts[2]) : nil
    return (String(parts[1]), weight ?? JSONNumber(1))
  }

  private static func table(_ text: String) -> [String: String] {
    let pairs = text.split(separator: ",").prefix(maximumCount).compactMap { part -> (String, String)? in
      let halves = part.split(separator: ":", maxSplits: 1).map { Infotext.trimmed(Array($0.utf8)) }
      return halves.count == 2 ? (halves[0], halves[1]) : nil
    }
    return Dictionary(pairs) { _, last in last }
  }
}
