import AliceNumbers

/// The tables of the folding in memory. They are read when the first text that is not ASCII is folded.
struct FoldingIndex: Sendable {
  enum Folding {
    case itself
    case scalar(Unicode.Scalar)
    case scalars([Unicode.Scalar])
  }

  static let shared = FoldingIndex()

  /// For each block of 256 characters the place of its foldings in `values`; -1 if none of them folds.
  private var blocks = [Int32](repeating: -1, count: 0x1100)
  /// The folding of a character: 0 for itself, a scalar, or `several` and the place of its scalars in `texts`.
  private var values: [UInt32] = []
  private var texts: [[Unicode.Scalar]] = []

  private static let several: UInt32 = 1 << 31

  init() {
    read(FoldingTable.entries)
    read(FoldingTableRest.entries, from: last)
  }

  func folding(of scalar: Unicode.Scalar) -> Folding {
    let block = blocks[Int(scalar.value >> 8)]
    guard block >= 0 else { return .itself }
    let value = values[Int(block) + Int(scalar.value & 0xFF)]
    if value == 0 { return .itself }
    if value & FoldingIndex.several != 0 { return .scalars(texts[Int(value & ~FoldingIndex.several)]) }
    return Unicode.Scalar(value).map(Folding.scalar) ?? .itself
  }

  /// The first character of the last entry, from which the next one counts.
  private var last: UInt32 = 0x80

  /// Reads entries `distance:count.kind=scalars`, in base 36: `count` characters from the last entry's first character
  /// plus `distance` on. `kind` is their step, and that of their foldings.
  private mutating func read(_ entries: String, from first: UInt32 = 0x80) {
    last = first
    var reader = TableReader(entries)
    while let distance = reader.entry() {
      last += distance
      let count = reader.take(":") ? reader.number() ?? 1 : 1
      let (step, rise) = reader.take(".") ? reader.kind() : (1, 1)
      guard reader.take("=") else { return }
      var target: [UInt32] = []
      repeat { if let scalar = reader.number() { target.append(scalar) } } while reader.take("+")
      for index in 0..<count { set(last + index * step, target, rise: index * rise) }
    }
  }

  private mutating func set(_ code: UInt32, _ target: [UInt32], rise: UInt32) {
    guard code < 0x11_0000 else { return }
    let block = Int(code >> 8)
    if blocks[block] < 0 {
      blocks[block] = Int32(values.count)
      values += [UInt32](repeating: 0, count: 256)
    }
    let value: UInt32
    if target.count == 1 {
      value = target[0] + rise
    } else {
      value = FoldingIndex.several | UInt32(texts.count)
      texts.append(target.compactMap(Unicode.Scalar.init))
    }
    values[Int(blocks[block]) + Int(code & 0xFF)] = value
  }
}

/// The class of characters in a search.
package enum WordClass: Sendable {
  /// Part of a word.
  case letter
  /// A word alone, such as an emoji.
  case symbol
  /// A letter of a script that writes without spaces between words, or attaches particles to them: Thai, Lao, Burmese,
  /// Khmer, Hangul, kana, Han.
  case unspaced
  case separator

  package init(_ scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x30...0x39, 0x61...0x7A, 0x41...0x5A: self = .letter
    case 0..<0x80: self = .separator
    default: self = WordRanges.shared.classOf(scalar.value)
    }
  }
}

private struct WordRanges: Sendable {
  static let shared = WordRanges()

  private let letters: [ClosedRange<UInt32>]
  private let symbols: [ClosedRange<UInt32>]

  init() {
    letters = WordRanges.read(WordTable.letters)
    symbols = WordRanges.read(WordTable.symbols)
  }

  func classOf(_ code: UInt32) -> WordClass {
    if WordRanges.contains(code, letters) { return WordRanges.isUnspaced(code) ? .unspaced : .letter }
    return WordRanges.contains(code, symbols) ? .symbol : .separator
  }

  private static func isUnspaced(_ code: UInt32) -> Bool {
    switch code {
    case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1100...0x11FF, 0x1780...0x17FF, 0x2E80...0x2FDF, 0x3005...0x3007,
      0x3041...0x318F, 0x31A0...0x31BF, 0x31F0...0x31FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA960...0xA97F,
      0xAC00...0xD7FF, 0xF900...0xFAFF, 0xFF66...0xFFDC, 0x20000...0x3FFFF:
      true
    default: false
    }
  }

  private static func contains(_ code: UInt32, _ ranges: [ClosedRange<UInt32>]) -> Bool {
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = low + (high - low) / 2
      if ranges[middle].upperBound < code { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].contains(code)
  }

  private static func read(_ text: String) -> [ClosedRange<UInt32>] {
    var reader = TableReader(text)
    var ranges: [ClosedRange<UInt32>] = []
    var last: UInt32 = 0x80
    while let distance = reader.entry() {
      let first = last + distance
      last = first + (reader.take(".") ? reader.number() ?? 0 : 0)
      ranges.append(first...last)
    }
    return ranges
  }
}

/// Reads numbers in base 36 from the text of a table.
private struct TableReader {
  private var bytes: Substring.UTF8View

  init(_ text: String) { bytes = text[...].utf8 }

  mutating func take(_ mark: Unicode.Scalar) -> Bool {
    guard let first = bytes.first, UInt32(first) == mark.value else { return false }
    bytes.removeFirst()
    return true
  }

  /// Returns the number that begins the next entry; nil at the end.
  mutating func entry() -> UInt32? {
    _ = take(" ")
    return number()
  }

  /// Returns nil if no number follows.
  mutating func number() -> UInt32? {
    var value: UInt32?
    while let byte = bytes.first, let digit = TableReader.digit(byte) {
      value = (value ?? 0) &* 36 &+ digit
      bytes.removeFirst()
    }
    return value
  }

  /// Returns the step of the characters of a run, and that of their foldings.
  mutating func kind() -> (step: UInt32, rise: UInt32) {
    switch bytes.popFirst() {
    case UInt8(ascii: "b"): (2, 2)
    case UInt8(ascii: "c"): (1, 0)
    case UInt8(ascii: "d"): (2, 0)
    case UInt8(ascii: "e"): (4, 1)
    case UInt8(ascii: "f"): (2, 1)
    default: (1, 1)
    }
  }

  private static func digit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte - 0x30)
    case 0x61...0x7A: UInt32(byte - 0x57)
    default: nil
    }
  }
}
