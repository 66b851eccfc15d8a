import AliceNumbers

/// The ratio of width to height in lowest terms: 1920 × 1080 is 16:9.
struct AspectRatio: Hashable {
  let width: Int
  let height: Int

  /// Returns nil unless both are from 1 to `ImageSize.limit`.
  init?(_ width: Int, _ height: Int) {
    guard (1...ImageSize.limit).contains(width), (1...ImageSize.limit).contains(height) else { return nil }
    var (divisor, rest) = (width, height)
    while rest != 0 { (divisor, rest) = (rest, divisor % rest) }
    self.width = width / divisor
    self.height = height / divisor
  }

  /// Reads `16:9`, `16x9` and `16/9`.
  init?(_ text: String) {
    let sides = text.lowercased().split(omittingEmptySubsequences: false) { [":", "x", "/"].contains($0) }
    guard sides.count == 2, let width = Int(sides[0]), let height = Int(sides[1]) else { return nil }
    self.init(width, height)
  }

  var value: Double { Double(width) / Double(height) }

  /// Returns the largest size of exactly this ratio with sides that are multiples of eight and at most `pixels` pixels;
  /// nil if there is none.
  func size(pixels: Int) -> ImageSize? {
    let (unit, isTooLarge) = (width * 8).multipliedReportingOverflow(by: height * 8)
    guard !isTooLarge, unit > 0, pixels > 0 else { return nil }
    let factor = Int((Double(pixels) / Double(unit)).squareRoot())
    return ImageSize(width: width * 8 * factor, height: height * 8 * factor)
  }
}

extension AspectRatio: CustomStringConvertible {
  var description: String { "\(width):\(height)" }
}

extension ImageSize {
  var ratio: AspectRatio? { AspectRatio(width, height) }
}
