/// The statistics of one pass over all pixels, for the detection of defects.
struct LumaSurvey {
  let width: Int
  let height: Int
  /// The number of pixels with a luma below 4 of 255.
  private(set) var darkCount = 0
  private(set) var sum = 0
  private(set) var sumOfSquares = 0
  /// Which of the 4,096 colours with four bits per channel occur.
  private(set) var colours = [Bool](repeating: false, count: 4096)
  /// The sums of the luma steps from each column to the next.
  private(set) var columnSteps: [Int]
  /// The sums of the luma steps from each row to the next.
  private(set) var rowSteps: [Int]
  /// The number of rows at the bottom that consist only of the grey of missing data.
  private(set) var greyTail = 0
  /// Whether the first row is that grey.
  private(set) var startsGrey = false

  private var rows = 0
  /// The luma of the previous row.
  private var previous: [UInt8]
  /// The buffer for the luma of the next row.
  private var spare: [UInt8]

  init(_ pixels: Pixels) {
    self.init(width: pixels.width, height: pixels.height)
    let row = width * 3
    pixels.rgb.withUnsafeBufferPointer { rgb in
      for y in 0..<height { add(UnsafeBufferPointer(rebasing: rgb[y * row..<(y + 1) * row])) }
    }
  }

  /// Creates an empty survey for `height` rows.
  init(width: Int, height: Int) {
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
  var colourCount: Int { colours.count { $0 } }

  /// The standard deviation of the luma.
  var deviation: Double {
    let mean = Double(sum) / Double(pixelCount)
    return max(Double(sumOfSquares) / Double(pixelCount) - mean * mean, 0).squareRoot()
  }

  /// Fills `row` with luma (Rec. 601) and returns whether every pixel is within one step of (128, 128, 128).
  private mutating func read(_ rgb: UnsafeBufferPointer<UInt8>, into row: inout [UInt8]) -> Bool {
    var (dark, total, squares, isGrey) = (0, 0, 0, true)
    for x in 0..<width {
      let (red, green, blue) = (Int(rgb[x * 3]), Int(rgb[x * 3 + 1]), Int(rgb[x * 3 + 2]))
      let luma = (19595 * red + 38470 * green + 7471 * blue) >> 8
      let rounded = (luma + 128) >> 8
      row[x] = UInt8(truncatingIfNeeded: rounded)
      if luma < 4 << 8 { dark += 1 }
      total += rounded
      squares += rounded * rounded
      colours[(red >> 4) << 8 | (green >> 4) << 4 | blue >> 4] = true
      if abs(red - 128) > 1 || abs(green - 128) > 1 || abs(blue - 128) > 1 { isGrey = false }
    }
    darkCount += dark
    sum += total
    sumOfSquares += squares
    return isGrey
  }

  private mutating func addSteps(_ row: [UInt8], previous: [UInt8]?, y: Int) {
    for x in 0..<columnSteps.count { columnSteps[x] += abs(Int(row[x + 1]) - Int(row[x])) }
    guard let previous else { return }
    var steps = 0
    for x in 0..<width { steps += abs(Int(row[x]) - Int(previous[x])) }
    rowSteps[y - 1] = steps
  }
}
