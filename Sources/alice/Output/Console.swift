import Foundation
import Synchronization

/// The only way out: data to standard output, everything else to standard error.
final class Console: Sendable {
  let terminal: Terminal
  let style: Style
  let errorStyle: Style
  let isQuiet: Bool
  let isVerbose: Bool
  private let progressShown = Mutex(false)

  init(terminal: Terminal, color: ColorChoice, quiet: Bool, verbose: Bool, environment: [String: String]) {
    self.terminal = terminal
    let refused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false || environment["TERM"] == "dumb"
    style = Style(isColoured: color == .always || (color == .auto && terminal.outputIsTerminal && !refused))
    errorStyle = Style(isColoured: color == .always || (color == .auto && terminal.errorIsTerminal && !refused))
    isQuiet = quiet
    isVerbose = verbose
  }

  /// Data, as it is.
  func write(_ text: String) { Console.write(text, to: STDOUT_FILENO) }

  func writeLine(_ text: String) { write(text + "\n") }

  /// Bytes, as they are: paths need not be UTF-8.
  func write(bytes: [UInt8]) { Console.write(bytes: bytes, to: STDOUT_FILENO) }

  /// What a person would like to know and a script does not need; silent with `--quiet`.
  func note(_ text: String) {
    guard !isQuiet else { return }
    line(text)
  }

  func detail(_ text: String) {
    guard isVerbose else { return }
    line(errorStyle.dim(text))
  }

  func warn(_ text: String) { line(errorStyle.yellow("warning: ") + text) }

  func error(_ text: String) { line(errorStyle.red("error: ") + text) }

  /// A line that the next one replaces; only where a person watches.
  func progress(_ text: String) {
    guard terminal.errorIsTerminal, !isQuiet else { return }
    progressShown.withLock { $0 = true }
    Console.write("\r\u{1B}[K" + text.fitted(to: terminal.width - 1), to: STDERR_FILENO)
  }

  func endProgress() {
    let shown = progressShown.withLock { shown in
      defer { shown = false }
      return shown
    }
    if shown { Console.write("\r\u{1B}[K", to: STDERR_FILENO) }
  }

  private func line(_ text: String) {
    endProgress()
    Console.write(text + "\n", to: STDERR_FILENO)
  }

  /// A stream that is closed or full is nobody's to mend: `checkOutput` and the exit status say the rest.
  static func write(_ text: String, to descriptor: Int32) { write(bytes: Array(text.utf8), to: descriptor) }

  /// The first error of standard output, which belongs to the whole process, as this does.
  private static let outputError = Mutex<Int32?>(nil)

  /// Throws where not all of the output could be written, as on a full disk. A reader that has gone away is no error.
  static func checkOutput() throws {
    guard let code = outputError.withLock({ $0 }) else { return }
    throw Failure(.partly, "the output is incomplete: \(String(cString: strerror(code)).lowercased())")
  }

  private static func write(bytes: [UInt8], to descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0 {
        let code = errno
        guard code == EINTR || code == EAGAIN else {
          if descriptor == STDOUT_FILENO, code != EPIPE { outputError.withLock { $0 = $0 ?? code } }
          return
        }
        continue
      }
      rest = rest.dropFirst(written)
    }
  }
}
