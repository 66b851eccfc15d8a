import AliceKit

/// Draws pictures on the terminal.
struct TerminalDrawing {
  private let terminal: Terminal
  private let answer: TerminalAnswer
  private let pictures: TerminalAnswer.Pictures

  /// Asks the terminal whether it draws pictures. If it does not, tells the user in one line what would.
  init?(_ session: Session) throws {
    terminal = session.console.terminal
    guard session.format == .people,
      let answer = try TerminalQuery.ask(terminal, environment: session.settings.environment)
    else {
      session.console.note(TerminalDrawing.hint("this is no terminal that draws pictures"))
      return nil
    }
    guard let pictures = answer.pictures else {
      let name = answer.name.map { TerminalText($0).description } ?? "this terminal"
      let reason = answer.isMultiplexer ? "\(name) passes no pictures on" : "\(name) draws no pictures"
      session.console.note(TerminalDrawing.hint(reason))
      return nil
    }
    self.answer = answer
    self.pictures = pictures
  }

  private static func hint(_ reason: String) -> String {
    "\(reason); kitty, WezTerm, iTerm2, Ghostty and Konsole do, and 'alice gallery' shows them in a browser"
  }

  /// Returns the control sequences that draw a picture, which leaves room for the text after it.
  func text(of thumbnail: Thumbnail) throws -> String {
    let box = TerminalPicture.Box(cell: answer.cell, columns: terminal.width, rows: terminal.height * 2 / 3)
    let png = try thumbnail.png(within: box.width, box.height)
    return TerminalPicture(width: png.width, height: png.height, in: box).text(png.bytes, by: pictures)
  }
}
