internal import CVision

/// Reduces an image by area averaging, row by row, with the same bits as `Pixels.resized`.
struct AreaRows {
  private let width: Int
  private let columns: ResampleAxis
  private let rows: ResampleAxis
  private var line: [UInt8]
  /// The sums of incomplete new rows. When an image shrinks, a row contributes to at most two of them.
  private var sums: [[Int32]]
  private var taken = 0
  /// The first incomplete new row.
  private var open = 0
  private var rgb: [UInt8] = []

  /// Neither side may grow.
  init(width: Int, height: Int, to newWidth: Int, _ newHeight: Int) {
    self.width = width
    columns = .area(from: width, to: newWidth)
    rows = .area(from: height, to: newHeight)
    line = [UInt8](repeating: 0, count: newWidth * 3)
    sums = [[Int32]](repeating: [Int32](repeating: 0, count: newWidth * 3), count: 2)
    rgb.reserveCapacity(newWidth * newHeight * 3)
  }

  /// Returns the memory in bytes for this, a survey of the same rows, and one more step of resizing.
  static func cost(width: Int, height: Int, to newWidth: Int, _ newHeight: Int) -> Int {
    6 * newWidth * newHeight + 64 * (width + height)
  }

  /// The result, which is complete once all rows are added.
  var pixels: Pixels { Pixels(width: columns.count, height: rows.count, rgb: rgb) }

  mutating func add(_ row: UnsafeBufferPointer<UInt8>) {
    precondition(row.count == width * 3)
    line.withUnsafeMutableBufferPointer { line in
      columns.withKernelAxis {
        vision_mix_columns(KernelLevel.best.number, row.baseAddress, width, 1, line.baseAddress, $0)
      }
    }
    var next = open
    while next < rows.count, rows.starts[next] <= taken {
      let index = rows.offsets[next] + taken - rows.starts[next]
      if rows.starts[next] == taken { begin(next) }
      mix(line, into: next, weight: rows.weights[index])
      if index == rows.offsets[next + 1] - 1 { finish(next) }
      next += 1
    }
    taken += 1
  }

  private mutating func begin(_ row: Int) {
    for x in line.indices { sums[row % 2][x] = ResampleAxis.half }
  }

  private mutating func mix(_ line: [UInt8], into row: Int, weight: Int32) {
    sums[row % 2].withUnsafeMutableBufferPointer { sums in
      for x in line.indices { sums[x] &+= Int32(line[x]) &* weight }
    }
  }

  private mutating func finish(_ row: Int) {
    rgb += sums[row % 2].lazy.map(ResampleAxis.byte)
    open = row + 1
  }
}
