import Foundation

/// The kinds of the standard streams, determined once at the start.
struct Terminal: Sendable {
  let outputIsTerminal: Bool
  let errorIsTerminal: Bool
  let inputIsTerminal: Bool
  /// The width in columns; 80 if it is unknown.
  let width: Int

  static func current() -> Terminal {
    Terminal(
      outputIsTerminal: isatty(STDOUT_FILENO) == 1, errorIsTerminal: isatty(STDERR_FILENO) == 1,
      inputIsTerminal: isatty(STDIN_FILENO) == 1, width: width(of: STDOUT_FILENO) ?? 80)
  }

  /// Returns the width in columns, or nil if it is unknown.
  static func width(of descriptor: Int32) -> Int? {
    var size = winsize()
    return ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : nil
  }
}

/// The setting for the use of colours.
enum ColorChoice: String, CaseIterable, Sendable {
  case auto, always, never
}

/// The basic colours that every terminal supports.
struct Style: Sendable {
  let isColoured: Bool

  func bold(_ text: String) -> String { wrap("1", text) }
  func dim(_ text: String) -> String { wrap("2", text) }
  func green(_ text: String) -> String { wrap("32", text) }
  func yellow(_ text: String) -> String { wrap("33", text) }
  func red(_ text: String) -> String { wrap("31", text) }
  func cyan(_ text: String) -> String { wrap("36", text) }

  private func wrap(_ code: String, _ text: String) -> String {
    isColoured ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}

/// Returns a count with its noun, such as `1 file`, `2 files`.
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
