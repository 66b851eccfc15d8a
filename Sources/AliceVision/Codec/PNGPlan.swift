import AliceNumbers

/// Parses the header of a PNG. An intact image of the usual kind is decoded by the kernels; of any other file the chunks
/// of the first image are assembled for libpng.
struct PNGPlan: DecodingPlan {
  let cost: Int
  let source: PictureSource
  let limits: DecodeLimits
  let width: Int
  let height: Int
  /// The number of bytes of IDAT chunks that hold every row even without compression.
  private let streamLimit: Int
  /// The maximum number of bytes of the file that are read for the image.
  let input: Int

  /// The size of the signature, and of IHDR with its length and checksum.
  static let headSize = 33
  private static let end: [UInt8] = [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82]
  private static let samples = [0: 1, 2: 3, 3: 1, 4: 2, 6: 4]
  /// The chunks before the image that affect its pixels, with their maximum sizes. libpng uses a profile only if it
  /// recognizes it as sRGB, so a large one has no effect.
  static let copiedChunks: [String: Int] = [
    "PLTE": 768, "tRNS": 256, "gAMA": 4, "cHRM": 32, "sRGB": 1, "sBIT": 4, "cICP": 4, "iCCP": 16 << 10,
  ]

  init(_ source: PictureSource, limits: DecodeLimits) throws(VisionError) {
    var source = source
    let head = try source.bytes(at: 8, count: PNGPlan.headSize - 8)
    guard head.count == PNGPlan.headSize - 8, head.bigEndian(0, 4) == 13, head.dropFirst(4).starts(with: "IHDR".utf8),
      let samples = PNGPlan.samples[head.bigEndian(17, 1)], head.bigEndian(16, 1) <= 16
    else { throw .damaged("no header") }
    width = head.bigEndian(8, 4)
    height = head.bigEndian(12, 4)
    let pixels = try ImageDecoder.pixelCount(width: width, height: height, maximum: limits.pixels)
    let row = (width * head.bigEndian(16, 1) * samples + 7) / 8 + 1
    // Interlaced images have more and shorter rows.
    let raw = row * height + 16 * (width + height)
    streamLimit = raw + raw / 8 + 65_536
    // A palette may be transparent; transparency of other colour types is found later.
    let channels = [0, 2].contains(head.bigEndian(17, 1)) ? 3 : 4
    input = Int(min(source.count, UInt64(streamLimit)))
    // Each row begins with its filter while it is decompressed.
    let rows = pixels * channels + height
    cost = rows + input + (64 << 10) + 32 * width + limits.additionalBytes(width: width, height: height)
    self.source = source
    self.limits = limits
    guard limits.allow(cost, input: input) else { throw .tooLarge(width: width, height: height) }
  }

  func decode() throws(VisionError) -> DecodedImage {
    if let image = try decodeIntact() { return image }
    return try decodeByLibrary()
  }

  /// Decodes whatever libpng can.
  func decodeByLibrary() throws(VisionError) -> DecodedImage {
    var assembly = Assembly(plan: self)
    try assembly.walk()
    return try PNGCodec.decode(assembly.bytes, lacksEnd: !assembly.hasEnd, keepsAlpha: limits.keepsAlpha)
  }

  /// Walks the chunks up to IEND; later bytes are ignored.
  private struct Assembly {
    private let plan: PNGPlan
    private var chunks: PNGChunks
    private(set) var bytes: [UInt8] = []
    private(set) var hasEnd = false
    private var streamed = 0
    /// libpng stops reading the image where its chunks are interrupted.
    private var isInterrupted = false

    init(plan: PNGPlan) {
      self.plan = plan
      chunks = PNGChunks(plan.source)
    }

    mutating func walk() throws(VisionError) {
      bytes.reserveCapacity(plan.input + (64 << 10))
      bytes += try chunks.source.bytes(at: 0, count: PNGPlan.headSize)
      while let chunk = try chunks.next() { try take(chunk) }
      hasEnd = chunks.hasEnd
      bytes += PNGPlan.end
    }

    /// Takes a chunk; a decoder may ignore an unknown ancillary chunk.
    private mutating func take(_ chunk: PNGChunks.Chunk) throws(VisionError) {
      let (name, range) = (chunk.name, chunk.range)
      let size = Int(min(range.upperBound - range.lowerBound, 1 << 40))
      if name == "IDAT" {
        guard !isInterrupted, streamed < plan.streamLimit else { return }
        let room = min(size, plan.streamLimit - streamed)
        streamed += room
        return try chunks.source.append(range.lowerBound..<(range.lowerBound + UInt64(room)), to: &bytes)
      }
      if streamed > 0 { isInterrupted = true }
      guard !isInterrupted, chunk.isWhole else { return }
      guard let limit = PNGPlan.copiedChunks[name] else {
        guard chunk.isAncillary else { throw .damaged("a critical chunk") }
        return
      }
      // Without this total limit, many small chunks could use much memory.
      guard size <= limit + 12, bytes.count + size <= 64 << 10 else { return }
      if name == "tRNS", !plan.limits.allow(plan.cost + plan.width * plan.height, input: plan.input) {
        throw .tooLarge(width: plan.width, height: plan.height)
      }
      try chunks.source.append(range, to: &bytes)
    }
  }
}
