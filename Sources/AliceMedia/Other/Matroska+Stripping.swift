import AliceModel
import AliceNumbers

extension Matroska {
  /// Returns the video with the same size, with `Void` instead of title, tags and attachments, and with zeros in all
  /// `Void`.
  ///
  /// Throws `notEmbeddable` for truncated files and unknown elements.
  static func strip(_ bytes: some RandomAccessBytes) throws(MediaError) -> Splice {
    var stripper = MatroskaStripper(bytes)
    return try stripper.strip()
  }
}

private struct MatroskaStripper {
  private static let elementLimit = 8_000_000
  private static let header: UInt32 = 0x1A45_DFA3
  private static let segment: UInt32 = 0x1853_8067
  private static let void: UInt32 = 0xEC
  /// The elements that are parsed: the segment itself, its info, and clusters without a size.
  private static let info: UInt32 = 0x1549_A966
  private static let cluster: UInt32 = 0x1F43_B675
  /// Tags, attachments, the title, checksums, and old free space.
  private static let removedIDs: Set<UInt32> = [0x1254_C367, 0x1941_A469, 0x7BA9, 0xBF, void]
  /// SeekHead, Tracks, Chapters and Cues; all of Info except the title; and of a cluster its time, position, previous
  /// size, silent tracks and blocks.
  private static let keptIDs: Set<UInt32> = [
    0x114D_9B74, 0x1654_AE6B, 0x1043_A770, 0x1C53_BB6B, 0x2AD7B1, 0x4489, 0x4461, 0x4D80, 0x5741, 0x73A4, 0x7384,
    0x3CB923, 0x3C83AB, 0x3EB923, 0x3E83BB, 0x4444, 0x6924, 0xE7, 0xA7, 0xAB, 0x5854, 0xA3, 0xA0, 0xAF,
  ]

  private var window: ByteWindow
  private var blanking = Blanking()
  private var elements = 0

  init(_ bytes: some RandomAccessBytes) { window = ByteWindow(bytes) }

  mutating func strip() throws(MediaError) -> Splice {
    let header = try element(at: 0, before: window.count)
    let segment = try element(at: header.payload.upperBound, before: window.count)
    guard header.id == MatroskaStripper.header, segment.id == MatroskaStripper.segment,
      segment.payload.upperBound == window.count
    else { throw .notEmbeddable }
    blanking.keep(0..<segment.payload.lowerBound)
    try strip(segment.payload)
    return blanking.splice
  }

  /// Treats the children of Info and of a cluster without a size as children of the segment, because every id is
  /// unique.
  private mutating func strip(_ range: Range<UInt64>) throws(MediaError) {
    var at = range.lowerBound
    while at < range.upperBound {
      let element = try element(at: at, before: range.upperBound)
      var end = element.payload.upperBound
      switch element.id {
      case MatroskaStripper.info: end = element.payload.lowerBound
      case MatroskaStripper.cluster where !element.hasSize: end = element.payload.lowerBound
      case MatroskaStripper.cluster: break
      case _ where !element.hasSize: throw .notEmbeddable
      case _ where MatroskaStripper.removedIDs.contains(element.id):
        try blank(at..<end)
        at = end
        continue
      case _ where MatroskaStripper.keptIDs.contains(element.id): break
      default: throw .notEmbeddable
      }
      blanking.keep(at..<end)
      at = end
    }
  }

  private mutating func element(at offset: UInt64, before end: UInt64) throws(MediaError) -> EBMLElement {
    elements += 1
    guard elements <= MatroskaStripper.elementLimit,
      let element = try EBMLElement.read(at: offset, before: end, in: &window), !element.isTruncated
    else { throw .notEmbeddable }
    return element
  }

  /// Writes a `Void` of the same size, which is at least two bytes. Its own size takes eight bytes if there is room.
  private mutating func blank(_ range: Range<UInt64>) throws(MediaError) {
    let size = range.upperBound - range.lowerBound
    let isLong = size >= 9
    let body = size - (isLong ? 9 : 2)
    let marked = isLong ? (UInt64(1) << 56 | body).bigEndianBytes : [0x80 | UInt8(truncatingIfNeeded: body)]
    blanking.write([UInt8(MatroskaStripper.void)] + marked)
    try blanking.blank((range.upperBound - body)..<range.upperBound, in: &window)
  }
}
