import Foundation

/// A line that is typed without being shown.
enum HiddenInput {
  static func line(asking question: String) -> String? {
    Console.write(question, to: STDERR_FILENO)
    var saved = termios()
    guard tcgetattr(STDIN_FILENO, &saved) == 0 else { return readLine() }
    var silent = saved
    silent.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
    defer {
      tcsetattr(STDIN_FILENO, TCSAFLUSH, &saved)
      Console.write("\n", to: STDERR_FILENO)
    }
    return readLine()
  }
}
