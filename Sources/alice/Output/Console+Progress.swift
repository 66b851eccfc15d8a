import AliceKit
import Foundation
import Synchronization

/// The progress line: the last line on the terminal, which other output moves down.
///
/// The cursor waits at its first column. If the terminal becomes narrower and wraps the line, everything from there to
/// the end of the screen is the line, whether the terminal moves its text or cuts it.
extension Console {
  /// Erases the line, and what a person typed over it.
  private static let erasing = "\r\u{1B}[J"
  /// A line that did not change is drawn again after this time, as other programs may have drawn over it.
  private static let freshness = Duration.seconds(1)

  /// Draws the line that `text` returns for a width.
  func progress(_ text: (Int) -> String) {
    guard showsProgress else { return }
    let width = progressWidth
    let text = text(width).fitted(to: width)
    line.withLock { line in
      let now = ContinuousClock.now
      guard line.text != text || line.width != width || now - line.drawn > Console.freshness else { return }
      line = Line(text: text, width: width, drawn: now)
      Console.write(Console.drawing(text), to: STDERR_FILENO)
    }
  }

  func endProgress() {
    line.withLock { line in
      if line.text != nil { Console.write(Console.erasing, to: STDERR_FILENO) }
      line.text = nil
    }
  }

  /// Erases the line before the program ends. A terminal that takes nothing at the moment is not waited for.
  func leaveProgress() {
    _ = line.withLockIfAvailable { line in
      if line.text != nil { Console.write(Console.erasing, to: STDERR_FILENO) }
      line.text = nil
    }
  }

  /// Runs `body`, which writes to the terminal, and draws the line again below, or later if a line of `body` is open.
  func besideProgress(endsLine: Bool, _ body: () -> Void) {
    line.withLock { line in
      guard let text = line.text else { return body() }
      Console.write(Console.erasing, to: STDERR_FILENO)
      body()
      if endsLine, line.width == progressWidth {
        Console.write(Console.drawing(text), to: STDERR_FILENO)
      } else {
        line.text = nil
      }
    }
  }

  /// Prints an event for programs.
  func tell(_ standing: Standing, of command: String) {
    Console.write(standing.json(command: command).text + "\n", to: STDERR_FILENO)
  }

  /// Prints a question, which the user answers on the same line.
  func ask(_ question: String) {
    endProgress()
    Console.write(question, to: STDERR_FILENO)
  }

  /// The width in columns at this moment: a window may change its size, and standard error may be another terminal than
  /// standard output. A line that fills the last column would not be replaced on every terminal.
  private var progressWidth: Int { max(2, (Terminal.width(of: STDERR_FILENO) ?? terminal.width) - 1) }

  /// The old text is overwritten before the rest is erased, so that nothing flickers.
  private static func drawing(_ text: String) -> String { "\r" + text + "\u{1B}[J\r" }
}
