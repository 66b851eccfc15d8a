import AliceNumbers

/// Finds short ASCII texts byte by byte, which is many times faster than `contains` on strings.
extension String {
  func holds(_ needle: StaticString) -> Bool { ByteSearch(needle, folded: false).finds(in: self) }

  /// Ignores the case of ASCII letters; `needle` is lower-case.
  func holds(folded needle: StaticString) -> Bool { ByteSearch(needle, folded: true).finds(in: self) }
}

private struct ByteSearch {
  private let needle: StaticString
  private let mask: UInt8

  init(_ needle: StaticString, folded: Bool) {
    self.needle = needle
    // This bit distinguishes lower-case letters from upper-case ones.
    mask = folded ? 0x20 : 0
  }

  func finds(in text: String) -> Bool {
    needle.withUTF8Buffer { needle in
      text.utf8.withContiguousStorageIfAvailable { finds(needle, in: $0) }
        ?? Array(text.utf8).withUnsafeBufferPointer {
          finds(needle, in: $0)
        }
    }
  }

  private func finds(_ needle: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = needle.first, needle.count <= text.count else { return needle.isEmpty }
    for start in 0...(text.count - needle.count) where text[start] | mask == first | mask {
      if needle.indices.allSatisfy({ text[start + $0] | mask == needle[$0] | mask }) { return true }
    }
    return false
  }
}
