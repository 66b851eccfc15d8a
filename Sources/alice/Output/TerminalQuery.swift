import AliceKit
import Foundation

/// Asks the terminal for its abilities.
enum TerminalQuery {
  /// A terminal far away needs time, and what it answers later would be typed into the shell. One that does not answer
  /// delays the command by this.
  private static let timeout = Duration.seconds(1)

  /// Returns nil if the terminal does not answer, or there is none at both ends. Throws if the user types Ctrl-C.
  static func ask(_ terminal: Terminal, environment: [String: String]) throws -> TerminalAnswer? {
    // These print what they do not understand.
    guard terminal.inputIsTerminal, terminal.outputIsTerminal, !["dumb", "linux"].contains(environment["TERM"]) else {
      return nil
    }
    var saved = termios()
    guard tcgetattr(STDIN_FILENO, &saved) == 0 else { return nil }
    let usual = saved
    let (answer, isStopped) = restoringAtExit({ restore(usual, isAnswered: false) }) { () -> (TerminalAnswer, Bool) in
      var raw = usual
      raw.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG)
      tcsetattr(STDIN_FILENO, TCSANOW, &raw)
      Console.write(TerminalAnswer.question, to: STDOUT_FILENO)
      let (bytes, isStopped) = read()
      let answer = TerminalAnswer(bytes)
      restore(usual, isAnswered: answer.isComplete)
      return (answer, isStopped)
    }
    if isStopped { throw CancellationError() }
    return answer.isComplete ? answer : nil
  }

  /// Drops the part of an answer that arrived but was not read, unless the answer is complete: what follows it was
  /// typed by the user.
  private static func restore(_ usual: termios, isAnswered: Bool) {
    if !isAnswered { tcflush(STDIN_FILENO, TCIFLUSH) }
    var usual = usual
    tcsetattr(STDIN_FILENO, TCSANOW, &usual)
  }

  /// Reads until the last answer is there or the time is up. Returns whether Ctrl-C was typed, which is a byte now.
  private static func read() -> (bytes: [UInt8], isStopped: Bool) {
    let end = ContinuousClock.now + timeout
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 256)
    while bytes.count < TerminalAnswer.limit, !TerminalAnswer(bytes).isComplete {
      let left = (end - .now) / .milliseconds(1)
      var wanted = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      guard left > 0 else { break }
      let ready = poll(&wanted, 1, Int32(left.rounded(.up)))
      if ready < 0, errno == EINTR { continue }
      guard ready > 0 else { break }
      let count = Foundation.read(STDIN_FILENO, &buffer, buffer.count)
      guard count > 0 else { break }
      bytes += buffer[..<count]
      if bytes.contains(0x03) { return (bytes, true) }
    }
    return (bytes, false)
  }
}
