import AliceNumbers

extension Pixels {
  /// Returns the image rotated and mirrored according to EXIF's orientation 2 to 8, so that it is upright; unchanged
  /// for any other number.
  func oriented(_ orientation: Int) -> Pixels {
    guard (2...8).contains(orientation), isConsistent else { return self }
    let isTurned = orientation >= 5
    let (newWidth, newHeight) = isTurned ? (height, width) : (width, height)
    let turned = [UInt8](unsafeUninitializedCapacity: rgb.count) { target, initialized in
      for y in 0..<newHeight {
        for x in 0..<newWidth {
          let (sourceX, sourceY) = source(ofX: x, y: y, orientation: orientation)
          let (from, to) = ((sourceY * width + sourceX) * 3, (y * newWidth + x) * 3)
          for channel in 0..<3 { target[to + channel] = rgb[from + channel] }
        }
      }
      initialized = rgb.count
    }
    return Pixels(width: newWidth, height: newHeight, rgb: turned)
  }

  /// Returns the stored pixel that belongs at `x`, `y` of the upright image (TIFF 6.0, tag 274).
  private func source(ofX x: Int, y: Int, orientation: Int) -> (x: Int, y: Int) {
    switch orientation {
    case 2: (width - 1 - x, y)
    case 3: (width - 1 - x, height - 1 - y)
    case 4: (x, height - 1 - y)
    case 5: (y, x)
    case 6: (y, height - 1 - x)
    case 7: (width - 1 - y, height - 1 - x)
    case 8: (width - 1 - y, x)
    default: (x, y)
    }
  }
}
