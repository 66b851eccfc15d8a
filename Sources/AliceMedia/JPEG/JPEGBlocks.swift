import AliceNumbers

/// The EXIF blocks of a JPEG. A block that is larger than a segment continues in the next ones, which have no TIFF
/// header.
struct JPEGBlocks {
  private static let byteLimit = 32 << 20

  private(set) var blocks: [[UInt8]] = []
  private var held = 0

  /// Adds the content of a segment after `Exif\0\0`.
  mutating func add(_ payload: ArraySlice<UInt8>) {
    guard held + payload.count <= Self.byteLimit else { return }
    if !blocks.isEmpty, !JPEGBlocks.isBeginning(payload) {
      blocks[blocks.count - 1] += payload
    } else if blocks.count < JPEGFile.blockLimit {
      blocks.append(Array(payload))
    } else {
      return
    }
    held += payload.count
  }

  /// Returns whether the content of a segment has a TIFF header, so that it does not continue the block before.
  static func isBeginning(_ payload: ArraySlice<UInt8>) -> Bool {
    [[0x4D, 0x4D, 0, 42], [0x49, 0x49, 42, 0]].contains { payload.starts(with: $0) }
  }
}
