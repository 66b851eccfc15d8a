import AliceModel
import AliceTestSupport
import AliceVision
import Testing

/// A BMP of any kind, made apart from the code under test.
struct HandmadeBMP {
  var headerSize = 40
  var width: Int
  var height: Int
  var depth: Int
  var compression = 0
  /// What follows the header: masks, or the palette in blue, green, red and zero.
  var tables: [UInt8] = []
  var rows: [UInt8]

  private static func little(_ value: Int, _ count: Int = 4) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  var bytes: [UInt8] {
    let little = HandmadeBMP.little
    let start = 14 + headerSize + tables.count
    let sides = headerSize == 12 ? 2 : 4
    var info = little(headerSize, 4) + little(width, sides) + little(height, sides) + [1, 0] + little(depth, 2)
    if headerSize > 12 {
      info += little(compression, 4) + little(rows.count, 4) + [UInt8](repeating: 0, count: 16)
    }
    return Array("BM".utf8) + little(start + rows.count, 4) + [0, 0, 0, 0] + little(start, 4) + info + tables + rows
  }
}

@Suite struct BMPDecoderTests {
  private static func decode(_ bmp: HandmadeBMP) throws -> DecodedImage {
    try ImageDecoder.decode(bmp.bytes, format: .bmp)
  }

  private static let palette: [UInt8] = [0, 0, 0, 0, 10, 20, 30, 0, 40, 50, 60, 0, 70, 80, 90, 0]

  @Test func `rows of 24 bits are read from the bottom, or from the top`() throws {
    let rows: [UInt8] = [3, 2, 1, 6, 5, 4, 0, 0, 9, 8, 7, 12, 11, 10, 0, 0]
    var bmp = HandmadeBMP(width: 2, height: 2, depth: 24, rows: rows)
    #expect(try Self.decode(bmp).pixels.rgb == [7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6])
    bmp.height = -2
    #expect(try Self.decode(bmp).pixels.rgb == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    bmp.headerSize = 12
    bmp.height = 2
    #expect(try Self.decode(bmp).pixels.rgb == [7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6])
  }

  @Test(arguments: [
    (1, [0b1010_0000, 0, 0, 0] as [UInt8], [1, 0, 1]), (2, [0b1101_1000, 0, 0, 0], [3, 1, 2]),
    (4, [0x12, 0x30, 0, 0], [1, 2, 3]), (8, [3, 0, 2, 0], [3, 0, 2]),
  ])
  func `a palette gives the colours`(depth: Int, row: [UInt8], colours: [Int]) throws {
    let palette = Self.palette + [UInt8](repeating: 0, count: max(0, 4 << depth) - min(Self.palette.count, 4 << depth))
    let bmp = HandmadeBMP(
      width: 3, height: 1, depth: depth, tables: Array(palette.prefix(4 << depth)), rows: row)
    let expected = colours.flatMap { index in [2, 1, 0].map { Self.palette[4 * index + $0] } }
    #expect(try Self.decode(bmp).pixels.rgb == expected)
  }

  @Test func `16 and 32 bits are read with the usual masks and with their own`() throws {
    let short = HandmadeBMP(width: 2, height: 1, depth: 16, rows: [0x00, 0x7C, 0x1F, 0x00])
    #expect(try Self.decode(short).pixels.rgb == [255, 0, 0, 0, 0, 255])
    let masks: [UInt8] = [0x00, 0xF8, 0, 0, 0xE0, 0x07, 0, 0, 0x1F, 0, 0, 0]
    let green = HandmadeBMP(
      width: 2, height: 1, depth: 16, compression: 3, tables: masks, rows: [0xE0, 0x07, 0x00, 0xF8])
    #expect(try Self.decode(green).pixels.rgb == [0, 255, 0, 255, 0, 0])
    let long = HandmadeBMP(width: 1, height: 1, depth: 32, rows: [1, 2, 3, 0])
    #expect(try Self.decode(long).pixels.rgb == [3, 2, 1])
    #expect(try !Self.decode(long).hasAlpha)
  }

  @Test func `transparency shows mid-grey, unless every pixel is transparent`() throws {
    let masks: [UInt8] = [0, 0, 0xFF, 0, 0, 0xFF, 0, 0, 0xFF, 0, 0, 0, 0, 0, 0, 0xFF]
    var bmp = HandmadeBMP(
      width: 2, height: 1, depth: 32, compression: 6, tables: masks, rows: [1, 2, 3, 0, 4, 5, 6, 255])
    let decoded = try Self.decode(bmp)
    #expect(decoded.pixels.rgb == [128, 128, 128, 6, 5, 4] && decoded.hasAlpha)
    bmp.rows = [1, 2, 3, 0, 4, 5, 6, 0]
    #expect(try Self.decode(bmp).pixels.rgb == [3, 2, 1, 6, 5, 4])
  }

