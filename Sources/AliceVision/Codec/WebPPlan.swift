import AliceNumbers

/// Parses the headers of a WebP, and assembles its image, or the first frame of an animation, for libwebp.
struct WebPPlan: DecodingPlan {
  private(set) var cost = 0
  private var source: PictureSource
  private let limits: DecodeLimits
  private let size: Int
  private var width = 0
  private var height = 0
  /// The flags of the extended form; nil for the simple one.
  private var flags: UInt8?
  private var parts: [Part] = []
  /// The size to which libwebp reduces the image; nil if it does not.
  private var scaled: (width: Int, height: Int)?

  private static let animated: UInt8 = 0x02
  private static let transparent: UInt8 = 0x10

  /// A chunk with its position, clipped to the file.
  private struct Part {
    let head: [UInt8]
    let payload: Range<UInt64>

    var name: String { String(decoding: head.prefix(4), as: UTF8.self) }
    var claimed: Int { head[...].littleEndian(4, 4) }
    var held: Int { Int(payload.upperBound - payload.lowerBound) }
  }

  init(_ source: PictureSource, limits: DecodeLimits) throws(VisionError) {
    self.source = source
    self.limits = limits
    let head = try self.source.bytes(at: 0, count: 12)
    guard head.count == 12, head.starts(with: "RIFF".utf8), head.dropFirst(8).starts(with: "WEBP".utf8) else {
      throw .damaged("no RIFF")
    }
    size = head.littleEndian(4, 4)
    try readParts()
    let input = parts.reduce(64) { $0 + 8 + $1.held }
    cost = try decodingCost() + input
    cost += limits.additionalBytes(width: scaled?.width ?? width, height: scaled?.height ?? height)
    guard limits.allow(cost, input: input) else { throw .tooLarge(width: width, height: height) }
  }

  /// Reads every chunk up to the image, or to the first frame.
  private mutating func readParts() throws(VisionError) {
    let end = min(source.count, UInt64(size) + 8)
    var at: UInt64 = 12
    while at < end {
      let head = Array(try source.bytes(at: at, count: 8))
      guard head.count == 8, end - at >= 8 else { break }
      let claimed = UInt64(head[...].littleEndian(4, 4))
      let part = Part(head: head, payload: (at + 8)..<(at + 8 + min(claimed, end - at - 8)))
      if try take(part) { return }
      guard claimed < end - at - 8 else { break }
      at += 8 + claimed + claimed % 2
    }
    throw .damaged("no picture")
  }

  /// Takes a chunk; returns whether it is the last one that is needed.
  private mutating func take(_ part: Part) throws(VisionError) -> Bool {
    switch part.name {
    case "VP8X" where parts.isEmpty && flags == nil:
      let body = try source.bytes(at: part.payload.lowerBound, count: min(part.held, 10))
      guard body.count == 10 else { throw .damaged("no canvas") }
      flags = body.first
      (width, height) = (body.littleEndian(4, 3) + 1, body.littleEndian(7, 3) + 1)
    case "ANIM", "ALPH":
      if !parts.contains(where: { $0.name == part.name }) { parts.append(part) }
    case "ANMF" where isAnimated:
      parts.append(part)
      return true
    case "VP8 ", "VP8L":
      guard !isAnimated else { return false }
      if flags == nil { (width, height) = try frameSize(part) }
      parts.append(part)
      return true
    default: break
    }
    return false
  }

  private var isAnimated: Bool { (flags ?? 0) & WebPPlan.animated != 0 }

  private mutating func frameSize(_ part: Part) throws(VisionError) -> (Int, Int) {
    let head = try source.bytes(at: part.payload.lowerBound, count: min(part.held, 10))
    if part.name == "VP8L", head.count >= 5 {
      let bits = head.littleEndian(1, 4)
      return (bits & 0x3FFF + 1, bits >> 14 & 0x3FFF + 1)
    }
    guard head.count == 10 else { throw .damaged("no frame") }
    return (head.littleEndian(6, 2) & 0x3FFF, head.littleEndian(8, 2) & 0x3FFF)
  }

  /// Returns the memory of the pixels and of libwebp, which allocates four bytes per pixel for lossless images, and a
  /// map of transparency.
  private mutating func decodingCost() throws(VisionError) -> Int {
    let pixels = try ImageDecoder.pixelCount(width: width, height: height, maximum: limits.pixels)
    guard isAnimated, let frame = parts.last else {
      let isLossless = parts.last?.name == "VP8L"
      let isOpaque = !isLossless && parts.count == 1 && (flags ?? 0) & WebPPlan.transparent == 0
      if isOpaque, let edge = limits.edge, max(width, height) > 2 * edge {
        // Twice the edge leaves the last step to a better filter.
        scaled = Pixels.size(of: width, height, within: 2 * edge)
      }
      return (scaled.map { $0.width * $0.height } ?? pixels) * (isOpaque ? 3 : isLossless ? 8 : 6)
    }
    let body = try source.bytes(at: frame.payload.lowerBound, count: min(frame.held, 16))
    guard body.count == 16 else { throw .damaged("no first frame") }
    let (across, down) = (body.littleEndian(6, 3) + 1, body.littleEndian(9, 3) + 1)
    guard across <= width, down <= height else { throw .damaged("frame outside of its canvas") }
    return pixels * 3 + across * down * 10
  }

  func decode() throws(VisionError) -> DecodedImage {
    var (source, bytes) = (source, Array("RIFF".utf8))
    let canvas = flags.map { flags in
      Array("VP8X".utf8) + little(10, 4) + [flags & (WebPPlan.animated | WebPPlan.transparent), 0, 0, 0]
        + little(width - 1, 3) + little(height - 1, 3)
    }
    let claimed = parts.reduce(4 + (canvas?.count ?? 0)) { $0 + 8 + $1.claimed + $1.claimed % 2 }
    bytes.reserveCapacity(parts.reduce(64) { $0 + 9 + $1.held })
    bytes += little(min(claimed, 0xFFFF_FFF6), 4) + Array("WEBP".utf8) + (canvas ?? [])
    for part in parts {
      bytes += part.head
      try source.append(part.payload, to: &bytes)
      if part.held == part.claimed, part.claimed % 2 == 1 { bytes.append(0) }
    }
    return try WebPCodec.decode(
      bytes, lacksEnd: UInt64(size) + 8 > source.count, scaled: scaled, keepsAlpha: limits.keepsAlpha)
  }

  private func little(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
}
