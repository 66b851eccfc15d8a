import AliceModel

/// The LoRAs that a text applies with `<lora:NAME:WEIGHT>`.
enum PromptLoras {
  private static let maximumTags = 4096

  /// Returns each distinct name once, in the order of the text, without those whose weights are 0.
  static func entries(in text: String) -> [LoraEntry] {
    guard text.utf8.contains(UInt8(ascii: "<")) else { return [] }
    var names: Set<String> = []
    var entries: [LoraEntry] = []
    for part in text.split(separator: "<", maxSplits: maximumTags).dropFirst(text.hasPrefix("<") ? 0 : 1) {
      guard entries.count < LoraEntry.maximumCount, let entry = entry(part), names.insert(entry.name).inserted else {
        continue
      }
      entries.append(entry)
    }
    return entries
  }

  /// Reads `lora:NAME:WEIGHT>`. A second weight belongs to the text encoder or, in the web UI, to the model; further
  /// parts name their values (`te=`, `unet=`, `lbw=`).
  private static func entry(_ tag: Substring) -> LoraEntry? {
    guard let colon = tag.prefix(6).firstIndex(of: ":"),
      LoraTagKind.all.contains(tag[..<colon].lowercased()),
      let end = tag.prefix(1024).firstIndex(of: ">")
    else { return nil }
    let parts = tag[..<end].split(separator: ":", omittingEmptySubsequences: false)
    let name = parts.count > 1 ? Infotext.trimmed(Array(parts[1].utf8)) : ""
    guard LoraEntry.isName(name) else { return nil }
    let plain = parts.dropFirst(2).prefix { !$0.contains("=") }.compactMap { LoraEntry.number($0) }
    func named(_ key: String) -> JSONNumber? {
      parts.dropFirst(2).first { $0.hasPrefix(key) }.flatMap { LoraEntry.number($0.dropFirst(key.count)) }
    }
    let strength = LoraStrength(
      model: plain.first ?? named("unet=") ?? named("te="), clip: plain.count > 1 ? plain[1] : nil)
    guard strength.isApplied else { return nil }
    return LoraEntry(name: name, weight: strength.weight ?? JSONNumber(1))
  }
}