  @Test func `runs are read in 8 and 4 bits, with copies, moves and ends`() throws {
    let palette = Self.palette + [UInt8](repeating: 0, count: 1024 - Self.palette.count)
    // Row 0: two of colour 1, a copy of 2, 3, 2. Then one to the right in the next row, and a run that is too long.
    let runs: [UInt8] = [2, 1, 0, 3, 2, 3, 2, 0, 0, 2, 1, 1, 9, 3, 0, 1]
    let bmp = HandmadeBMP(width: 5, height: 3, depth: 8, compression: 1, tables: palette, rows: runs)
    let decoded = try Self.decode(bmp)
    let reds = stride(from: 0, to: decoded.pixels.rgb.count, by: 3).map { decoded.pixels.rgb[$0] }
    #expect(reds == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 30, 30, 60, 90, 60])
    #expect(!decoded.truncated)
    let small = HandmadeBMP(
      width: 5, height: 1, depth: 4, compression: 2, tables: Array(palette.prefix(64)), rows: [5, 0x12, 0, 1])
    let alternating = try Self.decode(small).pixels.rgb
    #expect(stride(from: 0, to: 15, by: 3).map { alternating[$0] } == [30, 60, 30, 60, 30])
  }

  @Test func `what is cut off is mid-grey and told`() throws {
    let rows: [UInt8] = [3, 2, 1, 0]
    let decoded = try Self.decode(HandmadeBMP(width: 1, height: 2, depth: 24, rows: rows))
    #expect(decoded.pixels.rgb == [128, 128, 128, 1, 2, 3] && decoded.truncated)
    let palette = [UInt8](repeating: 0, count: 1024)
    let runs = HandmadeBMP(width: 4, height: 9, depth: 8, compression: 1, tables: palette, rows: [4, 1, 0, 0])
    #expect(try Self.decode(runs).truncated)
  }

  @Test func `absurd sizes and unknown kinds are refused before anything is allocated`() throws {
    for (width, height) in [(1 << 30, 1 << 30), (Int(Int32.max), Int(Int32.min)), (60_000, 60_000)] {
      #expect(throws: VisionError.self) {
        try Self.decode(HandmadeBMP(width: width, height: height, depth: 32, rows: []))
      }
    }
    for (depth, compression) in [(24, 1), (8, 2), (24, 4), (24, 5), (64, 0), (0, 0), (3, 0)] {
      #expect(throws: VisionError.self) {
        try Self.decode(HandmadeBMP(width: 4, height: 4, depth: depth, compression: compression, rows: []))
      }
    }
    #expect(throws: VisionError.self) { try ImageDecoder.decode(Array("BM".utf8), format: .bmp) }
  }

  @Test func `whatever number stands in a header, there is an answer`() throws {
    let palette = Self.palette + [UInt8](repeating: 0, count: 1024 - Self.palette.count)
    let masks: [UInt8] = [0x00, 0xF8, 0, 0, 0xE0, 0x07, 0, 0, 0x1F, 0, 0, 0]
    let samples = [
      HandmadeBMP(
        width: 5, height: 3, depth: 8, compression: 1, tables: palette, rows: [2, 1, 0, 3, 2, 3, 2, 0, 0, 1]),
      HandmadeBMP(width: 5, height: 3, depth: 24, rows: [UInt8](repeating: 5, count: 48)),
      HandmadeBMP(width: 5, height: 3, depth: 16, compression: 3, tables: masks, rows: .init(repeating: 5, count: 36)),
      HandmadeBMP(headerSize: 12, width: 5, height: 3, depth: 24, rows: [UInt8](repeating: 5, count: 48)),
    ]
    var pictures = 0
    for sample in samples.map(\.bytes) {
      for at in 0..<min(sample.count, 80) {
        for extreme: [UInt8] in [
          [0], [1], [0x7F], [0x80], [0xFF], [0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0x80], [0xFF, 0xFF],
        ]
        where at + extreme.count <= sample.count {
          var file = sample
          file.replaceSubrange(at..<at + extreme.count, with: extreme)
          guard let image = try? ImageDecoder.decode(file, format: .bmp, maximumPixels: 100_000) else { continue }
          pictures += 1
          #expect(image.pixels.rgb.count == image.pixels.width * image.pixels.height * 3)
        }
      }
    }
    #expect(pictures > 100)
  }

  @Test func `a large picture is reduced and scored`() throws {
    let painted = Painting.noise(width: 300, height: 260, seed: 5)
    var rows: [UInt8] = []
    for y in (0..<260).reversed() {
      for x in 0..<300 { rows += painted.rgb[(3 * (y * 300 + x))..<(3 * (y * 300 + x) + 3)].reversed() }
    }
    let bmp = HandmadeBMP(width: 300, height: 260, depth: 24, rows: rows).bytes
    #expect(try ImageDecoder.decode(bmp, format: .bmp).pixels.rgb == painted.rgb)
    #expect(try PictureReducer().reduce(bmp, format: .bmp, edge: 64).width == 64)
    let png = try ImageEncoder.png(painted)
    let scorer = QualityScorer()
    #expect(
      scorer.assess(bmp, format: .bmp, orientation: 1, problems: [])
        == scorer.assess(png, format: .png, orientation: 1, problems: []))
  }
}
