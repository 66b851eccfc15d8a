import AliceKit
import Foundation
import Synchronization

/// The only output of the program: data to standard output, everything else to standard error.
final class Console: Sendable {
  let terminal: Terminal
  let style: Style
  let errorStyle: Style
  /// Links to files on standard output; nil without colours, because who wants none wants no other control sequences.
  let links: TerminalLinks?
  let isQuiet: Bool
  let isVerbose: Bool
  /// Whether the user sees standard error on a terminal that can redraw a line.
  let showsProgress: Bool
  private let progressShown = Mutex(false)

  init(terminal: Terminal, color: ColorChoice, quiet: Bool, verbose: Bool, environment: [String: String]) {
    self.terminal = terminal
    let isDumb = environment["TERM"] == "dumb"
    let refused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false || isDumb
    style = Style(isColoured: color == .always || (color == .auto && terminal.outputIsTerminal && !refused))
    links =
      style.isColoured && terminal.outputIsTerminal
      ? TerminalLinks(environment: environment, host: Terminal.host) : nil
    errorStyle = Style(isColoured: color == .always || (color == .auto && terminal.errorIsTerminal && !refused))
    isQuiet = quiet
    isVerbose = verbose
    showsProgress = terminal.errorIsTerminal && !quiet && !isDumb
  }

  /// Writes data unchanged.
  func write(_ text: String) { write(bytes: Array(text.utf8)) }

  func writeLine(_ text: String) { write(text + "\n") }

  /// Writes bytes unchanged, as paths need not be UTF-8.
  func write(bytes: [UInt8]) {
    // Both streams may be the same terminal.
    if terminal.outputIsTerminal { endProgress() }
    Console.write(bytes: bytes, to: STDOUT_FILENO)
  }

  /// Prints a message for the user that scripts do not need; prints nothing with `--quiet`.
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

  /// Prints a line that the next one replaces; only if the user sees it.
  func progress(_ text: String) {
    guard showsProgress else { return }
    progressShown.withLock { shown in
      shown = true
      Console.write("\r\u{1B}[K" + text.fitted(to: progressWidth), to: STDERR_FILENO)
    }
  }

  /// The width in columns at this moment: a window may change its size, and standard error may be another terminal than
  /// standard output. A line that fills the last column would not be replaced on every terminal.
  var progressWidth: Int { max(2, (Terminal.width(of: STDERR_FILENO) ?? terminal.width) - 1) }

  func endProgress() {
    progressShown.withLock { shown in
      if shown { Console.write("\r\u{1B}[K", to: STDERR_FILENO) }
      shown = false
    }
  }

  private func line(_ text: String) {
    endProgress()
    Console.write(text + "\n", to: STDERR_FILENO)
  }

  /// Writes without throwing: a stream that is closed or full cannot be repaired; `checkOutput` and the exit status
  /// report it.
  static func write(_ text: String, to descriptor: Int32) { write(bytes: Array(text.utf8), to: descriptor) }

  /// The first error of standard output; like the stream, it belongs to the whole process.
  private static let outputError = Mutex<Int32?>(nil)

  /// Throws if the output is incomplete, for example because of a full disk. A reader that closed the pipe is no error.
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

extension Failure {
  /// The failure of the output; nil if all of it was written.
  static var ofOutput: Failure? {
    do {
      try Console.checkOutput()
      return nil
    } catch {
      return Failure(describing: error)
    }
  }
}
