import AliceNumbers

/// A box at the top level of a file.
struct FileBox: Sendable, Hashable {
  var type: FourCC
  /// The range of header and payload, clipped to the file.
  var range: Range<UInt64>
  /// 8 or 16, plus 16 for the user type of a `uuid` box.
  var headerSize: UInt64
  /// The user type of a `uuid` box.
  var userType: [UInt8] = []
  /// Whether the header has no size, so that the box ends with the file.
  var isOpen: Bool

  var payload: Range<UInt64> { min(range.lowerBound + headerSize, range.upperBound)..<range.upperBound }

  /// Whether the box is free space, which readers ignore.
  var isFree: Bool { type == "free" || type == "skip" }
  var isXMP: Bool { type == "uuid" && userType == FileBox.xmpUserType }
  var isContentCredentials: Bool { type == "jumb" || (type == "uuid" && userType == C2PA.userType) }

  /// BE7ACFCB-97A9-42E8-9C71-999491E3AFAC, from Adobe's XMP specification, part 3.
  static let xmpUserType: [UInt8] = [
    0xBE, 0x7A, 0xCF, 0xCB, 0x97, 0xA9, 0x42, 0xE8, 0x9C, 0x71, 0x99, 0x94, 0x91, 0xE3, 0xAF, 0xAC,
  ]
}

/// The boxes at the top level of a file, up to the first invalid one.
struct FileBoxes: Sendable {
  /// The maximum number of boxes; fragments of one second amount to 90,000 in a day.
  private static let limit = 100_000

  private(set) var boxes: [FileBox] = []
  private(set) var problems: [StructuralProblem] = []
  /// The offset of the first invalid box, else the end of the file.
  private(set) var end: UInt64 = 0

  init(_ window: inout ByteWindow) throws(MediaError) {
    while end < window.count, problems.isEmpty { try readBox(in: &window) }
  }

  private mutating func readBox(in window: inout ByteWindow) throws(MediaError) {
    guard boxes.count < FileBoxes.limit else { return problems.append(.tooManyParts) }
    guard var box = try FileBoxes.box(at: end, in: &window) else {
      return problems.append(window.count - end < 8 ? .trailingBytes : .badLength)
    }
    if box.range.upperBound > window.count {
      problems.append(.truncated)
      box.range = box.range.lowerBound..<window.count
    }
    end = box.range.upperBound
    boxes.append(box)
  }

  func first(_ type: FourCC) -> FileBox? { boxes.first { $0.type == type } }

  /// Returns nil if there is no valid header, or if the size is smaller than the header.
  private static func box(at offset: UInt64, in window: inout ByteWindow) throws(MediaError) -> FileBox? {
    let header = try window.bytes(at: offset, count: 32)
    guard let short = header.bigEndian32(at: 0), let code = header.bigEndian32(at: 4) else { return nil }
    let type = FourCC(code: code)
    guard type.looksLikeType else { return nil }
    var headerSize: UInt64 = 8
    var size = UInt64(short)
    if short == 1 {
      guard let high = header.bigEndian32(at: 8), let low = header.bigEndian32(at: 12) else { return nil }
      (headerSize, size) = (16, UInt64(high) << 32 | UInt64(low))
    } else if short == 0 {
      size = window.count - offset
    }
    let (end, overflow) = offset.addingReportingOverflow(size)
    guard size >= headerSize, !overflow else { return nil }
    var box = FileBox(type: type, range: offset..<end, headerSize: headerSize, isOpen: short == 0)
    if type == "uuid", size >= headerSize + 16 {
      box.userType = Array(header.dropFirst(Int(headerSize)).prefix(16))
      box.headerSize += 16
    }
    return box
  }
}

extension FourCC {
  /// Returns whether all bytes are printable, or the © of Apple's own types.
  fileprivate var looksLikeType: Bool { bytes.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0xA9 } }
}
