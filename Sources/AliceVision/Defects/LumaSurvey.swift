internal import CVision

/// The statistics of one pass over all pixels, for the detection of defects.
package struct LumaSurvey {
  /// The number of colours of a blank image; more are not counted exactly.
  static let fewColours = 4

  let width: Int
  let height: Int
  private var sums = vision_survey()
  /// Which of the 4,096 colours with four bits per channel occur, until more than `fewColours` do.
  private var colours = [UInt8](repeating: 0, count: 4096)
  /// The number of those colours.
  private(set) var colourCount = 0
  /// The sums of the luma steps from each column to the next.
  private(set) var columnSteps: [Int]
  /// The sums of the luma steps from each row to the next.
  private(set) var rowSteps: [Int]
  /// The number of rows at the bottom that consist only of the grey of missing data.
  private(set) var greyTail = 0
  /// Whether the first row is that grey.
  private(set) var startsGrey = false

  private let level: KernelLevel
  private var rows = 0
  /// The luma of the previous row.
  private var previous: [UInt8]
  /// The buffer for the luma of the next row.
  private var spare: [UInt8]

  package init(_ pixels: Pixels, level: KernelLevel = .best) {
    self.init(width: pixels.width, height: pixels.height, level: level)
    let row = width * 3
    pixels.rgb.withUnsafeBufferPointer { rgb in
      for y in 0..<height { add(UnsafeBufferPointer(rebasing: rgb[y * row..<(y + 1) * row])) }
    }
  }

  /// Creates an empty survey for `height` rows.
  init(width: Int, height: Int, level: KernelLevel = .best) {
    self.level = level
    self.width = width
    self.height = height
    columnSteps = [Int](repeating: 0, count: max(width - 1, 0))
    rowSteps = [Int](repeating: 0, count: max(height - 1, 0))
    previous = [UInt8](repeating: 0, count: width)
    spare = previous
  }

  mutating func add(_ rgb: UnsafeBufferPointer<UInt8>) {
    var row: [UInt8] = []
    swap(&row, &spare)
    let isGrey = read(rgb, into: &row)
    greyTail = isGrey ? greyTail + 1 : 0
    if rows == 0 { startsGrey = isGrey }
    addSteps(row, previous: rows > 0 ? previous : nil, y: rows)
    swap(&previous, &row)
    swap(&spare, &row)
    rows += 1
  }

  var pixelCount: Int { width * height }
  /// The number of pixels with a luma below 4 of 255.
  var darkCount: Int { Int(sums.dark) }

  /// All sums: those over pixels, and those of the steps between columns and between rows.
  package var statistics: [Int] {
    [darkCount, Int(sums.sum), Int(sums.squares), greyTail, startsGrey ? 1 : 0] + columnSteps + rowSteps
  }

  /// The standard deviation of the luma.
  var deviation: Double {
    let mean = Double(sums.sum) / Double(pixelCount)
    return max(Double(sums.squares) / Double(pixelCount) - mean * mean, 0).squareRoot()
  }

  /// Fills `row` with luma (Rec. 601) and returns whether every pixel is within one step of (128, 128, 128).
  private mutating func read(_ rgb: UnsafeBufferPointer<UInt8>, into row: inout [UInt8]) -> Bool {
    precondition(rgb.count == width * 3 && row.count == width)
    sums.coloured = 0
    vision_survey_row(level.number, rgb.baseAddress, width, &row, &sums)
    if colourCount <= Self.fewColours {
      vision_mark_colours(rgb.baseAddress, width, &colours)
      colourCount = colours.count { $0 != 0 }
    }
    return sums.coloured == 0
  }

  private mutating func addSteps(_ row: [UInt8], previous: [UInt8]?, y: Int) {
    vision_add_steps(level.number, row, width, &columnSteps)
    guard let previous else { return }
    rowSteps[y - 1] = vision_distance(level.number, row, previous, width)
  }
}
