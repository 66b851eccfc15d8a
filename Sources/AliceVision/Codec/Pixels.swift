/// A picture in memory: 8-bit sRGB, rows from top to bottom, no padding.
package struct Pixels: Sendable {
  package let width: Int
  package let height: Int
  /// Red, green and blue of each pixel: `width * height * 3` bytes. Whoever changes it keeps that count.
  package var rgb: [UInt8]

  package init(width: Int, height: Int, rgb: [UInt8]) {
    self.width = width
    self.height = height
    self.rgb = rgb
  }

  /// Every pixel has the same red, green and blue; a size below zero counts as zero.
  package init(width: Int, height: Int, filledWith value: UInt8) {
    self.init(
      width: max(width, 0), height: max(height, 0),
      rgb: [UInt8](repeating: value, count: max(width, 0) * max(height, 0) * 3))
  }

  /// Whether the picture has an area and its bytes cover exactly that.
  var isConsistent: Bool {
    let (count, overflow) = width.multipliedReportingOverflow(by: height)
    guard width > 0, height > 0, !overflow, count <= Int.max / 3 else { return false }
    return rgb.count == count * 3
  }
}
