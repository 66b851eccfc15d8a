import AliceModel
import AliceTestSupport
import AliceVision
import Testing

/// Most PNG files are decoded by the kernels, and show what libpng would show.
@Suite struct `Decoding intact PNG files` {
  private static let levels = KernelLevel.allCases.filter(\.isAvailable)

  @Test(arguments: levels, [(3, 2), (4, 6)])
  func `every row filter is reversed, at every width and height`(
    level: KernelLevel, kind: (channels: Int, colour: UInt8)
  ) throws {
    var random = SplitMix64(seed: 11)
    for (width, height) in [(1, 1), (2, 9), (7, 5), (8, 4), (9, 11), (31, 13), (300, 8), (6_000, 9)] {
      for filters: ClosedRange<UInt8> in [0...4, 4...4, 1...3] {
        var png = HandmadePNG(width: UInt32(width), height: UInt32(height), colour: kind.colour)
        let lines = (0..<height).flatMap { _ in
          [UInt8.random(in: filters, using: &random)] + Self.noise(width * kind.channels, &random)
        }
        png.add("IDAT", ZlibStream.stored(lines))
        png.add("IEND", [])
        try Self.expectSame(png.bytes, level)
      }
    }
  }

  @Test(arguments: levels, [(1, 1), (40, 30), (301, 77)])
  func `what libpng writes is decoded`(level: KernelLevel, size: (width: Int, height: Int)) throws {
    let picture = Painting.grainyWaves(width: size.width, height: size.height)
    let file = try ImageEncoder.png(picture)
    #expect(try ImageDecoder.png(file, by: level)?.pixels.rgb == picture.rgb)
  }

  @Test(.needsQuality, arguments: levels)
  func `pictures with human scores are decoded`(level: KernelLevel) throws {
    for row in try QualityCollection.golden() {
      let picture = try ImageDecoder.decode(QualityCollection.bytes(row.path), format: .jpeg).pixels
      #expect(try ImageDecoder.png(ImageEncoder.png(picture), by: level)?.pixels.rgb == picture.rgb, "\(row.path)")
    }
  }

  @Test func `a stream may be cut into chunks anywhere`() throws {
    let stream = ZlibStream.stored(Self.lines)
    for size in [1, 2, 5, 64, stream.count - 4] {
      var png = Self.start()
      for start in stride(from: 0, to: stream.count, by: size) {
        png.add("IDAT", Array(stream[start..<min(start + size, stream.count)]))
        if start == 0 { png.add("IDAT", []) }
      }
      png.add("tEXt", Array("Comment\0after the image".utf8))
      png.add("IEND", [])
      try Self.expectSame(png.bytes)
    }
  }

  @Test func `chunks that say that the colours are standard, and texts, change nothing`() throws {
    var png = Self.start()
    png.add("sRGB", [0])
    png.add("gAMA", bigEndian(45_455))
    let standard: [UInt32] = [31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000]
    png.add("cHRM", standard.flatMap { bigEndian($0) })
    png.add("tEXt", Array("parameters\0a cat".utf8))
    png.add("IDAT", ZlibStream.stored(Self.lines))
    png.add("IEND", [])
    try Self.expectSame(png.bytes)
  }

  @Test(
    arguments: [
      ("gAMA", bigEndian(100_000)), ("gAMA", [0]), ("sRGB", [4]), ("sBIT", [5, 5, 5]), ("tRNS", [0, 1, 0, 2, 0, 3]),
      ("PLTE", [1, 2, 3]), ("cHRM", [UInt8](repeating: 1, count: 32)), ("iCCP", [1]), ("ABCD", []),
    ])
  func `a chunk that may change the image is left to libpng`(name: String, content: [UInt8]) throws {
    var png = Self.start()
    png.add(name, content)
    png.add("IDAT", ZlibStream.stored(Self.lines))
    png.add("IEND", [])
    try Self.expectLeft(png.bytes)
  }

