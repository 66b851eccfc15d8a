import AliceNumbers

/// Composites transparent pixels.
enum Transparency {
  /// Converts RGBA to RGB in place: each pixel over mid-grey by its alpha, in the file's own (nonlinear) encoding, as
  /// browsers do.
  static func compose(_ samples: inout [UInt8]) {
    let count = samples.count / 4
    samples.withUnsafeMutableBufferPointer { samples in
      // The write position never passes the read position.
      for pixel in 0..<count {
        let alpha = UInt32(samples[pixel * 4 + 3])
        let behind = UInt32(ImageDecoder.backdrop) * (255 - alpha) + 127
        for channel in 0..<3 {
          samples[pixel * 3 + channel] = UInt8((UInt32(samples[pixel * 4 + channel]) * alpha + behind) / 255)
        }
      }
    }
    samples.removeLast(samples.count - count * 3)
  }

  /// Converts RGBA to RGB in place, as `compose` does; with `keepsAlpha`, leaves the colours as they are and returns the
  /// opacity of each pixel.
  static func reduce(_ samples: inout [UInt8], keepsAlpha: Bool) -> [UInt8]? {
    guard keepsAlpha else {
      compose(&samples)
      return nil
    }
    let count = samples.count / 4
    var alpha = [UInt8](repeating: 255, count: count)
    for pixel in 0..<count {
      alpha[pixel] = samples[pixel * 4 + 3]
      for channel in 0..<3 { samples[pixel * 3 + channel] = samples[pixel * 4 + channel] }
    }
    samples.removeLast(samples.count - count * 3)
    return alpha
  }
}
