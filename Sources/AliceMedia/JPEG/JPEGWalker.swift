import AliceModel
import AliceNumbers
import Foundation

/// One marker of a JPEG with its segment.
struct JPEGSegment {
  static let endOfImage: UInt8 = 0xD9
  static let startOfScan: UInt8 = 0xDA
  static let comment: UInt8 = 0xFE

  let marker: UInt8
  /// The range from the first fill byte or the marker to the end of the segment, clipped to the file.
  let range: Range<UInt64>
  /// The range after the length field, clipped to the file; empty if the marker has none.
  let payload: Range<UInt64>

  /// The number n of an APPn segment.
  var application: Int? { (0xE0...0xEF).contains(marker) ? Int(marker) - 0xE0 : nil }

  /// Whether the marker is SOF0 to SOF15, without the three other markers in that range.
  var isFrame: Bool { (0xC0...0xCF).contains(marker) && marker != 0xC4 && marker != 0xC8 && marker != 0xCC }
}

/// Iterates over the segments. After a start of scan, `skipScan` skips the entropy-coded data.
struct JPEGWalker {
  var window: ByteWindow
  private(set) var position: UInt64 = 2
  private(set) var problem: StructuralProblem?
  /// Whether the walk ends before the scan, because the image data is not read.
  private(set) var isSkipped = false

  init(_ source: some RandomAccessBytes) { window = ByteWindow(source) }

  /// Returns nil at the end of the file, and if no marker follows, which `problem` reports.
  mutating func next() throws(MediaError) -> JPEGSegment? {
    guard problem == nil else { return nil }
    let start = position
    guard let marker = try marker() else { return nil }
    // TEM, RSTn, SOI and EOI have no length.
    if marker == 0x01 || (0xD0...0xD9).contains(marker) {
      return JPEGSegment(marker: marker, range: start..<position, payload: position..<position)
    }
    guard let length = try window.bytes(at: position, count: 2).bigEndian16(at: 0) else { return stop(.truncated) }
    guard length >= 2 else { return stop(.badLength) }
    let end = position + UInt64(length)
    if end > window.count { problem = .truncated }
    let payload = position + 2..<max(position + 2, min(end, window.count))
    position = payload.upperBound
    return JPEGSegment(marker: marker, range: start..<position, payload: payload)
  }

  /// Reads a marker and skips the fill bytes 0xFF before it.
  private mutating func marker() throws(MediaError) -> UInt8? {
    guard position < window.count else { return stop(.missingEnd) }
    guard try window.bytes(at: position, count: 1).first == 0xFF else { return stop(.badOrder) }
    while true {
      position += 1
      guard let byte = try window.bytes(at: position, count: 1).first else { return stop(.truncated) }
      if byte == 0xFF { continue }
      guard byte != 0 else { return stop(.badOrder) }
      position += 1
      return byte
    }
  }

  private mutating func stop<T>(_ reason: StructuralProblem) -> T? {
    problem = reason
    return nil
  }

  /// Skips the entropy-coded data up to the next marker that is not a restart marker, and passes all of it to `visit`.
  mutating func skipScan(_ visit: (ArraySlice<UInt8>) -> Void) throws(MediaError) {
    guard problem == nil else { return }
    guard window.identifies else {
      isSkipped = true
      return
    }
    while position < window.count {
      let piece = try window.piece(of: position..<window.count)
      guard !piece.isEmpty else { return }
      let (length, isEnd) = JPEGWalker.scanLength(in: piece)
      if length == 0, !isEnd {
        // The piece is a lone 0xFF at the end of the buffer; the next byte determines its meaning.
        guard try window.bytes(at: position, count: 2).count == 2 else { break }
        continue
      }
      visit(piece.prefix(length))
      position += UInt64(length)
      if isEnd { return }
    }
    problem = .truncated
  }

  /// Returns the number of bytes of `piece` that certainly belong to the scan, and whether a marker follows them.
  private static func scanLength(in piece: ArraySlice<UInt8>) -> (length: Int, isEnd: Bool) {
    piece.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return (0, false) }
      var at = 0
      // `memchr` examines 32 bytes at a time.
      while at < bytes.count, let hit = memchr(base + at, 0xFF, bytes.count - at) {
        let found = base.distance(to: UnsafeRawPointer(hit))
        guard found + 1 < bytes.count else { return (found, false) }
        let next = bytes[found + 1]
        // 0xFF00 is data, 0xFFD0 to 0xFFD7 are restart markers, and 0xFFFF is a fill byte before a marker.
        guard next == 0 || (0xD0...0xD7).contains(next) else { return (found, true) }
        at = found + 2
      }
      return (bytes.count, false)
    }
  }
}
