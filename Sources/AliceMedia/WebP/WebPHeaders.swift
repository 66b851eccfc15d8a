import AliceNumbers

/// The content of the VP8X chunk.
struct WebPCanvas {
  static let animation: UInt8 = 0x02
  static let xmp: UInt8 = 0x04
  static let exif: UInt8 = 0x08
  static let alpha: UInt8 = 0x10
  static let colorProfile: UInt8 = 0x20

  var flags: UInt8
  let width: Int
  let height: Int

  var isAnimated: Bool { flags & WebPCanvas.animation != 0 }

  init(flags: UInt8, width: Int, height: Int) {
    self.flags = flags
    self.width = width
    self.height = height
  }

  /// Returns nil if the payload is not ten bytes long.
  init?(_ payload: ArraySlice<UInt8>) {
    guard payload.count == 10, let flags = payload.first else { return nil }
    let sizes = payload.dropFirst(4).map(Int.init)
    self.init(
      flags: flags, width: (sizes[0] | sizes[1] << 8 | sizes[2] << 16) + 1,
      height: (sizes[3] | sizes[4] << 8 | sizes[5] << 16) + 1)
  }

  /// The payload of a new VP8X chunk, where width and height are stored minus one in 24 bits.
  var bytes: [UInt8] {
    [flags, 0, 0, 0] + UInt32(clamping: width - 1).littleEndianBytes.prefix(3)
      + UInt32(clamping: height - 1).littleEndianBytes.prefix(3)
  }
}

/// The header of a VP8 or VP8L bitstream.
struct WebPFrame {
  let width: Int
  let height: Int
  let hasAlpha: Bool

  /// Returns nil if the bytes do not begin such a bitstream (VP8: RFC 6386, 9.1; VP8L: the WebP lossless
  /// specification).
  init?(_ name: String, _ head: ArraySlice<UInt8>) {
    let bytes = head.map(Int.init)
    switch name {
    case "VP8 ":
      guard bytes.count >= 10, bytes[3...5].elementsEqual([0x9D, 0x01, 0x2A]) else { return nil }
      width = (bytes[6] | bytes[7] << 8) & 0x3FFF
      height = (bytes[8] | bytes[9] << 8) & 0x3FFF
      hasAlpha = false
    case "VP8L":
      guard bytes.count >= 5, bytes[0] == 0x2F else { return nil }
      let bits = bytes[1] | bytes[2] << 8 | bytes[3] << 16 | bytes[4] << 24
      width = bits & 0x3FFF + 1
      height = bits >> 14 & 0x3FFF + 1
      hasAlpha = bits >> 28 & 1 == 1
    default: return nil
    }
    if width == 0 || height == 0 { return nil }
  }
}
