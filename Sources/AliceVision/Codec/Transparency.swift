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
}
