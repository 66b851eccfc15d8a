import AliceModel

/// What a terminal answers when it is asked for its name and its abilities.
///
/// The environment does not tell: it survives `ssh` and `sudo`, or does not, and names the terminal that started a
/// multiplexer.
package struct TerminalAnswer: Sendable, Hashable {
  /// The protocols for pictures.
  package enum Pictures: Sendable, Hashable {
    case kitty
    case iTerm2
  }

  /// The name and the version, such as `kitty(0.46.2)`; nil if the terminal does not report them.
  package private(set) var name: String?
  /// The size of a character cell in pixels; nil if the terminal does not report it.
  package private(set) var cell: Cell?
  /// Whether the answer to the last question arrived, which every terminal answers.
  package private(set) var isComplete = false
  private var hasKittyGraphics = false
  private var hasInlineImages = false

  package struct Cell: Sendable, Hashable {
    package let width: Int
    package let height: Int

    package init(width: Int, height: Int) {
      self.width = width
      self.height = height
    }
  }

  /// The questions: may a pixel be drawn as kitty does, what is your name, how large are your cells (twice, as iTerm2
  /// knows only its own question), and at last what every terminal answers.
  package static let question =
    "\u{1B}_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\" + "\u{1B}[>q" + "\u{1B}]1337;ReportCellSize\u{1B}\\" + "\u{1B}[16t"
    + "\u{1B}[c"

  /// The maximum number of bytes that are read; real answers have about a hundred.
  package static let limit = 4_096

  /// Reads the answers among other input, such as keys that were typed meanwhile.
  package init(_ bytes: [UInt8]) {
    var rest = bytes.prefix(TerminalAnswer.limit)
    while let escape = rest.firstIndex(of: 0x1B) {
      rest = rest[(escape + 1)...]
      // A key may end in the escape with which an answer begins.
      guard let kind = rest.first, kind != 0x1B else { continue }
      rest = rest.dropFirst()
      switch kind {
      case UInt8(ascii: "["): takeControl(&rest)
      case UInt8(ascii: "P"): takeString(&rest) { $0.takeName($1) }
      case UInt8(ascii: "_"): takeString(&rest) { if $1 == "Gi=31;OK" { $0.hasKittyGraphics = true } }
      case UInt8(ascii: "]"): takeString(&rest) { $0.takeCellSize($1) }
      default: break
      }
    }
  }

  /// Returns how pictures are shown; nil if the terminal shows none.
  package var pictures: Pictures? {
    if hasKittyGraphics { return .kitty }
    let name = name?.lowercased() ?? ""
    return hasInlineImages || name.hasPrefix("iterm2") || name.hasPrefix("wezterm") ? .iTerm2 : nil
  }

  /// Whether a multiplexer answers instead of the terminal; it passes no pictures on.
  package var isMultiplexer: Bool { name?.hasPrefix("tmux") == true }

  /// Reads `[` parameters final: the device attributes and the size of a cell.
  private mutating func takeControl(_ rest: inout ArraySlice<UInt8>) {
    guard let end = rest.firstIndex(where: { (0x40...0x7E).contains($0) }) else { return rest = [] }
    let text = String(decoding: rest[..<end], as: UTF8.self)
    let final = rest[end]
    rest = rest[(end + 1)...]
    if final == UInt8(ascii: "c"), text.hasPrefix("?") { isComplete = true }
    let numbers = text.split(separator: ";").map { Double($0) }
    if final == UInt8(ascii: "t"), numbers.count == 3, numbers[0] == 6 {
      cell = TerminalAnswer.cell(width: numbers[2], height: numbers[1])
    }
  }

  /// Reads a string up to BEL or ST, and passes it on if it is complete.
  private mutating func takeString(
    _ rest: inout ArraySlice<UInt8>, _ take: (inout TerminalAnswer, String) -> Void
  ) {
    guard let end = rest.firstIndex(where: { $0 == 0x07 || $0 == 0x1B }) else { return rest = [] }
    take(&self, String(decoding: rest[..<end], as: UTF8.self))
    rest = rest[end...]
    if rest.first == 0x07 || rest.starts(with: [0x1B, 0x5C]) { rest = rest.dropFirst(rest.first == 0x07 ? 1 : 2) }
  }

  private mutating func takeName(_ text: String) {
    if text.hasPrefix(">|") { name = String(text.dropFirst(2)) }
  }

  /// Reads the answer of iTerm2, `1337;ReportCellSize=height;width[;scale]` in points.
  private mutating func takeCellSize(_ text: String) {
    let start = "1337;ReportCellSize="
    guard text.hasPrefix(start) else { return }
    hasInlineImages = true
    let numbers = text.dropFirst(start.count).split(separator: ";").map { Double($0) }
    guard numbers.count >= 2 else { return }
    let scale = numbers.count > 2 ? numbers[2] ?? 1 : 1
    cell = cell ?? TerminalAnswer.cell(width: numbers[1].map { $0 * scale }, height: numbers[0].map { $0 * scale })
  }

  private static func cell(width: Double?, height: Double?) -> Cell? {
    guard let width, let height, (1...500).contains(width), (1...500).contains(height) else { return nil }
    return Cell(width: Int(width), height: Int(height))
  }
}
