import Foundation

/// Folds texts, so that texts that users consider equal have equal bytes.
enum Folding {
  /// Returns the text in lower case and composed (NFC).
  static func fold(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.lowercased() }
    return text.lowercased().precomposedStringWithCanonicalMapping
  }

  /// Returns true if `haystack` contains `needle`, which is folded.
  static func contains(_ needle: String, in haystack: String) -> Bool {
    var needle = needle
    var haystack = haystack
    return needle.withUTF8 { needle in
      // Lower-casing ASCII changes no length, so it needs no copy.
      if let found = haystack.withUTF8({ find(needle, inASCII: $0) }) { return found }
      var folded = fold(haystack)
      return folded.withUTF8 { find(needle, in: $0) { $0 } }
    }
  }

  /// Returns nil if the text is not ASCII.
  private static func find(_ needle: UnsafeBufferPointer<UInt8>, inASCII text: UnsafeBufferPointer<UInt8>) -> Bool? {
    guard text.allSatisfy({ $0 < 0x80 }) else { return nil }
    return find(needle, in: text) { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
  }

  private static func find(
    _ needle: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>, _ lowered: (UInt8) -> UInt8
  ) -> Bool {
    guard let first = needle.first else { return true }
    guard text.count >= needle.count else { return false }
    for start in 0...(text.count - needle.count) where lowered(text[start]) == first {
      if needle.indices.allSatisfy({ lowered(text[start + $0]) == needle[$0] }) { return true }
    }
    return false
  }
}
