import AliceNumbers
import AliceWorkspace

/// A text with placeholders such as `{time}`; `{{` and `}}` are literal braces.
struct PromptTemplate {
  private enum Part {
    case text(String)
    case placeholder(String)
  }

  private let parts: [Part]

  static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 64
      && text.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "_" || $0 == "-"
      }
  }

  /// Throws if a brace is not balanced.
  init(parsing text: String) throws {
    var parts: [Part] = []
    var plain = ""
    var rest = text[...]
    while let character = rest.popFirst() {
      switch character {
      case "{" where rest.first == "{", "}" where rest.first == "}":
        plain.append(character)
        rest.removeFirst()
      case "{":
        guard let end = rest.firstIndex(of: "}") else { throw AliceError.variation(.unbalanced("{")) }
        parts += [.text(plain), .placeholder(String(rest[..<end]))]
        plain = ""
        rest = rest[rest.index(after: end)...]
      case "}": throw AliceError.variation(.unbalanced("}"))
      default: plain.append(character)
      }
    }
    self.parts = parts + [.text(plain)]
  }

  var names: Set<String> {
    Set(parts.compactMap { if case .placeholder(let name) = $0 { name } else { nil } })
  }

  /// Fills in the placeholders, each of which must be a key of `choice`.
  func filled(_ choice: Variation.Choice) -> String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .placeholder(let name): choice[name] ?? ""
      }
    }.joined()
  }
}
