import AliceModel
import AliceNumbers

/// The beginning of a text file: UTF-8, or UTF-16 with its mark.
struct PlainText {
  let text: String
  /// Whether `text` is all of the file.
  let isWhole: Bool

  /// Returns nil if the bytes are not text. `isWhole` says that the file ends with `bytes`.
  init?(_ bytes: ArraySlice<UInt8>, isWhole: Bool) {
    self.isWhole = isWhole
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      guard let text = PlainText.utf16(bytes) else { return nil }
      self.text = text
      return
    }
    let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes
    guard !bytes.contains(where: PlainText.isBinary) else { return nil }
    // A cut may go through a character.
    for cut in 0...(isWhole ? 0 : min(3, bytes.count)) {
      if let text = String(validating: bytes.dropLast(cut), as: UTF8.self) {
        self.text = text
        return
      }
    }
    return nil
  }

  /// Whether text never has this control character; it may have tabs, ends of lines and pages, and escapes of terminals.
  private static func isBinary(_ byte: UInt8) -> Bool {
    byte < 0x20 && ![0x09, 0x0A, 0x0C, 0x0D, 0x1B].contains(byte) || byte == 0x7F
  }

  private static func utf16(_ bytes: ArraySlice<UInt8>) -> String? {
    let isLittle = bytes.first == 0xFF
    let units = stride(from: 2, to: bytes.count - 1, by: 2).compactMap { at in
      bytes.bigEndian16(at: at).map { isLittle ? $0.byteSwapped : $0 }
    }
    guard !units.contains(where: { $0 < 0x20 && ![0x09, 0x0A, 0x0C, 0x0D].contains($0) }) else { return nil }
    return String(validating: units, as: UTF16.self) ?? String(validating: units.dropLast(), as: UTF16.self)
  }

  /// The text without blanks before it.
  var start: Substring { text.drop(while: \.isWhitespace) }

  /// The first lines that are not blank, at most `count`.
  func lines(_ count: Int) -> [Substring] {
    var lines: [Substring] = []
    for line in text.split(maxSplits: count * 4, whereSeparator: \.isNewline) where lines.count < count {
      let line = line.drop { $0 == " " || $0 == "\t" }
      if !line.isEmpty { lines.append(line.prefix(512)) }
    }
    return lines
  }
}
