import AliceMedia
import AliceWorkspace
import Foundation

/// The page of a contact sheet, in the parts around what is different in each.
struct SheetTemplate {
  /// The page up to the first tile.
  let head: String
  /// The page between the last tile and the data of the script.
  let middle: String
  /// The page after the data.
  let tail: String

  init(title: String, count: String, edge: Int) throws {
    let style = text(PackageResources.sheet_css) + ":root { --edge: \(edge)px; }\n"
    let script = text(PackageResources.sheet_js)
    let policy = [
      "default-src 'none'", "img-src data:", "style-src '\(try Self.hash(of: style))'",
      "script-src '\(try Self.hash(of: script))'", "base-uri 'none'", "form-action 'none'",
      "require-trusted-types-for 'script'",
    ].joined(separator: "; ")
    let values = [
      "policy": policy, "title": SheetText.escaped(title), "style": style, "count": SheetText.escaped(count),
      "script": script,
    ]
    var parts = [""]
    // Values are not searched for markers, because they may contain text of a user.
    for piece in text(PackageResources.sheet_html).components(separatedBy: "{{") {
      let halves = piece.components(separatedBy: "}}")
      guard halves.count == 2 else {
        parts[parts.count - 1] += piece
        continue
      }
      if let value = values[halves[0]] {
        parts[parts.count - 1] += value + halves[1]
      } else {
        parts.append(halves[1])
      }
    }
    guard parts.count == 3 else { throw AliceError.system("the sheet's template is damaged") }
    (head, middle, tail) = (parts[0], parts[1], parts[2])
  }

  /// Returns the hash of an inline script or style, as a content security policy names it.
  private static func hash(of text: String) throws -> String {
    let digits = Array(try ContentDigest.hex(of: Array(text.utf8)).utf8)
    let bytes = stride(from: 0, to: digits.count, by: 2).compactMap { at in
      UInt8(String(decoding: digits[at..<at + 2], as: UTF8.self), radix: 16)
    }
    return "sha256-" + Data(bytes).base64EncodedString()
  }
}

private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
