extension Pixels {
  /// Returns the size of an image reduced so that its longer side is at most `edge`; never larger than it is.
  static func size(of width: Int, _ height: Int, within edge: Int) -> (width: Int, height: Int) {
    let long = max(width, height)
    guard long > edge else { return (width, height) }
    func scaled(_ side: Int) -> Int {
      max(1, Int((Double(side) * Double(edge) / Double(long)).rounded(.toNearestOrAwayFromZero)))
    }
    return (scaled(width), scaled(height))
  }

  /// Returns the image reduced so that its longer side is at most `edge`; unchanged if it is no longer than that.
  ///
  /// Area averaging to twice the size is fast, and the cubic filter after it keeps edges sharp.
  package func fitted(within edge: Int) -> Pixels {
    let steps = Pixels.steps(of: width, height, within: max(1, edge))
    guard isConsistent else { return self }
    return resized(width: steps.area.width, height: steps.area.height, by: .area)
      .resized(width: steps.final.width, height: steps.final.height, by: .bicubic)
  }

  /// The number of pixels on the longer side whose colours a blurred image keeps.
  private static let blurredEdge = 8

  /// The image in the same size with its colours alone: nothing that it shows can be recognised.
  package var blurred: Pixels {
    fitted(within: Pixels.blurredEdge).resized(width: width, height: height, by: .bicubic)
  }

  /// Returns the sizes after both steps of `fitted`.
  static func steps(
    of width: Int, _ height: Int, within edge: Int
  ) -> (area: (width: Int, height: Int), final: (width: Int, height: Int)) {
    let size = size(of: width, height, within: edge)
    return ((min(2 * size.width, width), min(2 * size.height, height)), size)
  }

  /// The mean of each channel, as `0xRRGGBB`; black without pixels.
  package var averageColor: UInt32 {
    guard isConsistent else { return 0 }
    var (red, green, blue) = (0, 0, 0)
    rgb.withUnsafeBufferPointer { rgb in
      for at in stride(from: 0, to: rgb.count, by: 3) {
        red &+= Int(rgb[at])
        green &+= Int(rgb[at + 1])
        blue &+= Int(rgb[at + 2])
      }
    }
    let count = width * height
    return [red, green, blue].reduce(0) { $0 << 8 | UInt32(($1 + count / 2) / count) }
  }
}
