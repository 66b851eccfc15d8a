import AliceModel
import AliceNumbers

/// Lists of LoRAs in the forms in which programs write them.
enum LoraList {
  /// Reads objects, `[name, weight, hash]`, a table of weights, names, or any of these as text; LoRAs that are switched
  /// off are left out.
  static func entries(_ value: JSONValue?, weights: JSONValue? = nil) -> [LoraEntry] {
    switch value {
    case .array(let elements): return entries(elements, weights)
    case .object(let object):
      if let list = object["__value__"] ?? object["loras"] ?? object["lora"], list.arrayValue != nil {
        return entries(list)
      }
      if let entry = LoraEntry(object) { return [entry] }
      // FramePack writes `{name: weight}`.
      guard object.allSatisfy({ $0.value.numberValue != nil }) else { return [] }
      return object.lazy.prefix(LoraEntry.maximumCount).compactMap { named($0.key, $0.value) }
    case .string(let text):
      let first = text.utf8.first { !$0.isInfotextSpace }
      if first == UInt8(ascii: "[") || first == UInt8(ascii: "{"), text.utf8.count <= maximumBytes,
        let json = try? JSONValue(parsing: text, limits: .lenient)
      {
        return entries(json, weights: weights)
      }
      if text.utf8.contains(UInt8(ascii: "<")) { return PromptLoras.entries(in: text) }
      return entries(words(text), weights)
    default: return []
    }
  }

  static let maximumBytes = 1 << 20

  private static func entries(_ elements: [JSONValue], _ weights: JSONValue?) -> [LoraEntry] {
    let numbers = weights.map(list) ?? []
    return elements.prefix(LoraEntry.maximumCount).enumerated().compactMap { index, element in
      switch element {
      case .object(let object): return LoraEntry(object)
      case .array(let parts): return listed(parts)
      case .string(let name): return single(name, numbers.indices.contains(index) ? numbers[index] : nil)
      default: return nil
      }
    }
  }

  /// Reads `name`, or `name:weight` if the weight is not told elsewhere.
  private static func single(_ text: String, _ weight: JSONValue?) -> LoraEntry? {
    guard weight == nil, let colon = text.lastIndex(of: ":"),
      let own = LoraEntry.number(text[text.index(after: colon)...])
    else { return named(text, weight) }
    return named(Infotext.trimmed(Array(text[..<colon].utf8)), .number(own))
  }

  /// Returns nil for a LoRA without a name, or with the weight 0. Without a number the weight is 1.
  static func named(_ name: String, _ weight: JSONValue?, hash: JSONValue? = nil) -> LoraEntry? {
    let weight = LoraEntry.number(weight) ?? JSONNumber(1)
    guard LoraEntry.isName(name), weight.double != 0 else { return nil }
    return LoraEntry(name: name, weight: weight, hash: hash?.stringValue)
  }

  /// Reads `[name, weight, hash]`, ComfyUI's stack `[name, model strength, clip strength]` or RuinedFooocus'
  /// `[hash, "weight - name"]`.
  private static func listed(_ parts: [JSONValue]) -> LoraEntry? {
    guard let first = parts.first?.stringValue else { return nil }
    if parts.count == 2, let text = parts[1].stringValue, let dash = text.firstRange(of: " - "),
      let weight = LoraEntry.number(text[..<dash.lowerBound])
    {
      var entry = named(String(text[dash.upperBound...]), .number(weight))
      entry?.hash = first.isEmpty ? nil : first
      return entry
    }
    let strength = LoraStrength(
      model: parts.count > 1 ? LoraEntry.number(parts[1]) : nil, clip: parts.count > 2 ? parts[2].numberValue : nil)
    guard LoraEntry.isName(first), strength.isApplied else { return nil }
    return LoraEntry(
      name: first, weight: strength.weight ?? JSONNumber(1), hash: parts.count > 2 ? parts[2].stringValue : nil)
  }

  /// Returns the elements of a list, which may be written as text with commas, blanks or Python's quotes.
  private static func list(_ value: JSONValue) -> [JSONValue] {
    value.arrayValue ?? value.stringValue.map(words) ?? (value.numberValue == nil ? [] : [value])
  }

