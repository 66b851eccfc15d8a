/// The text of the progress line: a bar, done of total, the rate, the time left, and what takes long.
struct ProgressLine {
  private let standing: Standing

  /// The fewest and the most columns of a bar, with its brackets.
  private static let bar = (fewest: 6, roomy: 12, most: 32)
  /// The fewest columns of a note.
  private static let leastNote = 10

  init(_ standing: Standing) { self.standing = standing }

  /// Returns one line of at most `width` columns. Where there is little room, words become signs; then the bar, the note
  /// and the rate are left out in this order, and the count last.
  func fitted(to width: Int) -> String {
    guard let share else { return plain(width) }
    for text in texts {
      let room = width - text.columns - 1
      guard room >= ProgressLine.bar.fewest else { continue }
      let note = note(in: room - ProgressLine.bar.roomy)
      // A note matters more than the rate.
      if note.isEmpty, standing.note != nil, text != texts.last { continue }
      let cells = min(room - note.columns, ProgressLine.bar.most)
      return ProgressLine.bar(share, columns: cells) + " " + text + note
    }
    return plain(width)
  }

  /// Returns the line without a bar.
  private func plain(_ width: Int) -> String {
    guard standing.done != nil else { return (standing.note ?? standing.phase).fitted(to: width) }
    let text = texts.first { $0.columns <= width } ?? count(isShort: true)
    return (text + note(in: width - text.columns)).fitted(to: width)
  }

  /// The share that is done; nil if it is not known.
  private var share: Double? {
    guard let done = standing.done, let total = standing.total, total > 0 else { return nil }
    return min(1, Double(done) / Double(total))
  }

  /// From the longest to the shortest.
  private var texts: [String] {
    [
      ([count(isShort: false)] + standing.facts + times(isShort: false)),
      ([count(isShort: true)] + standing.facts + times(isShort: true)),
      ([count(isShort: true)] + standing.facts + [left].compactMap { $0 }),
      ([count(isShort: true)] + [left].compactMap { $0 }),
    ].map { $0.joined(separator: ", ") }
  }

  private func note(in room: Int) -> String {
    guard let note = standing.note, room >= ProgressLine.leastNote + 2 else { return "" }
    return (", " + note).fitted(to: room)
  }

  /// A run of many requests tells its cost and its time first.
  private func times(isShort: Bool) -> [String] {
    let rate = standing.rate.map { isShort ? shortRate($0) : longRate($0) }
    return (standing.unit == .request ? [left, rate] : [rate, left]).compactMap { $0 }
  }

  private var left: String? { standing.secondsLeft.map(ProgressLine.time) }

  private func count(isShort: Bool) -> String {
    let phase = [standing.phase, standing.subject].compactMap { $0 }.joined(separator: " ")
    let done = standing.done ?? 0
    guard let total = standing.total else {
      if standing.unit == .byte { return "\(phase): \(ProgressLine.megabytes(done)) MB" }
      return "\(phase): \(done) done, \(counted(standing.found, standing.unit.rawValue)) found"
    }
    switch standing.unit {
    case .file:
      return isShort ? "\(phase) \(done)/\(total)" : "\(phase): \(done) of \(counted(total, "file"))"
    case .request: return "\(phase) \(done)/\(total)"
    case .byte: return "\(phase): \(ProgressLine.megabytes(done)) of \(ProgressLine.megabytes(total)) MB"
    }
  }

  private func longRate(_ rate: Double) -> String {
    if standing.unit == .byte { return "\(ProgressLine.tenths(rate / 1e6)) MB a second" }
    switch rate {
    case 10...: return "\(Int(min(rate, 1e9).rounded())) a second"
    case 1...: return "\(ProgressLine.tenths(rate)) a second"
    default: return "\(Int((rate * 60).rounded(.up))) a minute"
    }
  }

  private func shortRate(_ rate: Double) -> String {
    if standing.unit == .byte { return "\(ProgressLine.tenths(rate / 1e6)) MB/s" }
    switch rate {
    case 10...: return "\(Int(min(rate, 1e9).rounded()))/s"
    case 1...: return "\(ProgressLine.tenths(rate))/s"
    default: return "\(Int((rate * 60).rounded(.up)))/min"
    }
  }

  /// A bar of plain characters: others take two columns on some terminals.
  private static func bar(_ share: Double, columns: Int) -> String {
    let cells = max(1, columns - 2)
    let full = Int((share * Double(cells)).rounded(.down))
    let tip = full < cells ? ">" : ""
    return "[" + String(repeating: "=", count: full) + tip
      + String(repeating: " ", count: cells - full - tip.count) + "]"
  }

  private static func tenths(_ number: Double) -> String { "\((min(number, 1e9) * 10).rounded() / 10)" }

  private static func megabytes(_ bytes: Int) -> String {
    bytes < 10_000_000 ? tenths(Double(bytes) / 1e6) : String(bytes / 1_000_000)
  }

  /// Returns the rest of the time as text.
  static func time(_ seconds: Double) -> String {
    let seconds = Int(min(seconds, 1e9).rounded(.up))
    return switch seconds {
    case ..<60: "\(seconds) s left"
    case ..<3600: "\((seconds + 59) / 60) min left"
    default: "\(seconds / 3600) h \(seconds % 3600 / 60) min left"
    }
  }
}
