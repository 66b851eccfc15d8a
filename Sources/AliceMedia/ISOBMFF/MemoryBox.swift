/// A box inside a box that was read as a whole.
struct MemoryBox: Sendable {
  var type: FourCC
  /// Header and payload.
  var whole: ArraySlice<UInt8>
  var payload: ArraySlice<UInt8>

  /// The payload behind version and flags.
  var body: ArraySlice<UInt8> { payload.dropFirst(4) }
  /// Of a box that begins with version and flags.
  var version: UInt8? { payload.first }

  /// The boxes in the payload, as far as they can be followed.
  var children: [MemoryBox] { MemoryBox.all(in: payload).boxes }

  func child(_ type: FourCC) -> MemoryBox? { children.first { $0.type == type } }

  /// The first box of that path.
  func descendant(_ path: FourCC...) -> MemoryBox? {
    path.reduce(MemoryBox?.some(self)) { $0?.child($1) }
  }

  private static let limit = 65_536

  /// `rest` is what follows the last box that can be followed: empty in every sound file.
  static func all(in bytes: ArraySlice<UInt8>) -> (boxes: [MemoryBox], rest: ArraySlice<UInt8>) {
    var boxes: [MemoryBox] = []
    var rest = bytes
    while boxes.count < limit, let box = MemoryBox(first: rest) {
      boxes.append(box)
      rest = rest[box.whole.endIndex...]
    }
    return (boxes, rest)
  }

  /// Nil where no box fits.
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

  /// A box of `payload`, which must be far below 4 GiB.
  static func bytes(_ type: FourCC, _ payload: [UInt8]) -> [UInt8] {
    UInt32(truncatingIfNeeded: payload.count + 8).bigEndianBytes + type.bytes + payload
  }
}
