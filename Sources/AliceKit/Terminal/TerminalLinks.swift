package import AliceModel

/// Names of files that a terminal opens when they are clicked (OSC 8).
package struct TerminalLinks: Sendable {
  private let host: String

  /// Returns nil unless the terminal is known to understand links. Others ignore them too, but some old ones print
  /// them.
  package init?(environment: [String: String], host: String) {
    guard environment["TMUX"] == nil, environment["STY"] == nil, TerminalLinks.isKnown(environment) else { return nil }
    self.host = String(
      host.unicodeScalars.filter {
        $0.isASCII && ($0.properties.isAlphabetic || "0123456789.-".unicodeScalars.contains($0))
      })
  }

  private static func isKnown(_ environment: [String: String]) -> Bool {
    let names = ["iTerm.app", "WezTerm", "ghostty", "vscode", "Hyper", "rio"]
    if let name = environment["TERM_PROGRAM"] { return names.contains(name) }
    let term = environment["TERM"] ?? ""
    if ["xterm-kitty", "xterm-ghostty", "foot", "alacritty", "contour"].contains(where: term.hasPrefix) { return true }
    // Older versions of VTE crash on links.
    if let version = environment["VTE_VERSION"].flatMap({ Int($0) }) { return version >= 5_200 }
    return environment["KONSOLE_VERSION"] != nil || environment["WT_SESSION"] != nil
  }

  /// Returns the text as a link to a file. The path is percent-encoded, so that no name ends the link.
  package func link(_ text: String, to file: BytePath) -> String {
    let path = file.bytes.map { TerminalLinks.isPlain($0) ? String(UnicodeScalar($0)) : TerminalLinks.encoded($0) }
    return "\u{1B}]8;;file://\(host)\(path.joined())\u{1B}\\\(text)\u{1B}]8;;\u{1B}\\"
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "~"):
      true
    default: false
    }
  }

  private static func encoded(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return "%" + (digits.count == 1 ? "0" : "") + digits
  }
}
