import AliceKit
import Dispatch
import Foundation

/// Reads a line that is typed without echo.
enum HiddenInput {
  static func line(asking question: String) -> String? {
    Console.write(question, to: STDERR_FILENO)
    var saved = termios()
    guard tcgetattr(STDIN_FILENO, &saved) == 0 else { return readLine() }
    let shown = saved
    var silent = saved
    silent.c_lflag &= ~tcflag_t(ECHO)
    // An interrupted program must restore the terminal's echo.
    let sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        restore(shown)
        exit(ExitStatus.interrupted.rawValue)
      }
      source.resume()
      return source
    }
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
    defer {
      restore(shown)
      for source in sources { source.cancel() }
      signal(SIGINT, SIG_DFL)
      signal(SIGTERM, SIG_DFL)
    }
    return readLine()
  }

  private static func restore(_ shown: termios) {
    var shown = shown
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
    Console.write("\n", to: STDERR_FILENO)
  }
}
