import AliceKit
import Foundation
import Testing

@Suite struct `Terminals and pictures` {
  private static let kitty =
    "\u{1B}_Gi=31;OK\u{1B}\\\u{1B}P>|kitty(0.46.2)\u{1B}\\\u{1B}[6;20;10t\u{1B}[?62;c"
  private static let ghostty =
    "\u{1B}_Gi=31;OK\u{1B}\\\u{1B}P>|ghostty 1.3.1\u{1B}\\\u{1B}[6;34;17t\u{1B}[?62;22c"
  private static let konsole =
    "\u{1B}_Gi=31;OK\u{1B}\\\u{1B}P>|Konsole 26.08.0\u{1B}\\\u{1B}[6;30;14t\u{1B}[?62;c"
  private static let wezterm =
    "\u{1B}P>|WezTerm 20240203-110809-5046fc22\u{1B}\\\u{1B}]1337;ReportCellSize=19.0;10.0;1.0\u{1B}\\"
    + "\u{1B}[6;19;10t\u{1B}[?65;4;6;18;22c"
  private static let weztermWithKitty = "\u{1B}_Gi=31;OK\u{1B}\\" + wezterm
  private static let iTerm2 =
    "\u{1B}P>|iTerm2 3.6.5\u{1B}\\\u{1B}]1337;ReportCellSize=17.50;8.00;2.0\u{07}\u{1B}[?62;22c"
  private static let foot = "\u{1B}[6;25;12t\u{1B}P>|foot(1.28.0)\u{1B}\\\u{1B}[?62;4c"
  private static let xterm = "\u{1B}P>|XTerm(390)\u{1B}\\\u{1B}[6;13;6t\u{1B}[?64;1;2;6;9;15;18;21;22c"
  private static let vte = "\u{1B}P>|VTE(7600)\u{1B}\\\u{1B}[?65;1;9c"
  private static let appleTerminal = "\u{1B}[?1;2c"
  private static let tmux = "\u{1B}P>|tmux 3.4\u{1B}\\\u{1B}[?1;2c"

  private static func answer(_ text: String) -> TerminalAnswer { TerminalAnswer(Array(text.utf8)) }

  @Test(arguments: [
    (kitty, "kitty(0.46.2)", TerminalAnswer.Pictures.kitty, 10, 20), (ghostty, "ghostty 1.3.1", .kitty, 17, 34),
    (konsole, "Konsole 26.08.0", .kitty, 14, 30),
    (wezterm, "WezTerm 20240203-110809-5046fc22", .iTerm2, 10, 19),
    (weztermWithKitty, "WezTerm 20240203-110809-5046fc22", .kitty, 10, 19), (iTerm2, "iTerm2 3.6.5", .iTerm2, 16, 35),
  ])
  func `a terminal that draws pictures says how, and how large its cells are`(
    text: String, name: String, pictures: TerminalAnswer.Pictures, width: Int, height: Int
  ) {
    let answer = Self.answer(text)
    #expect(answer.isComplete && answer.name == name && answer.pictures == pictures)
    #expect(answer.cell == TerminalAnswer.Cell(width: width, height: height))
  }

  @Test(arguments: [
    (foot, "foot(1.28.0)"), (xterm, "XTerm(390)"), (vte, "VTE(7600)"), (appleTerminal, nil), (tmux, "tmux 3.4"),
  ])
  func `others answer, and draw none`(text: String, name: String?) {
    let answer = Self.answer(text)
    #expect(answer.isComplete && answer.name == name && answer.pictures == nil)
    #expect(answer.isMultiplexer == (text == Self.tmux))
  }

