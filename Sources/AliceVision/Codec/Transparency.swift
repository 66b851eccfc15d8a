/// What stands behind transparent pixels.
enum Transparency {
  /// Makes RGB of RGBA where it stands: each pixel over mid-grey, by its alpha, in the file's own (not linear) light as
  /// browsers do it.
  static func compose(_ samples: inout [UInt8]) {
    let count = samples.count / 4
    samples.withUnsafeMutableBufferPointer { samples in
      // What is written never passes what is still to be read.
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
