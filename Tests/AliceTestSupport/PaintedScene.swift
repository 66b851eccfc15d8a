import AliceModel

/// A picture of hills and blobs by chance, drawn at any size: the same number gives the same scene.
package struct PaintedScene: Sendable {
  private struct Blob: Sendable {
    let x, y, radius: Double
    let color: [Double]
  }

  private let blobs: [Blob]

  package init(_ number: UInt64) {
    var random = SplitMix64(seed: number &* 0x9E37_79B9 &+ 17)
    func unit() -> Double { Double(random.next() >> 11) / Double(1 << 53) }
    blobs = (0..<60).map { index in
      Blob(
        x: unit(), y: unit(), radius: 0.03 + 0.3 * unit() / (1 + Double(index) / 12),
        color: [unit() * 255, unit() * 255, unit() * 255])
    }
  }

  /// Returns red, green and blue of each pixel of a part of the scene, given in its width and height.
  package func rgb(
    width: Int, height: Int, x range: ClosedRange<Double> = 0...1, y vertical: ClosedRange<Double> = 0...1
  ) -> [UInt8] {
    var rgb: [UInt8] = []
    rgb.reserveCapacity(width * height * 3)
    for row in 0..<height {
      let y = vertical.lowerBound + (vertical.upperBound - vertical.lowerBound) * (Double(row) + 0.5) / Double(height)
      for column in 0..<width {
        let x = range.lowerBound + (range.upperBound - range.lowerBound) * (Double(column) + 0.5) / Double(width)
        rgb += color(x, y)
      }
    }
    return rgb
  }

  private func color(_ x: Double, _ y: Double) -> [UInt8] {
    var mixed = [90.0, 110.0, 130.0]
    for blob in blobs {
      let (dx, dy) = (x - blob.x, y - blob.y)
      let square = (dx * dx + dy * dy) / (blob.radius * blob.radius)
      guard square < 1 else { continue }
      let cover = min(1, (1 - square) * 3)
      for channel in 0..<3 { mixed[channel] += (blob.color[channel] - mixed[channel]) * cover }
    }
    return mixed.map { UInt8(max(0, min(255, $0))) }
  }
}

extension PaintedScene {
  /// Returns the scene, or a part of it, as a PNG without compression. `mark` is a line that is drawn over it.
  package func png(
    width: Int, height: Int, x range: ClosedRange<Double> = 0...1, isMirrored: Bool = false, mark: Bool = false
  ) -> [UInt8] {
    let rgb = rgb(width: width, height: height, x: range)
    var lines = (0..<height).map { row in Array(rgb[row * width * 3..<(row + 1) * width * 3]) }
    if mark { lines[height * 9 / 10] = [UInt8](repeating: 255, count: width * 3) }
    if isMirrored {
      lines = lines.map { line in
        stride(from: width - 1, through: 0, by: -1).flatMap { Array(line[$0 * 3..<$0 * 3 + 3]) }
      }
    }
    var png = HandmadePNG(width: UInt32(width), height: UInt32(height), colour: 2)
    png.addPixels(lines)
    png.add("IEND", [])
    return png.bytes
  }
}
