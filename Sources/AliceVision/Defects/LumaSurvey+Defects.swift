import Foundation

extension LumaSurvey {
  /// Whether nearly every pixel is as dark as a safety filter's black frame; a night scene is not.
  var isBlack: Bool { Double(darkCount) >= 0.995 * Double(pixelCount) }

  /// Whether the image has nearly no contrast and at most four colours; a gradient has more of both.
  var isBlank: Bool { deviation < 2 && colourCount <= Self.fewColours }

  /// Whether the bottom is the grey that JPEG decoders use for missing data: whole rows of blocks of eight pixels.
  ///
  /// If such an image was saved again, its colours bleed into the first row or two. If the top is grey too, the grey is
  /// a background.
  var hasGreyTail: Bool {
    !startsGrey && greyTail >= 8 && greyTail < height && (height - greyTail) % 8 <= 2
  }

  /// Whether the blocks of heavy JPEG compression are clearly visible: on both axes, and above 0.9 on average.
  ///
  /// The measure per axis is ln(step across block edges / median of the seven steps inside).
  var isBlocky: Bool {
    let axes = [blocking(columnSteps, length: height), blocking(rowSteps, length: width)]
    return axes[0] > 0.4 && axes[1] > 0.4 && (axes[0] + axes[1]) / 2 > 0.9
  }

  /// Whether every edge lies on one grid of squares with sides from 2 to 16 pixels, on both axes: enlarged pixel art.
  var isPixelGrid: Bool {
    (2...16).contains { isGrid(columnSteps, side: $0) && isGrid(rowSteps, side: $0) }
  }

  private func blocking(_ steps: [Int], length: Int) -> Double {
    var (sums, counts) = ([Int](repeating: 0, count: 8), [Int](repeating: 0, count: 8))
    for (index, step) in steps.enumerated() {
      sums[index % 8] += step
      counts[index % 8] += length
    }
    // The offset is a quarter of a grey level, so that invisible steps, as in a smooth gradient, do not count.
    let means = (0..<8).map { Double(sums[$0]) / Double(max(counts[$0], 1)) + 0.25 }
    return log(means[7] / means[..<7].sorted()[3])
  }

  /// Returns whether at least 98 % of all steps are on one phase of the grid, at eight positions or more.
  private func isGrid(_ steps: [Int], side: Int) -> Bool {
    let total = steps.reduce(0, +)
    guard total > 0 else { return false }
    return (0..<side).contains { phase in
      let onGrid = stride(from: phase, to: steps.count, by: side).map { steps[$0] }
      return Double(onGrid.reduce(0, +)) >= 0.98 * Double(total) && onGrid.count { $0 > 0 } >= 8
    }
  }
}