  @Test(arguments: [kitty, wezterm, iTerm2, foot, tmux])
  func `typed keys, cut and repeated answers neither trap nor end the wait early`(text: String) {
    let bytes = Array(text.utf8)
    for count in 0..<bytes.count { #expect(!TerminalAnswer(Array(bytes[..<count])).isComplete) }
    let typed = Array("ls -la\u{1B}[A\u{1B}OP\u{1B}".utf8)
    #expect(TerminalAnswer(typed + bytes + typed).name == Self.answer(text).name)
    for position in bytes.indices {
      for value: UInt8 in [0, 0x1B, 0x3B, 0xFF] {
        var changed = bytes
        changed[position] = value
        _ = TerminalAnswer(changed).pictures
      }
    }
  }

  @Test(arguments: [
    "\u{1B}[6;99999999999999999999;9t", "\u{1B}[6;0;0t", "\u{1B}[6;nan;inft", "\u{1B}[6;-5;7t",
    "\u{1B}]1337;ReportCellSize=1e300;1e300;1e300\u{07}", "\u{1B}]1337;ReportCellSize=\u{07}",
    "\u{1B}_Gi=31;ENOENT:no\u{1B}\\", "\u{1B}_Gi=32;OK\u{1B}\\",
  ])
  func `an impossible answer is none`(text: String) {
    let answer = Self.answer(text + "\u{1B}[?1;2c")
    #expect(answer.cell == nil && answer.pictures != .kitty && answer.isComplete)
  }

  @Test func `a picture fills no more cells than it needs or may`() {
    let box = TerminalPicture.Box(cell: TerminalAnswer.Cell(width: 10, height: 20), columns: 80, rows: 16)
    #expect(box.width == 800 && box.height == 320)
    let picture = TerminalPicture(width: 305, height: 320, in: box)
    #expect(picture.columns == 31 && picture.rows == 16)
    let huge = TerminalPicture(width: .max, height: .max, in: box)
    #expect(huge.columns == 80 && huge.rows == 16)
    let nothing = TerminalPicture(width: -1, height: 0, in: TerminalPicture.Box(cell: nil, columns: 0, rows: -9))
    #expect(nothing.columns == 1 && nothing.rows == 1)
  }

  @Test func `kitty gets parts of at most 4,096 characters, each of which asks for no answer`() throws {
    let box = TerminalPicture.Box(cell: nil, columns: 80, rows: 24)
    let png = [UInt8](repeating: 7, count: 10_000)
    let text = TerminalPicture(width: 100, height: 100, in: box).text(png, by: .kitty)
    let parts = text.components(separatedBy: "\u{1B}_G").dropFirst().map { $0.components(separatedBy: "\u{1B}\\")[0] }
    #expect(parts.count == 4)
    #expect(parts.first?.hasPrefix("a=T,f=100,c=10,r=5,q=2,m=1;") == true)
    #expect(parts.dropFirst().dropLast().allSatisfy { $0.hasPrefix("q=2,m=1;") })
    #expect(parts.last?.hasPrefix("q=2,m=0;") == true)
    let data = parts.map { $0.components(separatedBy: ";")[1] }
    #expect(data.allSatisfy { $0.count <= 4_096 })
    #expect(Data(base64Encoded: data.joined()) == Data(png))
    #expect(text.hasSuffix("\u{1B}\\\n"))
  }

  @Test func `iTerm2 gets the picture as one file with its size in cells`() {
    let box = TerminalPicture.Box(cell: nil, columns: 80, rows: 24)
    let text = TerminalPicture(width: 100, height: 100, in: box).text([1, 2, 3], by: .iTerm2)
    #expect(
      text == "\u{1B}]1337;File=inline=1;size=3;width=10;height=5;preserveAspectRatio=1:AQID\u{07}\n")
  }

  @Test func `a link is encoded so that no name ends it`() throws {
    let links = try #require(TerminalLinks(environment: ["TERM": "xterm-kitty"], host: "my-host\u{1B}]0;x\u{07}"))
    let name = BytePath(bytes: Array("/a b/\u{1B}\\\u{07};é%".utf8) + [0xFF, 0x0A])
    #expect(
      links.link("x", to: name)
        == "\u{1B}]8;;file://my-host0x/a%20b/%1B%5C%07%3B%C3%A9%25%FF%0A\u{1B}\\x\u{1B}]8;;\u{1B}\\")
  }

  @Test(arguments: [
    (["TERM_PROGRAM": "iTerm.app"], true), (["TERM_PROGRAM": "Apple_Terminal"], false),
    (["TERM": "xterm-256color"], false),
    (["TERM": "xterm-256color", "VTE_VERSION": "7600"], true), (["VTE_VERSION": "4601"], false),
    (["TERM": "foot-extra"], true), (["TERM": "xterm-kitty", "TMUX": "/tmp/x"], false), ([:], false),
  ])
  func `links are for terminals that are known to understand them`(environment: [String: String], isKnown: Bool) {
    #expect((TerminalLinks(environment: environment, host: "h") != nil) == isKnown)
  }
}
