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
    return restoringAtExit({ restore(shown) }) {
      tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
      defer { restore(shown) }
      return readLine()
    }
  }

  private static func restore(_ shown: termios) {
    var shown = shown
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
    Console.write("\n", to: STDERR_FILENO)
  }
}
