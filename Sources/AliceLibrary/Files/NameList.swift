import AliceModel

/// The names in a folder one after the other, each ended by a NUL: a folder may hold a million.
struct NameList: Sequence, IteratorProtocol {
  private let bytes: [UInt8]
  private var start = 0
  /// The range of the name that was returned last.
  private var current = 0..<0
  private var previous = 0..<0

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// The next name; nil at the end.
  var first: BytePath? { end.map { BytePath(bytes: Array(bytes[start..<$0])) } }

  mutating func next() -> BytePath? {
    guard let end else { return nil }
    (previous, current) = (current, start..<end)
    defer { start = end + 1 }
    return BytePath(bytes: Array(bytes[start..<end]))
  }

  /// Whether no other name begins like `name`, which was returned last, up to its last dot. False if it has none.
  func isAlone(_ name: BytePath) -> Bool {
    guard bytes[current].elementsEqual(name.bytes), let dot = bytes[current].lastIndex(of: UInt8(ascii: ".")),
      dot > current.lowerBound
    else { return false }
    // Names that begin alike stand together.
    let beginning = bytes[current.lowerBound...dot]
    return !bytes[previous].starts(with: beginning) && !bytes[start...].starts(with: beginning)
  }

  func contains(_ name: BytePath) -> Bool {
    bytes[start...].split(separator: 0).contains { $0.elementsEqual(name.bytes) }
  }

  private var end: Int? { start < bytes.count ? bytes[start...].firstIndex(of: 0) ?? bytes.count : nil }
}
