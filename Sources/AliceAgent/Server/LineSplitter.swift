/// Splits bytes into lines. A line that is too long is dropped, and told.
struct LineSplitter {
  /// The most bytes of a line.
  static let limit = 4 << 20

  enum Line: Sendable, Hashable {
    case bytes([UInt8])
    case tooLong
  }

  private var pending: [UInt8] = []
  private var isDropping = false

  /// Returns the lines that these bytes complete, without their ends.
  mutating func add(_ bytes: ArraySlice<UInt8>) -> [Line] {
    var lines: [Line] = []
    var rest = bytes
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      take(rest[..<end])
      if let line = finish() { lines.append(line) }
      rest = rest[(end + 1)...]
    }
    take(rest)
    return lines
  }

  /// Returns what stands behind the last line end; nil if that is nothing.
  mutating func finish() -> Line? {
    defer {
      pending = []
      isDropping = false
    }
    if isDropping { return .tooLong }
    if pending.last == UInt8(ascii: "\r") { pending.removeLast() }
    return pending.allSatisfy { $0 == 0x20 || $0 == 0x09 } ? nil : .bytes(pending)
  }

  private mutating func take(_ bytes: ArraySlice<UInt8>) {
    guard !isDropping else { return }
    guard pending.count + bytes.count <= LineSplitter.limit else {
      pending = []
      isDropping = true
      return
    }
    pending += bytes
  }
}
