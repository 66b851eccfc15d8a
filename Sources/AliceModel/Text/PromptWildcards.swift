/// The wildcards in a prompt: `__animal__`, `__beasts/wild__`, `__colour*__`. A backslash before one makes it plain text.
package enum PromptWildcards {
  package enum Part: Sendable, Hashable {
    case text(String)
    /// The name between the underscores.
    case wildcard(String)
  }

  /// The maximum length of a name.
  private static let longestName = 120

  /// Splits a prompt at its wildcards. The backslash that makes one plain text is removed.
  package static func parts(of text: String) -> [Part] {
    guard text.contains("__") else { return [.text(text)] }
    var parts: [Part] = []
    var plain = String.UnicodeScalarView()
    let scalars = Array(text.unicodeScalars)
    var at = 0
    while at < scalars.count {
      guard let end = end(ofWildcardAt: at, in: scalars) else {
        plain.append(scalars[at])
        at += 1
        continue
      }
      let word = scalars[at..<end]
      if plain.last == "\\" {
        plain.removeLast()
        plain.append(contentsOf: word)
      } else {
        parts += [.text(String(plain)), .wildcard(string(word.dropFirst(2).dropLast(2)))]
        plain.removeAll()
      }
      at = end
    }
    return parts + [.text(String(plain))]
  }

  /// Returns a prompt in which `text` is plain text.
  package static func escaped(_ text: String) -> String {
    guard text.contains("__") else { return text }
    let scalars = Array(text.unicodeScalars)
    var escaped = String.UnicodeScalarView()
    var at = 0
    while at < scalars.count {
      guard let end = end(ofWildcardAt: at, in: scalars) else {
        escaped.append(scalars[at])
        at += 1
        continue
      }
      escaped.append("\\")
      escaped.append(contentsOf: scalars[at..<end])
      at = end
    }
    return String(escaped)
  }

  /// Returns the names of the wildcards in a prompt, in their order.
  package static func names(in text: String) -> [String] {
    parts(of: text).compactMap { if case .wildcard(let name) = $0 { name } else { nil } }
  }

  /// Returns the index after the wildcard that begins at `start`; nil if none does.
  private static func end(ofWildcardAt start: Int, in scalars: [Unicode.Scalar]) -> Int? {
    guard start + 4 < scalars.count, scalars[start] == "_", scalars[start + 1] == "_", isEdge(scalars[start + 2]) else {
      return nil
    }
    var at = start + 2
    let limit = min(scalars.count - 1, at + longestName)
    while at < limit {
      if scalars[at] == "_", scalars[at + 1] == "_" { return isEdge(scalars[at - 1]) ? at + 2 : nil }
      guard isEdge(scalars[at]) || "_-/.".unicodeScalars.contains(scalars[at]) else { return nil }
      at += 1
    }
    return nil
  }

  /// Whether a name may begin and end with this character.
  private static func isEdge(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "*" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }
}

/// The parameters of a recipe that tell of what its prompt was made. They are not sent to a provider.
package enum PromptOrigin {
  /// The prompt and the negative prompt with their wildcards, before styles were applied.
  package static let prompt = "prompt_template"
  package static let negativePrompt = "negative_prompt_template"
  /// The names of the styles.
  package static let styles = "prompt_styles"

  package static let names: Set<String> = [prompt, negativePrompt, styles]
}