  @Test(arguments: [(8, 0, 0, 1), (8, 3, 0, 1), (8, 4, 0, 2), (16, 2, 0, 6), (16, 6, 0, 8), (8, 2, 1, 3)])
  func `other kinds of images are left to libpng`(depth: UInt8, colour: UInt8, interlacing: UInt8, bytes: Int) throws {
    var png = HandmadePNG(width: 4, height: 4, depth: depth, colour: colour)
    if interlacing == 1 {
      let header = bigEndian(4) + bigEndian(4) + [depth, colour, 0, 0, 1]
      let rows = ZlibStream.stored([UInt8](repeating: 0, count: 4 * 4 * bytes + 7))
      let chunks = HandmadePNG.chunk("IHDR", header) + HandmadePNG.chunk("IDAT", rows)
      return try Self.expectLeft(Array(png.bytes[..<8]) + chunks)
    }
    if colour == 3 { png.add("PLTE", [1, 2, 3]) }
    png.addPixels(Array(repeating: [UInt8](repeating: 0, count: 4 * bytes), count: 4))
    png.add("IEND", [])
    try Self.expectLeft(png.bytes)
  }

  @Test func `what is not exactly the image is left to libpng`() throws {
    let (lines, stream) = (Self.lines, ZlibStream.stored(Self.lines))
    // The window that this header tells has 256 bytes.
    let narrow: [UInt8] = [0x08, 0x1D] + stream.dropFirst(2)
    let streams: [[UInt8]] = [
      narrow, stream + [0], Array(stream.dropLast()), Array(stream.dropLast(4)), ZlibStream.stored(lines + [0]),
      ZlibStream.stored(Array(lines.dropLast())), ZlibStream.stored([5] + lines.dropFirst()), [], [0x78],
    ]
    for stream in streams {
      var png = Self.start()
      png.add("IDAT", stream)
      png.add("IEND", [])
      try Self.expectLeft(png.bytes)
    }
    var twice = Self.start()
    twice.add("IDAT", stream)
    twice.add("IDAT", stream)
    try Self.expectLeft(twice.bytes)
  }

  @Test func `a file that is changed or cut anywhere shows what libpng shows`() throws {
    let whole = try ImageEncoder.png(Painting.paint(width: 24, height: 18) { x, y in (x * 10, y * 14, x * y) })
    for position in whole.indices {
      try Self.expectSame(Array(whole[..<position]), nil)
      for value: UInt8 in [0, 0x7F, 0xFF, whole[position] ^ 1, whole[position] ^ 0x20] {
        var changed = whole
        changed[position] = value
        try Self.expectSame(changed, nil)
      }
    }
  }
}

extension `Decoding intact PNG files` {
  private static let (width, height) = (33, 19)

  /// Rows of RGB with the filters 0 to 4.
  private static let lines: [UInt8] = {
    var random = SplitMix64(seed: 3)
    return (0..<height).flatMap { [UInt8($0 % 5)] + noise(width * 3, &random) }
  }()

  private static func start() -> HandmadePNG { HandmadePNG(width: UInt32(width), height: UInt32(height), colour: 2) }

  private static func noise(_ count: Int, _ random: inout SplitMix64) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next() >> 50) }
  }

  private struct Outcome: Equatable {
    let size: [Int]
    let rgb: [UInt8]
    let flags: [Bool]

    init(_ image: DecodedImage) {
      size = [image.pixels.width, image.pixels.height]
      rgb = image.pixels.rgb
      flags = [image.truncated, image.lacksEnd, image.hasAlpha]
    }
  }

  private static func outcome(
    _ decode: () throws(VisionError) -> DecodedImage?
  ) -> Result<Outcome?, VisionError> {
    Result { () throws(VisionError) in try decode().map { Outcome($0) } }
  }

  /// Expects that the kernels of `level` decode the file, or that decoding as usual does if that is nil, with the result
  /// of libpng.
  private static func expectSame(_ file: [UInt8], _ level: KernelLevel? = .best) throws {
    let known = outcome { () throws(VisionError) in try ImageDecoder.png(file, by: nil) }
    let found = outcome { () throws(VisionError) in
      guard let level else { return try ImageDecoder.decode(file, format: .png) }
      return try ImageDecoder.png(file, by: level)
    }
    #expect(found == known)
  }

  /// Expects that the kernels do not decode the file, and that decoding as usual has the result of libpng.
  private static func expectLeft(_ file: [UInt8]) throws {
    for level in levels { #expect(try ImageDecoder.png(file, by: level)?.pixels.rgb == nil) }
    try expectSame(file, nil)
  }
}
