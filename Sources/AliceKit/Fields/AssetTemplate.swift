package import AliceModel

/// A text with the names of fields in braces, such as `{path}\t{quality}`.
///
/// `{{` and `}}` are braces; `\t`, `\n`, `\r`, `\0` and `\\` are what they are elsewhere.
package struct AssetTemplate: Sendable {
  private enum Piece {
    case text([UInt8])
    case field(AssetField)
  }

  private var pieces: [Piece] = []
  /// Whether the template ends each asset itself, with a line break or NUL.
  package private(set) var isEnded = false

  /// The longest template in characters.
  private static let limit = 10_000

  package init(_ text: String) throws(Failure) {
    guard !text.isEmpty, text.count <= AssetTemplate.limit else {
      throw Failure(.usage, "a format is a text such as '{path}\\t{quality}'")
    }
    var plain: [UInt8] = []
    var rest = text[...]
    while let character = rest.popFirst() {
      switch character {
      case "\\": plain.append(try AssetTemplate.escaped(&rest))
      case "{" where rest.first == "{", "}" where rest.first == "}":
        rest.removeFirst()
        plain += Array(String(character).utf8)
      case "{":
        guard let end = rest.firstIndex(of: "}") else {
          throw Failure(.usage, "'{\(TerminalText(String(rest)))' has no '}'; '{{' is a brace")
        }
        if !plain.isEmpty { pieces.append(.text(plain)) }
        plain = []
        pieces.append(.field(try AssetField(String(rest[..<end]))))
        rest = rest[rest.index(after: end)...]
      case "}": throw Failure(.usage, "'}' ends no field; '}}' is a brace")
      default: plain += Array(String(character).utf8)
      }
    }
    isEnded = plain.last == 0x0A || plain.last == 0
    if !plain.isEmpty { pieces.append(.text(plain)) }
  }

  private static func escaped(_ rest: inout Substring) throws(Failure) -> UInt8 {
    switch rest.popFirst() {
    case "t": return 0x09
    case "n": return 0x0A
    case "r": return 0x0D
    case "0": return 0
    case "\\": return 0x5C
    case let other:
      let shown = TerminalText(other.map { String($0) } ?? "")
      throw Failure(.usage, "there is no '\\\(shown)' in formats: there are \\t, \\n, \\r, \\0 and \\\\")
    }
  }

  /// Returns the text for an asset, with visible control characters. Paths are exact unless `isShown` on a terminal.
  package func bytes(of asset: Asset, _ json: JSONValue, in library: BytePath, isShown: Bool) -> [UInt8] {
    pieces.flatMap { piece -> [UInt8] in
      switch piece {
      case .text(let bytes): return bytes
      case .field(let field):
        if !isShown, let exact = field.bytes(of: asset, json, in: library) { return exact }
        return Array(TerminalText(field.text(of: asset, json)).description.utf8)
      }
    }
  }
}
