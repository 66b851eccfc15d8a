extension Pixels {
  enum Filter {
    case area, bicubic

    func axis(from size: Int, to newSize: Int) -> ResampleAxis {
      switch self {
      case .area: .area(from: size, to: newSize)
      case .bicubic: .bicubic(from: size, to: newSize)
      }
    }
  }

  /// Resizes columns first, then rows, with rounding to 8 bits after each.
  func resized(width newWidth: Int, height newHeight: Int, by filter: Filter) -> Pixels {
    var result = self
    if newWidth != width { result = result.resizedColumns(filter.axis(from: width, to: newWidth)) }
    if newHeight != height { result = result.resizedRows(filter.axis(from: height, to: newHeight)) }
    return result
  }

  /// Returns the part with the upper left corner at `x`, `y`, which must lie inside the image.
  func cropped(x: Int, y: Int, width newWidth: Int, height newHeight: Int) -> Pixels {
    var part: [UInt8] = []
    part.reserveCapacity(newWidth * newHeight * 3)
    for row in y..<y + newHeight {
      let start = (row * width + x) * 3
      part += rgb[start..<start + newWidth * 3]
    }
    return Pixels(width: newWidth, height: newHeight, rgb: part)
  }

  private func resizedColumns(_ axis: ResampleAxis) -> Pixels {
    let (row, newRow) = (width * 3, axis.count * 3)
    let target = [UInt8](unsafeUninitializedCapacity: newRow * height) { target, initialized in
      rgb.withUnsafeBufferPointer { source in
        for y in 0..<height {
          axis.mixColumns(
            UnsafeBufferPointer(rebasing: source[y * row..<(y + 1) * row]),
            into: UnsafeMutableBufferPointer(rebasing: target[y * newRow..<(y + 1) * newRow]))
        }
      }
      initialized = newRow * height
    }
    return Pixels(width: axis.count, height: height, rgb: target)
  }

  private func resizedRows(_ axis: ResampleAxis) -> Pixels {
    let row = width * 3
    var sums = [Int32](repeating: 0, count: row)
    let target = [UInt8](unsafeUninitializedCapacity: row * axis.count) { target, initialized in
      rgb.withUnsafeBufferPointer { source in
        for y in 0..<axis.count {
          for x in 0..<row { sums[x] = ResampleAxis.half }
          for (distance, index) in (axis.offsets[y]..<axis.offsets[y + 1]).enumerated() {
            let (weight, from) = (axis.weights[index], (axis.starts[y] + distance) * row)
            for x in 0..<row { sums[x] &+= Int32(source[from + x]) &* weight }
          }
          for x in 0..<row { target[y * row + x] = ResampleAxis.byte(sums[x]) }
        }
      }
      initialized = row * axis.count
    }
    return Pixels(width: width, height: axis.count, rgb: target)
  }
}