  private static func words(_ text: String) -> [JSONValue] {
    let inner = text.utf8.drop { $0.isInfotextSpace || $0 == UInt8(ascii: "[") }
    let hasCommas = inner.contains(UInt8(ascii: ","))
    let isNumbers = inner.allSatisfy { $0.isInfotextSpace || (0x2B...0x39).contains($0) || $0 == UInt8(ascii: "]") }
    let separators: Set<UInt8> = hasCommas || !isNumbers ? [UInt8(ascii: ",")] : [0x20, 0x0A]
    return inner.split(maxSplits: LoraEntry.maximumCount) { separators.contains($0) }.map { part in
      let quotes: Set<UInt8> = [UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "]"), 0x20, 0x0A, 0x0D, 0x09]
      let head = part.drop { quotes.contains($0) }
      let end = head.lastIndex { !quotes.contains($0) }
      return .string(end.map { String(decoding: head[...$0], as: UTF8.self) } ?? "")
    }
  }
}

extension ReadMetadata {
  /// Sets the LoRAs unless the list is empty.
  mutating func setLoras(_ loras: [LoraEntry]) {
    if !loras.isEmpty { provenance.recipe.parameters["loras"] = .array(loras.map(\.json)) }
  }

  /// Returns the metadata with `loras` in their usual form, whatever the program called them.
  ///
  /// Lists of another form, and names and weights in two parameters, are converted; what cannot be read stays as it is.
  func withUsualLoras() -> ReadMetadata {
    let parameters = provenance.recipe.parameters
    var read = self
    if let loras = parameters["loras"] {
      guard !ReadMetadata.isUsual(loras) else { return self }
      let weights = ["lora_weights", "loraweights"].lazy.compactMap { parameters[$0] }.first
      read.setLoras(LoraList.entries(loras, weights: weights))
      return read
    }
    for (names, weights) in ReadMetadata.pairs {
      guard let value = parameters[names] else { continue }
      let strengths = weights.lazy.compactMap { parameters[$0] }.first
      let loras = LoraList.entries(value, weights: strengths)
      // A parameter `lora` may hold anything, such as a rank.
      guard !loras.isEmpty, names != "lora" || loras.allSatisfy({ LoraEntry.isFile($0.name) }) else { continue }
      read.setLoras(loras)
      for name in [names] + weights { read.provenance.recipe.parameters[name] = nil }
      break
    }
    return read
  }

  /// Replaces LoRAs of which only names and hashes are known by those of a graph, which knows their weights.
  mutating func takeWeights(ofLorasIn graph: ReadMetadata) {
    guard let mine = provenance.recipe.parameters["loras"]?.arrayValue, mine.allSatisfy({ $0["weight"] == nil }) else {
      return
    }
    let hashes = Dictionary(
      mine.compactMap { lora in
        lora["name"]?.stringValue.flatMap { name in lora["hash"]?.stringValue.map { (LoraEntry.key(name), $0) } }
      }
    ) { first, _ in first }
    let known = LoraList.entries(graph.provenance.recipe.parameters["loras"])
    setLoras(
      known.map { LoraEntry(name: $0.name, weight: $0.weight, hash: $0.hash ?? hashes[LoraEntry.key($0.name)]) })
  }

  private static func isUsual(_ loras: JSONValue) -> Bool {
    loras.arrayValue?.allSatisfy { $0["name"]?.stringValue != nil } ?? false
  }

  /// The names that programs use for the LoRAs and for their weights.
  private static let pairs: [(String, [String])] = [
    ("use_lora_model", ["lora_alpha"]), ("lora_model", ["lora_strength", "lora_alpha", "lora_weight"]),
    ("lo_ra_model", ["lo_ra_strength"]), ("activated_loras", ["loras_multipliers"]),
    ("lora_paths", ["lora_scales"]), ("lora_names", ["lora_weights", "lora_scales"]),
    ("lora_name", ["lora_weight", "lora_strength", "lora_scale"]),
    ("lora", ["lora_weight", "lora_strength", "lora_scale"]),
  ]
}
