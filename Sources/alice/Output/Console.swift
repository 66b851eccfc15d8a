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
  /// Whether progress is shown as a line: the user sees standard error on a terminal that can redraw it.
  let showsProgress: Bool
  /// Whether progress is told to programs, as events.
  let tellsProgress: Bool
  let line = Mutex(Line())

  /// The progress line as it was drawn; nil if there is none.
  struct Line {
    var text: String?
    var width = 0
    var drawn = ContinuousClock.now
  }

  init(
    terminal: Terminal, color: ColorChoice, quiet: Bool, verbose: Bool, progress: ProgressForm,
    environment: [String: String]
  ) {
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
    showsProgress = progress == .auto && terminal.errorIsTerminal && !quiet && !isDumb
    tellsProgress = progress == .json
  }

  /// Writes data unchanged.
  func write(_ text: String) { write(bytes: Array(text.utf8)) }

  func writeLine(_ text: String) { write(text + "\n") }

  /// Writes bytes unchanged, as paths need not be UTF-8.
  func write(bytes: [UInt8]) {
    // Both streams may be the same terminal.
    guard showsProgress, terminal.outputIsTerminal else { return Console.write(bytes: bytes, to: STDOUT_FILENO) }
    besideProgress(endsLine: bytes.last == 0x0A) { Console.write(bytes: bytes, to: STDOUT_FILENO) }
  }

  /// Prints a message for the user that scripts do not need; prints nothing with `--quiet`.
  func note(_ text: String) {
    guard !isQuiet else { return }
    say(text)
  }

  func detail(_ text: String) {
    guard isVerbose else { return }
    say(errorStyle.dim(text))
  }

  /// Prints a warning; nothing with `--quiet`, which leaves errors alone.
  func warn(_ text: String) {
    guard !isQuiet else { return }
    say(errorStyle.yellow("warning: ") + text)
  }

  func error(_ text: String) { say(errorStyle.red("error: ") + text) }

  /// Prints a line on standard error.
  func say(_ text: String) {
    besideProgress(endsLine: true) { Console.write(text + "\n", to: STDERR_FILENO) }
  }

  /// Writes without throwing: a stream that is closed or full cannot be repaired; `checkOutput` and the exit status
  /// report it.
  static func write(_ text: String, to descriptor: Int32) { write(bytes: Array(text.utf8), to: descriptor) }

  /// Whether a JSON document is on standard output already; there is one for each run of the program.
  static let documentWritten = Mutex(false)

  /// The first error of standard output; like the stream, it belongs to the whole process.
  private static let outputError = Mutex<Int32?>(nil)

  /// Throws if the output is incomplete, for example because of a full disk. A reader that closed the pipe is no error.
  static func checkOutput() throws {
    guard let code = outputError.withLock({ $0 }) else { return }
    throw Failure(.partly, "the output is incomplete: \(String(cString: strerror(code)).lowercased())")
  }

  static func write(bytes: [UInt8], to descriptor: Int32) {
    let key = OpenWrites.shared.begin(on: descriptor)
    defer { OpenWrites.shared.end(key) }
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
      OpenWrites.shared.note(key)
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
