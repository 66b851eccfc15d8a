import AliceModel
import AliceTestSupport
import AliceVision
import Testing

@Suite struct `Reducing images` {
  private static let picture = Painting.waves(width: 1_200, height: 900)

  private static func file(_ picture: Pixels, _ format: MediaFormat) throws -> [UInt8] {
    switch format {
    case .png: try ImageEncoder.png(picture)
    case .jpeg: try ImageEncoder.jpeg(picture, quality: 92)
    default: try ImageEncoder.webp(picture, quality: 92)
    }
  }

  @Test(arguments: [MediaFormat.png, .jpeg, .webp], [160, 320, 640])
  func `the longer side gets the wanted length, and the image looks the same`(
    format: MediaFormat, edge: Int
  ) throws {
    let reduced = try PictureReducer().reduce(Self.file(Self.picture, format), format: format, edge: edge)
    #expect((reduced.width, reduced.height) == (edge, edge * 3 / 4))
    #expect(Painting.meanDifference(reduced, Self.picture.fitted(within: edge)) < 2)
  }

  @Test(arguments: [MediaFormat.png, .jpeg, .webp])
  func `a small image is not enlarged`(format: MediaFormat) throws {
    let small = Painting.waves(width: 90, height: 60)
    let file = try Self.file(small, format)
    let reduced = try PictureReducer().reduce(file, format: format, edge: 320)
    #expect((reduced.width, reduced.height) == (90, 60))
    #expect(try reduced.rgb == ImageDecoder.decode(file, format: format).pixels.rgb)
  }

  @Test(arguments: [(1, 4_000), (4_000, 1), (2, 2_999), (321, 320), (1, 1), (641, 7), (5_000, 3)])
  func `every shape keeps at least one pixel on each side`(width: Int, height: Int) throws {
    let picture = Pixels(width: width, height: height, filledWith: 77)
    for format in [MediaFormat.png, .jpeg, .webp] {
      let reduced = try PictureReducer().reduce(Self.file(picture, format), format: format, edge: 320)
      #expect(max(reduced.width, reduced.height) == min(max(width, height), 320))
      #expect(min(reduced.width, reduced.height) >= 1)
      #expect(reduced.rgb.allSatisfy { abs(Int($0) - 77) <= 2 })
    }
  }

  @Test func `a JPEG is decoded no larger than needed, so that one beyond the memory still fits`() throws {
    let file = try Self.file(Painting.waves(width: 3_000, height: 2_000), .jpeg)
    let small = PictureReducer(memory: file.count + (3 << 20))
    #expect(try small.reduce(file, format: .jpeg, edge: 160).width == 160)
    #expect(throws: VisionError.tooLarge(width: 3_000, height: 2_000)) {
      try small.reduce(file, format: .jpeg, edge: 1_280)
    }
    #expect(try small.reduce(file, format: .jpeg, edge: 1_280, room: .alone).width == 1_280)
  }

  @Test(arguments: 1...8) func `the image is upright`(orientation: Int) throws {
    let picture = Painting.paint(width: 800, height: 400) { x, y in (x / 4, y / 2, 200) }
    let file = try ImageEncoder.png(picture)
    let reduced = try PictureReducer().reduce(file, format: .png, orientation: orientation, edge: 200)
    let whole = try ImageDecoder.decode(file, format: .png, orientation: orientation).pixels
    #expect((reduced.width, reduced.height) == (orientation < 5 ? (200, 100) : (100, 200)))
    #expect(Painting.meanDifference(reduced, whole.fitted(within: 200)) < 1)
  }

  @Test func `what is transparent shows mid-grey, as a whole and by rows`() throws {
    var png = HandmadePNG(width: 700, height: 500, colour: 6)
    let lines = [[UInt8]](repeating: [UInt8](repeating: 0, count: 700 * 4), count: 500)
    png.addPixels(lines)
    png.add("IEND", [])
    let whole = try PictureReducer().reduce(png.bytes, format: .png, edge: 160)
    var rows = PaintedRows(width: 700, lines: lines)
    let byRows = try PictureReducer().reduce(&rows, edge: 160)
    #expect(whole.rgb.allSatisfy { $0 == 128 } && whole.rgb == byRows.rgb)
  }

  @Test(arguments: [(1_200, 900, 1), (701, 1_503, 6), (300, 200, 1), (5_000, 2, 3)])
  func `rows give the same image as the whole`(width: Int, height: Int, orientation: Int) throws {
    let picture = Painting.waves(width: width, height: height)
    var rows = PaintedRows(picture)
    let byRows = try PictureReducer().reduce(&rows, orientation: orientation, edge: 320)
    let whole = try PictureReducer().reduce(
      ImageEncoder.png(picture), format: .png, orientation: orientation, edge: 320)
    #expect((byRows.width, byRows.height) == (whole.width, whole.height))
    #expect(byRows.rgb == whole.rgb)
  }

  @Test func `rows that are missing are grey`() throws {
    var rows = PaintedRows(Pixels(width: 800, height: 800, filledWith: 10), count: 400)
    let reduced = try PictureReducer().reduce(&rows, edge: 160)
    #expect(reduced.rgb.first == 10 && reduced.rgb.last == 128)
  }

  @Test(arguments: [MediaFormat.png, .jpeg, .webp])
  func `a changed or missing byte never traps`(format: MediaFormat) throws {
    let whole = try Self.file(Painting.waves(width: 90, height: 70), format)
    let reducer = PictureReducer(memory: 8 << 20)
    var pictures = 0
    for position in stride(from: 0, to: whole.count, by: 3) {
      var changed = whole
      changed[position] ^= 0xFF
      for file in [changed, Array(whole[..<position])] {
        guard let reduced = try? reducer.reduce(file, format: format, edge: 20) else { continue }
        pictures += 1
        #expect(reduced.rgb.count == reduced.width * reduced.height * 3)
        #expect(max(reduced.width, reduced.height) <= 20)
      }
    }
    #expect(pictures > 0)
  }

  @Test func `an impossible edge is taken to the nearer possible one`() throws {
    let file = try Self.file(Self.picture, .jpeg)
    #expect(try PictureReducer().reduce(file, format: .jpeg, edge: -5).width == 1)
    #expect(try PictureReducer().reduce(file, format: .jpeg, edge: .max).width == 1_200)
  }

  @Test func `the average colour is the mean of each channel`() {
    let picture = Painting.paint(width: 2, height: 2) { x, y in (x * 255, 16, y == 0 ? 2 : 3) }
    #expect(picture.averageColor == 0x80_10_03)
    #expect(Pixels(width: 0, height: 0, rgb: []).averageColor == 0)
    #expect(Pixels(width: 3, height: 1, filledWith: 255).averageColor == 0xFFFFFF)
  }

  @Test func `less effort makes another file of the same image`() throws {
    let picture = Painting.waves(width: 320, height: 240)
    let (fast, slow) = try (
      ImageEncoder.webp(picture, quality: 75, effort: 0), ImageEncoder.webp(picture, quality: 75, effort: 6)
    )
    #expect(slow.count < fast.count)
    for file in [fast, slow] {
      let decoded = try ImageDecoder.decode(file, format: .webp).pixels
      #expect(Painting.meanDifference(decoded, picture) < 4)
    }
    #expect(try ImageEncoder.webp(picture, quality: 75, effort: 99) == slow)
  }
}
