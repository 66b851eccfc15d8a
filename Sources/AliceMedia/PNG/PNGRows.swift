package import AliceModel

/// The rows of a PNG's picture, decoded one after the other: red, green, blue and perhaps alpha, eight bits each.
package struct PNGRows: PictureRows, ~Copyable {
  /// Wider and higher pictures, and those of more pixels, are not decoded.
  private static let sideLimit = 65_535
  private static let pixelLimit = 100_000_000

  package let width: Int
  package let height: Int
  package let channels: Int
  package private(set) var row: [UInt8]
  private var line: [UInt8]
  private var walker: PNGWalker
  private var stream: InflateStream
  /// Of the current IDAT chunk, what is not read yet.
  private var rest: Range<UInt64> = 0..<0

  /// Nil for pictures of other depths and colours, for interlaced ones, and for those that are too large.
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
    // Depth, colour, compression, filter, interlacing.
    let channels = [[8, 2, 0, 0, 0]: 3, [8, 6, 0, 0, 0]: 4][Array(body.dropFirst(8))]
    guard let width = body.bigEndian32(at: 0), let height = body.bigEndian32(at: 4), let channels,
      sides.contains(width), sides.contains(height), Int(width) * Int(height) <= PNGRows.pixelLimit
    else { return nil }
    return (Int(width), Int(height), channels)
  }

  /// The same for a picture whose samples mean what they say: in sRGB, and no colour of it stands for transparency.
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
        // 1 / 2.2 in parts of 100,000, which is what sRGB files say.
        let gamma = try walker.window.bytes(at: chunk.payload.lowerBound, count: 4).bigEndian32(at: 0)
        guard gamma == 45_455 else { return false }
      default: break
      }
    }
    return false
  }

  /// False where the picture's data end or are broken.
  package mutating func next() throws(MediaError) -> Bool {
    var filled = 0
    while filled < line.count {
      if stream.isHungry {
        guard let piece = try piece() else { return false }
        stream.feed(piece)
      }
      guard let more = stream.fill(&line, from: filled) else { return false }
      filled += more
    }
    return PNGFilter.undo(line, over: &row, distance: channels)
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

/// What PNG does to a row before it is compressed (PNG specification, 9).
enum PNGFilter {
  /// Makes of `line`, a filter and its bytes, the row below `row`, and puts it there. False for filters that do not exist.
  static func undo(_ line: [UInt8], over row: inout [UInt8], distance: Int) -> Bool {
    guard let filter = line.first, line.count == row.count + 1, filter <= 4 else { return false }
    line.withUnsafeBufferPointer { line in
      row.withUnsafeMutableBufferPointer { row in
        switch filter {
        case 1: for at in row.indices { row[at] = line[at + 1] &+ (at < distance ? 0 : row[at - distance]) }
        case 2: for at in row.indices { row[at] &+= line[at + 1] }
        case 3:
          for at in row.indices {
            let left = at < distance ? 0 : Int(row[at - distance])
            row[at] = line[at + 1] &+ UInt8((left + Int(row[at])) / 2)
          }
        case 4: undoPaeth(line, over: row, distance: distance)
        default: for at in row.indices { row[at] = line[at + 1] }
        }
      }
    }
    return true
  }

  private static func undoPaeth(
    _ line: UnsafeBufferPointer<UInt8>, over row: UnsafeMutableBufferPointer<UInt8>, distance: Int
  ) {
    // What stood above to the left is overwritten before it is asked for.
    var corners = [UInt8](repeating: 0, count: distance)
    for at in row.indices {
      let (left, above) = (at < distance ? 0 : Int(row[at - distance]), Int(row[at]))
      let corner = Int(corners[at % distance])
      corners[at % distance] = row[at]
      let (toLeft, toAbove, toCorner) = (abs(above - corner), abs(left - corner), abs(left + above - 2 * corner))
      let nearest = toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner
      row[at] = line[at + 1] &+ UInt8(nearest)
    }
  }
}
