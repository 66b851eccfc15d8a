package import AliceModel
import AliceNumbers

/// Decodes the rows of a PNG one by one: red, green, blue and optionally alpha, with eight bits each.
package struct PNGRows: PictureRows, ~Copyable {
  /// The limits for the sides and the number of pixels.
  private static let sideLimit = 65_535
  private static let pixelLimit = 100_000_000

  package let width: Int
  package let height: Int
  package let channels: Int
  package private(set) var row: [UInt8]
  private var line: [UInt8]
  private var walker: PNGWalker
  private var stream: InflateStream
  /// The unread range of the current IDAT chunk.
  private var rest: Range<UInt64> = 0..<0

  /// Returns nil for other bit depths and colour types, for interlaced images, and for images that are too large.
  init?(_ bytes: some RandomAccessBytes) {
    var walker = PNGWalker(bytes)
    guard let format = try? PNGRows.format(in: &walker), let stream = InflateStream() else { return nil }
    (width, height, channels) = format
    row = [UInt8](repeating: 0, count: width * channels)
    line = [UInt8](repeating: 0, count: width * channels + 1)
    self.walker = walker
    self.stream = stream
  }

  private static func format(
    in walker: inout PNGWalker
  ) throws(MediaError) -> (width: Int, height: Int, channels: Int)? {
    guard let header = try walker.next(), header.type == "IHDR", header.isComplete else { return nil }
    let body = try walker.window.bytes(at: header.payload.lowerBound, count: 13)
    let sides = 1...UInt32(PNGRows.sideLimit)
    // These are bit depth, colour type, compression, filter and interlacing.
    let channels = [[8, 2, 0, 0, 0]: 3, [8, 6, 0, 0, 0]: 4][Array(body.dropFirst(8))]
    guard let width = body.bigEndian32(at: 0), let height = body.bigEndian32(at: 4), let channels,
      sides.contains(width), sides.contains(height), Int(width) * Int(height) <= PNGRows.pixelLimit
    else { return nil }
    return (Int(width), Int(height), channels)
  }

  /// Returns nil also if the samples need interpretation: if they are not sRGB, or if one colour means transparency.
  package init?(plain bytes: some RandomAccessBytes) {
    guard (try? PNGRows.isPlain(bytes)) == true else { return nil }
    self.init(bytes)
  }

  private static func isPlain(_ bytes: some RandomAccessBytes) throws(MediaError) -> Bool {
    var walker = PNGWalker(bytes)
    while let chunk = try walker.next() {
      switch chunk.type {
      case "IDAT": return true
      case "tRNS": return false
      case "gAMA":
        // The value is 1 / 2.2 in units of 1/100,000, which sRGB files use.
        let gamma = try walker.window.bytes(at: chunk.payload.lowerBound, count: 4).bigEndian32(at: 0)
        guard gamma == 45_455 else { return false }
      default: break
      }
    }
    return false
  }

  /// Decodes the next row; returns false if the image data ends or is damaged.
  package mutating func next() throws(MediaError) -> Bool {
    var filled = 0
    while filled < line.count {
      if stream.needsInput {
        guard let piece = try piece() else { return false }
        stream.feed(piece)
      }
      guard let more = stream.fill(&line, from: filled) else { return false }
      filled += more
    }
    return PNGFilter.undo(line, into: &row, distance: channels)
  }

  private mutating func piece() throws(MediaError) -> ArraySlice<UInt8>? {
    while rest.isEmpty {
      guard let chunk = try walker.next(), !walker.hasEnded else { return nil }
      if chunk.type == "IDAT" { rest = chunk.payload }
    }
    let piece = try walker.window.piece(of: rest)
    guard !piece.isEmpty else { return nil }
    rest = (rest.lowerBound + UInt64(piece.count))..<rest.upperBound
    return piece
  }
}

/// Reverses the row filters of PNG (PNG specification, 9). Its sums of bytes fit into their types, and each byte of a large
/// image passes here, so nothing is checked.
enum PNGFilter {
  /// Decodes `line`, a filter type and its bytes, against the previous `row`, and replaces `row`. Returns false for an
  /// unknown filter type.
  static func undo(_ line: [UInt8], into row: inout [UInt8], distance: Int) -> Bool {
    guard let filter = line.first, line.count == row.count + 1, filter <= 4 else { return false }
    line.withUnsafeBufferPointer { line in
      row.withUnsafeMutableBufferPointer { row in
        switch filter {
        case 1: for at in row.indices { row[at] = line[at &+ 1] &+ (at < distance ? 0 : row[at &- distance]) }
        case 2: for at in row.indices { row[at] &+= line[at &+ 1] }
        case 3:
          for at in row.indices {
            let left = at < distance ? 0 : UInt16(row[at &- distance])
            row[at] = line[at &+ 1] &+ UInt8(truncatingIfNeeded: (left &+ UInt16(row[at])) >> 1)
          }
        case 4: undoPaeth(line, into: row, distance: distance)
        default: for at in row.indices { row[at] = line[at &+ 1] }
        }
      }
    }
    return true
  }

  private static func undoPaeth(
    _ line: UnsafeBufferPointer<UInt8>, into row: UnsafeMutableBufferPointer<UInt8>, distance: Int
  ) {
    // The value above to the left is overwritten before it is needed.
    var corners = [UInt8](repeating: 0, count: distance)
    for at in row.indices {
      let (left, above) = (at < distance ? 0 : Int(row[at &- distance]), Int(row[at]))
      let corner = Int(corners[at % distance])
      corners[at % distance] = row[at]
      let (toLeft, toAbove, toCorner) = (abs(above &- corner), abs(left &- corner), abs(left &+ above &- 2 &* corner))
      let nearest = toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner
      row[at] = line[at &+ 1] &+ UInt8(truncatingIfNeeded: nearest)
    }
  }
}
