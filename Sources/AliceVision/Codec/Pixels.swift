import AliceNumbers

/// An image in memory: 8-bit sRGB, rows from top to bottom, without padding.
package struct Pixels: Sendable {
  package let width: Int
  package let height: Int
  /// Red, green and blue of each pixel: `width * height * 3` bytes. A change must preserve the count.
  package var rgb: [UInt8]

  package init(width: Int, height: Int, rgb: [UInt8]) {
    self.width = width
    self.height = height
    self.rgb = rgb
  }

  /// Creates an image of one grey value; a negative size counts as zero.
  package init(width: Int, height: Int, filledWith value: UInt8) {
    self.init(
      width: max(width, 0), height: max(height, 0),
      rgb: [UInt8](repeating: value, count: max(width, 0) * max(height, 0) * 3))
  }

  /// Whether the image has a nonzero area and the matching number of bytes.
  var isConsistent: Bool {
    let (count, overflow) = width.multipliedReportingOverflow(by: height)
    guard width > 0, height > 0, !overflow, count <= Int.max / 3 else { return false }
    return rgb.count == count * 3
  }
}
