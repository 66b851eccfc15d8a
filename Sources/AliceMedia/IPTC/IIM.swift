import AliceModel
import AliceNumbers

/// Reads and amends IPTC-IIM, the datasets that hold keywords and captions since before XMP.
enum IIM {
  /// Two bytes that select UTF-8, after an escape character.
  private static let utf8 = Array("\u{1B}%G".utf8)
  private static let marker: UInt8 = 0x1C
  private static let names: [UInt8: String] = [
    5: "ObjectName", 25: "Keywords", 40: "SpecialInstructions", 80: "By-line", 105: "Headline", 110: "Credit",
    115: "Source", 116: "CopyrightNotice", 120: "Caption-Abstract",
  ]

  private struct DataSet {
    let record: UInt8
    let number: UInt8
    let range: Range<Int>
    let value: ArraySlice<UInt8>

    var isKeyword: Bool { record == 2 && number == 25 }
    var isCharacterSet: Bool { record == 1 && number == 90 }
  }

  /// Returns the texts of the datasets that have a name.
  static func entries(of bytes: [UInt8]) -> [MetadataEntry] {
    let sets = dataSets(of: bytes)
    let isUTF8 = isUTF8(sets)
    return sets.filter { $0.record == 2 }.compactMap { set in
      guard let name = names[set.number], !set.value.isEmpty else { return nil }
      return MetadataEntry(container: "iptc", key: name, text: text(set.value, isUTF8: isUTF8))
    }
  }

  static func keywords(in entries: [MetadataEntry]) -> [String] {
    entries.filter { $0.container == "iptc" && $0.key == "Keywords" }.map { trimmed($0.text) }
  }

  /// Returns the bytes with the tags in the keywords; nil if the bytes contain no keywords or need no change.
  ///
  /// With `removesOnly`, no keyword is added. Tags that a keyword cannot hold as a whole are left out. All other datasets stay byte for byte.
  static func amended(_ bytes: [UInt8], by change: TagChange, removesOnly: Bool = false) -> [UInt8]? {
    let sets = dataSets(of: bytes)
    guard let last = sets.last(where: \.isKeyword) else { return nil }
    let isUTF8 = isUTF8(sets)
    let names = sets.filter(\.isKeyword).map { trimmed(text($0.value, isUTF8: isUTF8)) }
    let isASCII = sets.allSatisfy { $0.isCharacterSet || $0.value.allSatisfy { $0 < 0x80 } }
    let missing = removesOnly ? [] : change.missing(from: names)
    let mayDeclare = isASCII && !sets.contains(where: \.isCharacterSet)
    let added = missing.compactMap { encoded($0, isUTF8: isUTF8 || mayDeclare) }
    guard !added.isEmpty || names.contains(where: change.dropsKeyword) else { return nil }
    var new: [UInt8] = []
    if mayDeclare, !isUTF8, added.contains(where: { $0.contains { $0 >= 0x80 } }) {
      new += dataSet(record: 1, number: 90, utf8)
    }
    for set in sets {
      if !set.isKeyword || !change.dropsKeyword(trimmed(text(set.value, isUTF8: isUTF8))) { new += bytes[set.range] }
      if set.range == last.range { new += added.flatMap { dataSet(record: 2, number: 25, $0) } }
    }
    return new + bytes[(sets.last?.range.upperBound ?? 0)...]
  }

  /// Returns the datasets up to the first that is malformed.
  private static func dataSets(of bytes: [UInt8]) -> [DataSet] {
    var sets: [DataSet] = []
    var at = 0
    while at + 5 <= bytes.count, bytes[at] == marker {
      var start = at + 5
      var size = Int(bytes[at + 3]) << 8 | Int(bytes[at + 4])
      if size & 0x8000 != 0 {
        // The size of a large value has its own size, in bytes.
        let digits = size & 0x7FFF
        guard (1...4).contains(digits), start + digits <= bytes.count else { break }
        size = bytes[start..<(start + digits)].reduce(0) { $0 << 8 | Int($1) }
        start += digits
      }
      guard size <= bytes.count - start else { break }
      let end = start + size
      sets.append(
        DataSet(record: bytes[at + 1], number: bytes[at + 2], range: at..<end, value: bytes[start..<end]))
      at = end
    }
    return sets
  }

  /// Whether texts are UTF-8: because the character set says so, or because all of them are, as programs that ignore the
  /// declaration write.
  private static func isUTF8(_ sets: [DataSet]) -> Bool {
    if let declared = sets.first(where: \.isCharacterSet) { return declared.value.elementsEqual(utf8) }
    let texts = sets.filter { $0.record == 2 && names[$0.number] != nil }
    return texts.contains { $0.value.contains { $0 >= 0x80 } }
      && texts.allSatisfy { String(validating: $0.value, as: UTF8.self) != nil }
  }

  private static func text(_ bytes: ArraySlice<UInt8>, isUTF8: Bool) -> String {
    (isUTF8 ? String(validating: bytes, as: UTF8.self) : nil) ?? Windows1252.text(of: bytes)
  }

  /// Returns nil if the text is too long, or cannot be encoded without UTF-8.
  private static func encoded(_ keyword: String, isUTF8: Bool) -> [UInt8]? {
    var bytes: [UInt8] = []
    for scalar in keyword.unicodeScalars {
      let next: [UInt8]
      if isUTF8 {
        next = Array(String(scalar).utf8)
      } else {
        guard scalar.value < 0x80 || (0xA0...0xFF).contains(scalar.value) else { return nil }
        next = [UInt8(scalar.value)]
      }
      guard bytes.count + next.count <= CutKeyword.limit else { return nil }
      bytes += next
    }
    return bytes
  }

  private static func dataSet(record: UInt8, number: UInt8, _ value: [UInt8]) -> [UInt8] {
    [marker, record, number] + UInt16(clamping: value.count).bigEndianBytes + value
  }

  private static func trimmed(_ text: String) -> String {
    let isBlank = { (character: Character) in character.isWhitespace || character == "\0" }
    let start = text.drop(while: isBlank)
    return String(start.reversed().drop(while: isBlank).reversed())
  }
}
