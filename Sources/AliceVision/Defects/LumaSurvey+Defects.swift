import Foundation

extension LumaSurvey {
  /// Nearly every pixel is as dark as a safety filter's black frame; a night scene is not.
  var isBlack: Bool { Double(darkCount) >= 0.995 * Double(pixelCount) }

  /// Next to no contrast, and hardly any colours; a gradient has more of both.
  var isBlank: Bool { deviation < 2 && colourCount <= 4 }

  /// The bottom is the grey with which JPEG decoders fill what is missing: whole rows of blocks of eight pixels.
  ///
  /// If such a picture was saved again, its colours bleed into the first row or two. Where the top is grey too, the
  /// grey is a background.
  var hasGreyTail: Bool {
    !startsGrey && greyTail >= 8 && greyTail < height && (height - greyTail) % 8 <= 2
  }

  /// The blocks of heavy JPEG compression are plain to see: on both axes, and above 0.9 in the mean.
  ///
  /// Per axis: ln(step across the edges of blocks / median of the seven steps inside).
  var isBlocky: Bool {
    let axes = [blocking(columnSteps, length: height), blocking(rowSteps, length: width)]
    return axes[0] > 0.4 && axes[1] > 0.4 && (axes[0] + axes[1]) / 2 > 0.9
  }

  /// Every edge lies on one grid of squares with sides from 2 to 16 pixels, on both axes: enlarged pixel art.
  var isPixelGrid: Bool {
    (2...16).contains { isGrid(columnSteps, side: $0) && isGrid(rowSteps, side: $0) }
  }

  private func blocking(_ steps: [Int], length: Int) -> Double {
    var (sums, counts) = ([Int](repeating: 0, count: 8), [Int](repeating: 0, count: 8))
    for (index, step) in steps.enumerated() {
      sums[index % 8] += step
      counts[index % 8] += length
    }
    // A quarter of a grey level: steps too faint to be seen, as in a smooth gradient, do not count.
    let means = (0..<8).map { Double(sums[$0]) / Double(max(counts[$0], 1)) + 0.25 }
    return log(means[7] / means[..<7].sorted()[3])
  }

  /// At least 98 % of all steps are taken on one phase of the grid, at eight places or more.
  private func isGrid(_ steps: [Int], side: Int) -> Bool {
    let total = steps.reduce(0, +)
    guard total > 0 else { return false }
    return (0..<side).contains { phase in
      let onGrid = stride(from: phase, to: steps.count, by: side).map { steps[$0] }
      return Double(onGrid.reduce(0, +)) >= 0.98 * Double(total) && onGrid.count { $0 > 0 } >= 8
    }
  }
}
