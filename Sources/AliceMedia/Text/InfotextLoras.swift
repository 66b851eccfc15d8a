import AliceModel
import AliceNumbers

/// The LoRAs of an infotext: the tags of the prompt, and what the pairs say about them.
struct InfotextLoras {
  private(set) var entries: [LoraEntry]
  /// The keys of the pairs that describe LoRAs completely.
  private(set) var keys: Set<String> = []

  init(_ parsed: Infotext.Parsed) {
    entries = PromptLoras.entries(in: parsed.prompt)
    addNumbered(parsed)
    add(networks: parsed["LoRA networks"], hashes: parsed["LoRA hashes"])
    add(hashes: parsed["Lora hashes"])
    add(table: parsed["Hashes"])
  }

  /// Adds hashes to the entries with their names, and the names that have no entry yet: some programs take the tags out
  /// of the prompt. Reads `name: hash, name2: hash2`; Fooocus appends a weight to each.
  private mutating func add(hashes: String?) {
    for part in hashes?.split(separator: ",", maxSplits: LoraEntry.maximumCount) ?? [] {
      let parts = part.split(separator: ":").map { Infotext.trimmed(Array($0.utf8)) }
      guard parts.count >= 2 else { continue }
      let weight = parts.count > 2 ? LoraEntry.number(parts[parts.count - 1]) : nil
      let name = weight == nil ? parts.dropLast().joined(separator: ":") : parts.dropLast(2).joined(separator: ":")
      add(name, weight, hash: weight == nil ? parts[parts.count - 1] : parts[parts.count - 2])
    }
  }

  /// Reads SD.Next's `LoRA networks: a, b, LoRA hashes: 12, 34`.
  private mutating func add(networks: String?, hashes: String?) {
    func list(_ text: String?) -> [String] {
      text?.split(separator: ",", maxSplits: LoraEntry.maximumCount).map { Infotext.trimmed(Array($0.utf8)) } ?? []
    }
    let (names, hashes) = (list(networks), list(hashes))
    let isParallel = names.count == hashes.count && !hashes.contains { $0.contains(":") }
    for (index, name) in names.enumerated() { add(name, nil, hash: isParallel ? hashes[index] : nil) }
  }

  /// Reads CivitAI's `{"model": hash, "lora:name": hash}`.
  private mutating func add(table: String?) {
    guard let table = JSONText.object(table.map(JSONValue.string)) else { return }
    for (key, value) in table.lazy.prefix(LoraEntry.maximumCount) where key.prefix(5).lowercased() == "lora:" {
      add(String(key.dropFirst(5)), nil, hash: value.stringValue)
    }
  }

  private mutating func add(_ name: String, _ weight: JSONNumber?, hash: String?) {
    let key = LoraEntry.key(name)
    let known = entries.indices.filter { LoraEntry.key(entries[$0].name) == key }
    for index in known { entries[index].hash = entries[index].hash ?? hash }
    guard known.isEmpty, LoraEntry.isName(name), weight?.double != 0, entries.count < LoraEntry.maximumCount else {
      return
    }
    entries.append(LoraEntry(name: name, weight: weight, hash: hash))
  }

  /// Reads `LoRA 1 Model: name, LoRA 1 Weight: 0.6` of Draw Things, and the pairs of the extension Additional Networks:
  /// `AddNet Module 1: LoRA, AddNet Model 1: name(hash), AddNet Weight A 1: 0.6, AddNet Weight B 1: 0.6`.
  private mutating func addNumbered(_ parsed: Infotext.Parsed) {
    let pairs = parsed.pairs.lazy.filter { $0.key.hasPrefix("LoRA ") || $0.key.hasPrefix("AddNet ") }
    let values = Dictionary(pairs.map { ($0.key, $0.value) }) { _, last in last }
    for number in values.isEmpty ? 0..<0 : 1..<17 {
      if let name = values["LoRA \(number) Model"] {
        add(name, LoraEntry.number(values["LoRA \(number) Weight"] ?? "1"), hash: nil)
        keys.formUnion(["LoRA \(number) Model", "LoRA \(number) Weight"])
      }
      guard let model = values["AddNet Model \(number)"], values["AddNet Enabled"] != "False" else { continue }
      let weights = ["A \(number)", "\(number)", "B \(number)"].compactMap { values["AddNet Weight \($0)"] }
      let open = model.last == ")" ? model.lastIndex(of: "(") : nil
      add(
        open.map { String(model[..<$0]) } ?? model,
        LoraEntry.number(weights.first { Double($0) != 0 } ?? weights.first ?? "1"),
        hash: open.map { String(model[model.index(after: $0)...].dropLast()) })
    }
  }
}
