internal import CVision

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
  func resized(
    width newWidth: Int, height newHeight: Int, by filter: Filter, level: KernelLevel = .best
  ) -> Pixels {
    var result = self
    if newWidth != width { result = result.resizedColumns(filter.axis(from: width, to: newWidth), level) }
    if newHeight != height { result = result.resizedRows(filter.axis(from: height, to: newHeight), level) }
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

  private func resizedColumns(_ axis: ResampleAxis, _ level: KernelLevel) -> Pixels {
    precondition(isConsistent && axis.end <= width)
    let count = axis.count * 3 * height
    let target = [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
      rgb.withUnsafeBufferPointer { source in
        axis.withKernelAxis {
          vision_mix_columns(level.number, source.baseAddress, width, height, target.baseAddress, $0)
        }
      }
      initialized = count
    }
    return Pixels(width: axis.count, height: height, rgb: target)
  }

  private func resizedRows(_ axis: ResampleAxis, _ level: KernelLevel) -> Pixels {
    precondition(isConsistent && axis.end <= height)
    let row = width * 3
    let target = [UInt8](unsafeUninitializedCapacity: row * axis.count) { target, initialized in
      rgb.withUnsafeBufferPointer { source in
        axis.withKernelAxis {
          vision_mix_rows(level.number, source.baseAddress, row, target.baseAddress, $0)
        }
      }
      initialized = row * axis.count
    }
    return Pixels(width: width, height: axis.count, rgb: target)
  }
}
