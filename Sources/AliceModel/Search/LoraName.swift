import AliceNumbers

/// The name of a LoRA, as recipes record it and as people search for it: with or without its folder and its extension.
package struct LoraName: Sendable, Hashable {
  /// The folded name, with folders but without the extension: `styles/salt air v2`.
  package let text: String

  private static let longest = 512
  private static let most = 64
  private static let extensions = [".safetensors", ".ckpt", ".pt", ".pth", ".bin", ".gguf", ".lora"]

  /// Returns nil for a blank name.
  package init?(_ name: String) {
    guard name.utf8.count <= LoraName.longest else { return nil }
    var folded = TextFolding.fold(name).replacing("\\", with: "/")
    if let query = folded.firstIndex(of: "?") { folded = String(folded[..<query]) }
    if let end = LoraName.extensions.first(where: { folded.hasSuffix($0) }) { folded.removeLast(end.count) }
    let trimmed = folded.drop { $0 == " " || $0 == "/" }
    guard trimmed.contains(where: { $0 != " " }) else { return nil }
    text = String(trimmed.reversed().drop { $0 == " " }.reversed())
  }

  /// The name without its folders.
  package var base: String { text.lastIndex(of: "/").map { String(text[text.index(after: $0)...]) } ?? text }

  /// Returns whether a search for `wanted` finds this name: it is the same with or without folders, or its words are
  /// among the words of this name, in order.
  package func matches(_ wanted: LoraName) -> Bool {
    if text == wanted.text || base == wanted.text || text.hasSuffix("/" + wanted.text) || text == wanted.base {
      return true
    }
    let (words, sought) = (SearchTokens.words(of: text), SearchTokens.words(of: wanted.text))
    guard !sought.isEmpty, sought.count <= words.count else { return false }
    return (0...(words.count - sought.count)).contains { words[$0..<($0 + sought.count)].elementsEqual(sought) }
  }

  /// Returns whether a folded pattern with `*` and `?` matches the name, with or without folders or extension.
  package func matches(glob pattern: String) -> Bool {
    var pattern = pattern
    if let end = LoraName.extensions.first(where: { pattern.hasSuffix($0) }) { pattern.removeLast(end.count) }
    return [text, base].contains { LoraName.matches(Array($0.unicodeScalars), Array(pattern.unicodeScalars)) }
  }

  private static func matches(_ text: [Unicode.Scalar], _ pattern: [Unicode.Scalar]) -> Bool {
    var (place, at) = (0, 0)
    var star: (pattern: Int, text: Int)?
    while place < text.count {
      if at < pattern.count, pattern[at] == "*" {
        star = (at, place)
        at += 1
      } else if at < pattern.count, pattern[at] == "?" || pattern[at] == text[place] {
        (place, at) = (place + 1, at + 1)
      } else if let last = star {
        star = (last.pattern, last.text + 1)
        (at, place) = (last.pattern + 1, last.text + 1)
      } else {
        return false
      }
    }
    return pattern[at...].allSatisfy { $0 == "*" }
  }
}

extension LoraName {
  /// Returns the names of the LoRAs among the parameters of a recipe, where readers put those that a prompt applies,
  /// too.
  package static func names(of recipe: Recipe) -> [LoraName] {
    var names: [String] = []
    for (key, value) in recipe.parameters where isListKey(key) {
      collect(value, into: &names)
    }
    var seen: Set<LoraName> = []
    return names.prefix(most).compactMap(LoraName.init).filter { seen.insert($0).inserted }
  }

  private static func isListKey(_ key: String) -> Bool {
    (4...5).contains(key.utf8.count) && ["loras", "lora"].contains(key.lowercased())
  }

  private static let keys = ["name", "lora_name", "model_name", "lora", "model", "path", "file", "filename", "url"]

  private static func collect(_ value: JSONValue, into names: inout [String]) {
    guard names.count < most else { return }
    switch value {
    case .string(let text): names += listed(text)
    case .array(let values):
      for value in values.prefix(most) {
        switch value {
        case .string(let text): names += listed(text)
        case .object(let entry): names += entryNames(entry)
        default: break
        }
      }
    case .object(let entry): names += entryNames(entry)
    case .null, .bool, .number: break
    }
  }

  /// Returns the name of an entry such as `{"name": …, "weight": 0.8}`, or the keys of an object that gives each name its
  /// weight.
  private static func entryNames(_ entry: JSONObject) -> [String] {
    for key in keys { if let name = entry[key]?.stringValue { return [name] } }
    if let model = keys.lazy.compactMap({ entry[$0]?.objectValue }).first { return entryNames(model) }
    return entry.compactMap { key, value in value.doubleValue == nil ? nil : key }.prefix(most).map { $0 }
  }

  /// Returns the names of a list such as `salt: 1f2e3d, pepper: 4c5b6a`.
  private static func listed(_ text: String) -> [String] {
    text.split(separator: ",").prefix(most).map { part in
      String(part.firstRange(of: ": ").map { part[..<$0.lowerBound] } ?? part)
    }
  }
}

/// The words with which a tag such as `<lora:NAME:0.8>` in a prompt begins.
package enum LoraTagKind {
  package static let all: Set<String> = ["lora", "lyco", "locon", "wlr", "wlora"]
}

/// A tag such as `<lora:NAME:0.8>` in a query.
struct PastedTag {
  private static let longest = 300

  let name: String
  /// The number of scalars from the kind to the closing bracket.
  let length: Int

  /// Reads the text after the opening bracket; nil if it is no such tag.
  init?(_ scalars: some Sequence<Unicode.Scalar>) {
    var fields = [String.UnicodeScalarView()]
    var length = 0
    var isClosed = false
    for scalar in scalars.prefix(PastedTag.longest) {
      length += 1
      if scalar == ">" {
        isClosed = true
        break
      }
      if scalar == ":" { fields.append(String.UnicodeScalarView()) } else { fields[fields.count - 1].append(scalar) }
    }
    guard isClosed, fields.count > 1, LoraTagKind.all.contains(String(fields[0]).lowercased()), !fields[1].isEmpty
    else {
      return nil
    }
    name = String(fields[1])
    self.length = length
  }
}
