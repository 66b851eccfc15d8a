internal import CVision
package import AliceModel
import AliceNumbers

/// Decodes a PNG of the usual kind: eight bits a channel, in colour, not interlaced, in sRGB, and intact in every byte.
/// Its rows become pixels in the memory into which they are decompressed, so that no part of the image is held twice.
extension PNGPlan {
  /// What libpng refuses is left to it.
  private static let longestSide = 1_000_000
  private static let largestChunk = 8_000_000
  /// The chromaticities of sRGB in units of 1/100,000.
  private static let chromaticities = [31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000]

  /// Returns nil for every other file, which libpng decodes as far as it goes.
  func decodeIntact(_ level: KernelLevel = .best) throws(VisionError) -> DecodedImage? {
    var chunks = PNGChunks(source)
    guard let channels = try channels(&chunks), channels == 3 || !limits.keepsAlpha,
      max(width, height) <= PNGPlan.longestSide, let first = try firstOfImage(&chunks)
    else { return nil }
    guard let rgb = try rgb(level, channels: channels, from: first, &chunks) else { return nil }
    while try chunks.next() != nil {}
    return DecodedImage(
      pixels: Pixels(width: width, height: height, rgb: rgb), truncated: false, lacksEnd: !chunks.hasEnd,
      hasAlpha: channels == 4)
  }

  /// Returns the number of channels; nil if signature and IHDR are not sound or tell of another kind of image.
  private func channels(_ chunks: inout PNGChunks) throws(VisionError) -> Int? {
    let head = try chunks.source.bytes(at: 0, count: PNGPlan.headSize)
    guard head.count == PNGPlan.headSize, head.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
      Int(PNGPlan.checksum(0, head.dropFirst(12).prefix(17))) == head.bigEndian(29, 4)
    else { return nil }
    // These are bit depth, colour type, compression, filter and interlacing.
    return [[8, 2, 0, 0, 0]: 3, [8, 6, 0, 0, 0]: 4][Array(head.dropFirst(24).prefix(5))]
  }

  /// Returns the first chunk of the image; nil if a chunk before it may change the image.
  private func firstOfImage(_ chunks: inout PNGChunks) throws(VisionError) -> PNGChunks.Chunk? {
    while let chunk = try chunks.next() {
      if chunk.name == "IDAT" { return chunk }
      guard chunk.isWhole else { return nil }
      if chunk.isAncillary, PNGPlan.copiedChunks[chunk.name] == nil { continue }
      guard try saysStandard(chunk, &chunks) else { return nil }
    }
    return nil
  }

  /// Whether a chunk about colours says that they are those of sRGB.
  private func saysStandard(_ chunk: PNGChunks.Chunk, _ chunks: inout PNGChunks) throws(VisionError) -> Bool {
    guard let size = ["sRGB": 1, "gAMA": 4, "cHRM": 32][chunk.name], chunk.content.count == size else { return false }
    let bytes = try chunks.source.bytes(at: chunk.content.lowerBound - 4, count: size + 8)
    guard bytes.count == size + 8, Int(PNGPlan.checksum(0, bytes.dropLast(4))) == bytes.bigEndian(size + 4, 4) else {
      return false
    }
    switch chunk.name {
    case "sRGB": return bytes.bigEndian(4, 1) <= 3
    case "gAMA": return bytes.bigEndian(4, 4) == 45_455
    default: return (0..<8).map { bytes.bigEndian(4 + 4 * $0, 4) } == PNGPlan.chromaticities
    }
  }

  /// Decodes the chunks of the image, from `first` on; returns nil unless they hold all of it and nothing else.
  private func rgb(
    _ level: KernelLevel, channels: Int, from first: PNGChunks.Chunk, _ chunks: inout PNGChunks
  ) throws(VisionError) -> [UInt8]? {
    guard let stream = try stream(from: first, &chunks) else { return nil }
    // Each row begins with its filter. The sides were checked, and the plan's cost holds this size.
    let size = height * (1 + width * channels)
    var isDecoded = false
    let rgb = [UInt8](unsafeUninitializedCapacity: size) { target, initialized in
      isDecoded =
        vision_decode_png(level.number, width, height, channels, stream, stream.count, target.baseAddress) != 0
      initialized = isDecoded ? width * height * 3 : 0
    }
    return isDecoded ? rgb : nil
  }

  /// Returns the content of the chunks of the image; nil if one of them is damaged or there is more than an image needs.
  private func stream(
    from first: PNGChunks.Chunk, _ chunks: inout PNGChunks
  ) throws(VisionError) -> [UInt8]? {
    var stream: [UInt8] = []
    stream.reserveCapacity(input)
    var next: PNGChunks.Chunk? = first
    while let chunk = next, chunk.name == "IDAT" {
      guard chunk.isWhole, chunk.content.count <= min(PNGPlan.largestChunk, input - stream.count) else { return nil }
      let start = stream.count
      try chunks.source.append(chunk.content, to: &stream)
      let told = try chunks.source.bytes(at: chunk.content.upperBound, count: 4)
      let sum = PNGPlan.checksum(PNGPlan.checksum(0, Array(chunk.name.utf8)[...]), stream[start...])
      guard stream.count - start == chunk.content.count, told.count == 4, told.bigEndian(0, 4) == Int(sum) else {
        return nil
      }
      next = try chunks.next()
    }
    return stream
  }

  /// Continues a checksum of PNG.
  private static func checksum(_ sum: UInt32, _ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.withUnsafeBufferPointer { vision_crc(sum, $0.baseAddress, $0.count) }
  }
}

extension ImageDecoder {
  /// Decodes a PNG by the kernels of one level, or by libpng alone if `level` is nil. Returns nil if the kernels leave
  /// the file to libpng.
  package static func png(
    _ bytes: some RandomAccessBytes, by level: KernelLevel?
  ) throws(VisionError) -> DecodedImage? {
    let plan = try PNGPlan(PictureSource(bytes), limits: DecodeLimits())
    guard let level else { return try plan.decodeByLibrary() }
    return try plan.decodeIntact(level)
  }
}
