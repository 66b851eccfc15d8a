import AliceNumbers

/// The bytes of a file's name, read by position; every position outside of it reads as nothing.
struct NameText {
  let bytes: [UInt8]

  init(_ name: String) { bytes = Array(name.utf8.prefix(255)) }

  func byte(_ index: Int) -> UInt8? { bytes.indices.contains(index) ? bytes[index] : nil }

  func isDigit(_ index: Int) -> Bool { byte(index).map { (0x30...0x39).contains($0) } ?? false }

  /// Whether the byte belongs to a letter; letters beyond ASCII count as such.
  func isLetter(_ index: Int) -> Bool {
    byte(index).map { (0x61...0x7A).contains($0 | 0x20) || $0 >= 0xC3 } ?? false
  }

  func isSeparator(_ index: Int) -> Bool { byte(index).map { "-_.:".utf8.contains($0) } ?? false }

  func starts(with prefix: String) -> Bool { bytes.starts(with: prefix.utf8) }

  /// The number of digits from `start` on.
  func digitCount(at start: Int) -> Int {
    var end = start
    while isDigit(end) { end += 1 }
    return end - start
  }

  /// Returns the number of exactly the `digits` digits at `start`; more of them may follow. `digits` is at most 18.
  func number(at start: Int, digits: Int) -> Int? {
    guard start >= 0, (1...18).contains(digits), start + digits <= bytes.count else { return nil }
    var value = 0
    for byte in bytes[start..<start + digits] {
      guard (0x30...0x39).contains(byte) else { return nil }
      value = value * 10 + Int(byte - 0x30)
    }
    return value
  }

  func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
  }
}
