/// Untrusted text made harmless for a terminal: control characters are shown instead of obeyed.
///
/// Controls, escapes, bidirectional marks and other invisible characters become `\u{…}`; with `oneLine`, a line break
/// becomes a space.
package struct TerminalText: CustomStringConvertible {
  package let description: String

  package init(_ untrusted: String, oneLine: Bool = true) {
    var text = String.UnicodeScalarView()
    for scalar in untrusted.unicodeScalars {
      if scalar == "\n" || scalar == "\t" {
        text.append(oneLine ? " " : scalar)
      } else if TerminalText.isObeyed(scalar) {
        text.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
      } else {
        text.append(scalar)
      }
    }
    description = String(text)
  }

  private static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x1F, 0x7F...0x9F: true
    // Bidirectional marks, embeddings, overrides and isolates; line and paragraph separators; zero-width characters; BOM.
    case 0x061C, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB: true
    // Tag characters, which hide text.
    case 0xE0000...0xE007F: true
    default: false
    }
  }
}
