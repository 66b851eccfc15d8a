import AliceModel
import AliceTestSupport
import AliceVision
import Synchronization
import Testing

/// A picture that is judged row by row gets what it would get as a whole.
@Suite struct `Scoring row by row` {
  @Test(
    .needsOptimisation, arguments: [(700, 900), (1_301, 517), (513, 513), (514, 3_000), (2_048, 1_536)])
  func `the score has the same bits`(width: Int, height: Int) throws {
    let picture = Painting.grainyWaves(width: width, height: height)
    var rows = PaintedRows(picture)
    let found = try QualityScorer().measure(&rows, problems: [])
    let whole = try QualityScorer().measure(ImageEncoder.png(picture), format: .png, orientation: 1, problems: [])
    #expect(found == whole)
    #expect(found.score != nil)
  }

  @Test(.needsOptimisation) func `what is transparent shows mid-grey`() throws {
    let picture = Painting.grainyWaves(width: 600, height: 520)
    var png = HandmadePNG(width: 600, height: 520, colour: 6)
    let lines = (0..<520).map { y -> [UInt8] in
      var line: [UInt8] = []
      for x in 0..<600 {
        let at = (y * 600 + x) * 3
        line += picture.rgb[at..<at + 3]
        line.append(UInt8((x + y) % 256))
      }
      return line
    }
    png.addPixels(lines)
    png.add("IEND", [])
    var rows = PaintedRows(width: 600, lines: lines)
    let found = try QualityScorer().measure(&rows, problems: [])
    #expect(try found == QualityScorer().measure(png.bytes, format: .png, orientation: 1, problems: []))
    #expect(found.score != nil)
  }

  @Test func `defects are found`() throws {
    var picture = Painting.waves(width: 640, height: 640)
    picture.rgb.replaceSubrange((320 * 640 * 3)..., with: [UInt8](repeating: 128, count: 320 * 640 * 3))
    var rows = PaintedRows(picture)
    #expect(try QualityScorer().measure(&rows, problems: []) == Assessment(defects: [.truncated]))
    var black = PaintedRows(Pixels(width: 600, height: 600, filledWith: 1))
    #expect(try QualityScorer().measure(&black, problems: []) == Assessment(defects: [.black, .blank]))
  }

  @Test func `rows that end too early are a truncated picture`() throws {
    var rows = PaintedRows(Painting.waves(width: 600, height: 600), count: 599)
    #expect(try QualityScorer().measure(&rows, problems: [.blocking]).defects == [.truncated, .blocking])
  }

  @Test func `a medium that fails is told, and no picture is blamed`() {
    var rows = BrokenRows()
    #expect(throws: VisionError.unreadable(offset: 0)) { try QualityScorer().measure(&rows, problems: []) }
  }

  @Test func `a picture that is read by rows holds its share, and waits for it`() throws {
    let asked = Mutex<[Int]>([])
    let scorer = QualityScorer(memory: 1 << 20) { cost in
      asked.withLock { $0.append(cost) }
      return cost < 3 << 20
    }
    var rows = PaintedRows(Pixels(width: 600, height: 600, filledWith: 1))
    #expect(try scorer.measure(&rows, problems: []) == Assessment(defects: [.black, .blank]))
    var more = PaintedRows(Pixels(width: 520, height: 1_200, filledWith: 1))
    #expect(throws: VisionError.noMemory) { try scorer.measure(&more, problems: []) }
    #expect(asked.withLock { $0.count } == 2)
  }

  @Test func `a strip would have to be held, and is refused`() {
    var rows = PaintedRows(Painting.waves(width: 1_000, height: 512))
    #expect(throws: VisionError.tooLarge(width: 1_000, height: 512)) {
      try QualityScorer().measure(&rows, problems: [])
    }
  }
}

struct PaintedRows: PictureRows {
  let width: Int
  let height: Int
  let channels: Int
  private(set) var row: [UInt8] = []
  private var lines: ArraySlice<[UInt8]>

  init(width: Int, lines: [[UInt8]]) {
    (self.width, height, self.lines) = (width, lines.count, lines[...])
    channels = (lines.first?.count ?? 0) / width
  }

  init(_ pixels: Pixels, count: Int? = nil) {
    (width, height, channels) = (pixels.width, pixels.height, 3)
    let size = pixels.width * 3
    lines = (0..<(count ?? pixels.height)).map { Array(pixels.rgb[$0 * size..<($0 + 1) * size]) }[...]
  }

  mutating func next() throws -> Bool {
    guard let line = lines.popFirst() else { return false }
    row = line
    return true
  }
}

private struct BrokenRows: PictureRows {
  struct Failure: Error {}

  let width = 600
  let height = 600
  let channels = 3
  let row: [UInt8] = []

  mutating func next() throws -> Bool { throw Failure() }
}
