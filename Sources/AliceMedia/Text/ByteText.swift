import AliceNumbers

/// Decodes bytes whose encoding is not declared, or declared wrongly.
enum ByteText {
  /// Decodes UTF-16 that begins with a byte order mark or consists of Latin letters, else `narrow` text.
  static func decoded(_ bytes: ArraySlice<UInt8>) -> String {
    utf16Order(of: bytes).map { UTF16Text.repaired(bytes, bigEndian: $0) } ?? narrow(bytes)
  }

  /// Decodes UTF-8, even if some bytes in it are damaged; else Windows-1252.
  static func narrow(_ bytes: ArraySlice<UInt8>) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    let counts = UTF8Counts(bytes)
    // Two bytes beyond ASCII rarely form a valid sequence by chance, so one sequence outweighs one error.
    let isUTF8 = counts.sequences > 0 && counts.sequences >= counts.errors
    return isUTF8 ? String(decoding: bytes, as: UTF8.self) : Windows1252.text(of: bytes)
  }

  /// Returns whether bytes that are said to be UTF-16 are UTF-8 in truth. They hold no evidence of UTF-16.
  static func isNarrow(_ bytes: ArraySlice<UInt8>) -> Bool {
    let counts = UTF8Counts(bytes)
    if counts.errors == 0 {
      return counts.sequences > 0 || bytes.count % 2 == 1 || bytes.contains(UInt8(ascii: " "))
    }
    return counts.sequences >= 4 * counts.errors
  }

  /// Returns true for big-endian and false for little-endian UTF-16; nil if the beginning of the bytes is another
  /// encoding.
  static func utf16Order(of bytes: ArraySlice<UInt8>) -> Bool? {
    if let order = markedOrder(of: bytes) { return order }
    let zeros = Zeros(in: bytes.prefix(64))
    let units = min(bytes.count, 64) / 2
    guard max(zeros.even, zeros.odd) >= max(2, units / 4), min(zeros.even, zeros.odd) == 0 else { return nil }
    return zeros.even > zeros.odd
  }

  /// Returns the order that a byte order mark tells.
  static func markedOrder(of bytes: ArraySlice<UInt8>) -> Bool? {
    switch (bytes.first, bytes.dropFirst().first) {
    case (0xFE, 0xFF): true
    case (0xFF, 0xFE): false
    default: nil
    }
  }

  /// The number of zero bytes at even and at odd positions: in UTF-16, every Latin letter has one.
  struct Zeros {
    private(set) var even = 0
    private(set) var odd = 0

    init(in bytes: ArraySlice<UInt8>) {
      for (index, byte) in bytes.enumerated() where byte == 0 {
        if index % 2 == 0 { even += 1 } else { odd += 1 }
      }
    }
  }
}

/// The number of valid sequences of several bytes, and that of errors between them.
private struct UTF8Counts {
  private(set) var sequences = 0
  private(set) var errors = 0

  init(_ bytes: ArraySlice<UInt8>) {
    var at = bytes.startIndex
    while at < bytes.endIndex {
      let byte = bytes[at]
      at += 1
      guard byte >= 0x80 else { continue }
      let wanted = UTF8Counts.continuations(after: byte)
      let found = bytes[at...].prefix(max(wanted, 3)).prefix { $0 & 0xC0 == 0x80 }.count
      if wanted > 0, found >= wanted {
        sequences += 1
        at += wanted
      } else {
        errors += 1
        at += found
      }
    }
  }

  private static func continuations(after lead: UInt8) -> Int {
    switch lead {
    case 0xC2...0xDF: 1
    case 0xE0...0xEF: 2
    case 0xF0...0xF4: 3
    default: 0
    }
  }
}
