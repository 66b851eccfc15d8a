import AliceNumbers

/// An element of EBML, the syntax of Matroska and WebM.
struct EBMLElement: Sendable {
  var id: UInt32
  /// The range of the payload, clipped to the file; without a size it extends to the end.
  var payload: Range<UInt64>
  var hasSize: Bool
  var isTruncated: Bool

  /// Returns nil if no element begins at `offset`, or if a number is longer than the format allows.
  static func read(
    at offset: UInt64, before end: UInt64, in window: inout ByteWindow
  ) throws(MediaError) -> EBMLElement? {
    let header = try window.bytes(at: offset, count: 12)
    guard let first = header.first, first >= 0x10 else { return nil }
    let idSize = first.leadingZeroBitCount + 1
    guard let id = header.number(at: 0, bytes: idSize), let sizeFirst = header.dropFirst(idSize).first, sizeFirst > 0
    else { return nil }
    let sizeSize = sizeFirst.leadingZeroBitCount + 1
    guard let marked = header.number(at: idSize, bytes: sizeSize) else { return nil }
    let start = offset + UInt64(idSize + sizeSize)
    let unknown = UInt64(1) << UInt64(7 * sizeSize) - 1
    let size = marked & unknown
    guard start <= end else { return nil }
    let hasSize = size != unknown
    let isTruncated = hasSize && size > end - start
    let stop = hasSize && !isTruncated ? start + size : end
    return EBMLElement(id: UInt32(id), payload: start..<stop, hasSize: hasSize, isTruncated: isTruncated)
  }
}

/// An element that is in memory, with its children.
struct EBMLTree: Sendable {
  /// The maximum depth of nested tags.
  static let depthLimit = 8
  private static let childLimit = 65_536

  let id: UInt32
  let payload: ArraySlice<UInt8>

  /// The children, up to the first invalid one.
  var children: [EBMLTree] {
    var children: [EBMLTree] = []
    var rest = payload
    while children.count < EBMLTree.childLimit, let first = rest.first, first >= 0x10 {
      let idSize = first.leadingZeroBitCount + 1
      guard let id = rest.number(at: 0, bytes: idSize), let sizeFirst = rest.dropFirst(idSize).first, sizeFirst > 0
      else { break }
      let sizeSize = sizeFirst.leadingZeroBitCount + 1
      guard let marked = rest.number(at: idSize, bytes: sizeSize) else { break }
      let size = marked & (UInt64(1) << UInt64(7 * sizeSize) - 1)
      let body = rest.dropFirst(idSize + sizeSize)
      guard size <= UInt64(body.count) else { break }
      children.append(EBMLTree(id: UInt32(id), payload: body.prefix(Int(size))))
      rest = body.dropFirst(Int(size))
    }
    return children
  }

  subscript(id: UInt32) -> EBMLTree? { children.first { $0.id == id } }

  var text: String {
    String(decoding: payload.prefix { $0 != 0 }, as: UTF8.self)
  }

  var unsigned: UInt64? { payload.number(at: 0, bytes: payload.count) }

  /// The number; nil if it is neither single nor double precision, or not finite.
  var double: Double? {
    let value: Double? =
      switch payload.count {
      case 4: payload.bigEndian32(at: 0).map { Double(Float(bitPattern: $0)) }
      case 8: payload.number(at: 0, bytes: 8).map { Double(bitPattern: $0) }
      default: nil
      }
    return value.flatMap { $0.isFinite ? $0 : nil }
  }
}
