import AliceModel
import AliceNumbers

/// Reads JPEG XL, bare or in boxes, which may be compressed. Writing is not supported.
///
/// The identity is `alice:jxl:1`: the codestream, so that it is the same with and without boxes.
enum JXLFile {
  static func inspect(_ bytes: some RandomAccessBytes) throws(MediaError) -> ContainerContents {
    var window = ByteWindow(bytes)
    if try window.bytes(at: 0, count: 2).elementsEqual([0xFF, 0x0A]) {
      return try contents(codestream: [0..<window.count], in: &window)
    }
    let file = try FileBoxes(&window)
    guard file.boxes.first?.type == "JXL " else { throw .unrecognised }
    // A `jxlp` box begins with the number of the part.
    let parts = file.boxes.filter { $0.type == "jxlc" || $0.type == "jxlp" }.map { box in
      min(box.payload.lowerBound + (box.type == "jxlp" ? 4 : 0), box.payload.upperBound)..<box.payload.upperBound
    }
    var contents = try contents(codestream: parts, in: &window)
    contents.manifestStore = try ISOBMFF.manifestStore(of: file, in: &window)
    for problem in file.problems { contents.note(problem) }
    var boxes = JXLMetadata()
    for box in file.boxes { try boxes.read(box, in: &window, into: &contents) }
    return contents
  }

  private static func contents(
    codestream: [Range<UInt64>], in window: inout ByteWindow
  ) throws(MediaError) -> ContainerContents {
    var digest = SHA256Digest(domain: "alice:jxl:1")
    for part in codestream { try digest.update(part, of: &window) }
    if codestream.isEmpty { try digest.update(restOf: &window, from: 0) }
    var contents = ContainerContents(format: .jxl, digest: try digest.finish())
    let head = try codestream.first.map { (part) throws(MediaError) in try window.bytes(at: part.lowerBound, count: 16)
    }
    let size = JXLSize(head ?? [])
    contents.width = size?.width
    contents.height = size?.height
    if size == nil { contents.note(.missingImage) }
    return contents
  }
}

/// The size header of a codestream (ISO/IEC 18181-1, annex D), which is read from the low bit of each byte on.
struct JXLSize {
  private(set) var width = 0
  private(set) var height = 0
  private let bytes: [UInt8]
  private var at = 16

  /// Returns nil if `head` does not begin with a codestream.
  init?(_ head: ArraySlice<UInt8>) {
    guard head.count >= 12, head.starts(with: [0xFF, 0x0A]) else { return nil }
    bytes = Array(head)
    let isSmall = bits(1) == 1
    height = side(isSmall)
    let ratios = [(0, 1), (1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1)]
    let ratio = ratios[bits(3)]
    width = ratio.0 == 0 ? side(isSmall) : height * ratio.0 / ratio.1
  }

  private mutating func side(_ isSmall: Bool) -> Int {
    if isSmall { return (bits(5) + 1) * 8 }
    return bits([9, 13, 18, 30][bits(2)]) + 1
  }

  /// Reads bits. The header has at most 69 of them, which fit into twelve bytes.
  private mutating func bits(_ count: Int) -> Int {
    var value = 0
    for shift in 0..<count where at / 8 < bytes.count {
      value |= Int(bytes[at / 8] >> (at % 8) & 1) << shift
      at += 1
    }
    return value
  }
}
