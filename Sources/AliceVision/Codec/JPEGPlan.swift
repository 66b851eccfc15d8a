import AliceNumbers

/// Parses the headers of a JPEG up to its first scan, without application segments and comments.
struct JPEGPlan: DecodingPlan {
  private(set) var cost = 0
  private var source: PictureSource
  private let limits: DecodeLimits
  /// The SOI marker and the segments that the decoder needs.
  private var head: [UInt8] = [0xFF, 0xD8]
  private var frame: JPEGFrame?
  /// Each side is decoded to this fraction of its length.
  private var denominator = 1
  /// The range from the end of the first scan's header to the end of the file.
  private var rest: Range<UInt64> = 0..<0

  /// The maximum size of all tables before the first scan in bytes; valid files have a few thousand.
  private static let headLimit = 1 << 20

  init(_ source: PictureSource, limits: DecodeLimits) throws(VisionError) {
    self.source = source
    self.limits = limits
    guard try self.source.bytes(at: 0, count: 2).elementsEqual([0xFF, 0xD8]) else { throw .damaged("no start") }
    var at: UInt64 = 2
    while rest.isEmpty { at = try readSegment(at: at) }
  }

  func decode() throws(VisionError) -> DecodedImage {
    var (source, bytes) = (source, head)
    bytes.reserveCapacity(head.count + Int(rest.upperBound - rest.lowerBound))
    try source.append(rest, to: &bytes)
    return try JPEGCodec.decode(bytes, denominator: denominator)
  }

  /// Reads a segment and returns its end.
  private mutating func readSegment(at start: UInt64) throws(VisionError) -> UInt64 {
    let (marker, at) = try self.marker(from: start)
    switch marker {
    case 0x01, 0xD0...0xD7: return at
    case 0xD8, 0xD9: throw .damaged("no picture")
    default: break
    }
    let size = try source.bytes(at: at, count: 2)
    guard size.count == 2, size.bigEndian(0, 2) >= 2, UInt64(size.bigEndian(0, 2)) <= source.count - at else {
      throw .damaged("ends in its header")
    }
    let end = at + UInt64(size.bigEndian(0, 2))
    // JFIF and Adobe define the colour space.
    let isSkipped = marker == 0xFE || (0xE0...0xEF).contains(marker) && marker != 0xE0 && marker != 0xEE
    if isSkipped { return end }
    let segment = try source.bytes(at: at, count: Int(end - at))
    guard head.count + segment.count <= JPEGPlan.headLimit else { throw .damaged("a header without end") }
    head += [0xFF, marker] + segment
    if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) {
      guard frame == nil, let found = JPEGFrame(marker, segment.dropFirst(2)) else { throw .damaged("a frame") }
      frame = found
    }
    if marker == 0xDA { try begin(scan: segment.dropFirst(2), restAt: end) }
    return end
  }

  /// Reads a marker. Skips fill bytes and, like the decoder, other bytes before it.
  private mutating func marker(from start: UInt64) throws(VisionError) -> (UInt8, UInt64) {
    var at = start
    var isAfterFF = false
    while at - start < JPEGPlan.headLimit, let byte = try source.bytes(at: at, count: 1).first {
      at += 1
      if isAfterFF, byte != 0, byte != 0xFF { return (byte, at) }
      isAfterFF = byte == 0xFF
    }
    throw .damaged("ends in its header")
  }

  private mutating func begin(scan: ArraySlice<UInt8>, restAt start: UInt64) throws(VisionError) {
    guard let frame, start < source.count else { throw .damaged("no picture") }
    let pixels = try ImageDecoder.pixelCount(width: frame.width, height: frame.height, maximum: limits.pixels)
    rest = start..<source.count
    let tooLarge = VisionError.tooLarge(width: frame.width, height: frame.height)
    guard let input = Int(exactly: source.count - start), input <= limits.bytes else { throw tooLarge }
    // An image in several scans is collected as coefficients first.
    let isMultiScan = frame.isProgressive || scan.first.map(Int.init) != frame.components.count
    if let edge = limits.edge { denominator = frame.denominator(reaching: edge) }
    let (width, height) = (frame.width.divided(by: denominator), frame.height.divided(by: denominator))
    cost = min(pixels, width * height) * (frame.components.count == 4 ? 4 : 3)
    cost += isMultiScan ? frame.coefficientBytes : 0
    cost += input + head.count + 256 * frame.width + limits.additionalBytes(width: width, height: height)
    guard limits.allow(cost, input: input) else { throw tooLarge }
  }
}

/// The content of a start of frame (ITU-T T.81, B.2.2).
struct JPEGFrame {
  let width: Int
  let height: Int
  /// The sampling factors of each component: the number of 8 × 8 blocks per MCU, horizontally and vertically.
  let components: [(across: Int, down: Int)]
  let isProgressive: Bool

  /// Returns nil if no decoder accepts the frame.
  init?(_ marker: UInt8, _ payload: ArraySlice<UInt8>) {
    guard payload.count >= 6 else { return nil }
    let count = payload.bigEndian(5, 1)
    guard (1...4).contains(count), payload.count >= 6 + 3 * count else { return nil }
    components = (0..<count).map { index in
      let factors = payload.bigEndian(7 + 3 * index, 1)
      return (factors >> 4, factors & 15)
    }
    guard components.allSatisfy({ (1...4).contains($0.across) && (1...4).contains($0.down) }) else { return nil }
    height = payload.bigEndian(1, 2)
    width = payload.bigEndian(3, 2)
    isProgressive = [0xC2, 0xC6, 0xCA, 0xCE].contains(marker)
  }

  /// Returns by how much the decoder can reduce both sides while the longer one has at least `edge` pixels.
  func denominator(reaching edge: Int) -> Int {
    [8, 4, 2].first { max(width, height).divided(by: $0) >= edge } ?? 1
  }

  /// The size of all coefficients of the image, at two bytes each.
  var coefficientBytes: Int {
    let across = components.map(\.across).max() ?? 1
    let down = components.map(\.down).max() ?? 1
    let units = ((width + 8 * across - 1) / (8 * across)) * ((height + 8 * down - 1) / (8 * down))
    return components.reduce(0) { $0 + units * $1.across * $1.down * 64 * 2 }
  }
}

extension Int {
  /// Returns the quotient, rounded up as the JPEG decoder does.
  fileprivate func divided(by denominator: Int) -> Int { (self + denominator - 1) / denominator }
}
