import AliceNumbers

/// A box inside a box that is in memory.
struct MemoryBox: Sendable {
  var type: FourCC
  /// The header and the payload.
  var whole: ArraySlice<UInt8>
  var payload: ArraySlice<UInt8>

  /// The payload after version and flags.
  var body: ArraySlice<UInt8> { payload.dropFirst(4) }
  /// The version of a box that begins with version and flags.
  var version: UInt8? { payload.first }

  /// The boxes in the payload, up to the first invalid one.
  var children: [MemoryBox] { MemoryBox.all(in: payload).boxes }

  func child(_ type: FourCC) -> MemoryBox? { children.first { $0.type == type } }

  /// Returns the first box at that path.
  func descendant(_ path: FourCC...) -> MemoryBox? {
    path.reduce(MemoryBox?.some(self)) { $0?.child($1) }
  }

  private static let limit = 65_536

  /// Returns the boxes in `bytes`; `rest` is what follows the last valid one, and is empty in every intact file.
  static func all(in bytes: ArraySlice<UInt8>) -> (boxes: [MemoryBox], rest: ArraySlice<UInt8>) {
    var boxes: [MemoryBox] = []
    var rest = bytes
    while boxes.count < limit, let box = MemoryBox(first: rest) {
      boxes.append(box)
      rest = rest[box.whole.endIndex...]
    }
    return (boxes, rest)
  }

  /// Returns nil if no box fits.
  private init?(first bytes: ArraySlice<UInt8>) {
    guard let short = bytes.bigEndian32(at: 0), let code = bytes.bigEndian32(at: 4) else { return nil }
    var (header, size) = (8, UInt64(short))
    if short == 1, let high = bytes.bigEndian32(at: 8), let low = bytes.bigEndian32(at: 12) {
      (header, size) = (16, UInt64(high) << 32 | UInt64(low))
    }
    guard size >= UInt64(header), size <= UInt64(bytes.count) else { return nil }
    type = FourCC(code: code)
    whole = bytes.prefix(Int(size))
    payload = whole.dropFirst(header)
  }

  /// Returns a box with this payload, which must be far below 4 GiB.
  static func bytes(_ type: FourCC, _ payload: [UInt8]) -> [UInt8] {
    UInt32(truncatingIfNeeded: payload.count + 8).bigEndianBytes + type.bytes + payload
  }
}
