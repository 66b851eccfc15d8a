extension Canvas {
  /// Adds noise: film grain if it is weak and grey, sensor noise if it is strong and coloured.
  ///
  /// `strength` is the maximum change of a channel, out of 255; most changes are smaller.
  mutating func addNoise(strength: Int32, coloured: Bool, seed: UInt32) {
    rgb.withUnsafeMutableBufferPointer { bytes in
      for pixel in 0..<(width * height) {
        let random = ValueNoise.hash(Int32(truncatingIfNeeded: pixel), 11, seed)
        // The sum of two bytes has a triangular distribution: small changes are common, large ones rare.
        for channel in 0..<3 {
          let bits = coloured ? random >> (UInt32(channel) * 8) : random
          let triangle = Int32(bits & 0xFF) + Int32((bits >> 8) & 0xFF) - 255
          let value = Int32(bytes[pixel * 3 + channel]) + triangle * strength / 255
          bytes[pixel * 3 + channel] = UInt8(min(max(value, 0), 255))
        }
      }
    }
  }

  /// Blurs the picture: it computes the means of large squares and interpolates between them.
  mutating func blur(radius: Int) {
    for channel in 0..<3 {
      let field = CoarseField(width: width, height: height, step: radius) { x, y in
        mean(around: Int(x), Int(y), radius: radius, channel: channel)
      }
      var line = [Float](repeating: 0, count: width)
      for y in 0..<height {
        field.read(line: y, into: &line)
        for x in 0..<width { rgb[(y * width + x) * 3 + channel] = UInt8(line[x]) }
      }
    }
  }

  /// Reduces contrast and colour, as in even fog.
  mutating func flatten() {
    for at in rgb.indices { rgb[at] = UInt8((Int(rgb[at]) * 30 + 128 * 226) / 256) }
  }

  /// Returns the mean of one channel, from sixty-four samples in the square.
  private func mean(around x: Int, _ y: Int, radius: Int, channel: Int) -> Float {
    var sum = 0
    for step in 0..<64 {
      let column = min(max(x + (step % 8 * 2 - 7) * radius / 7, 0), width - 1)
      let row = min(max(y + (step / 8 * 2 - 7) * radius / 7, 0), height - 1)
      sum += Int(rgb[(row * width + column) * 3 + channel])
    }
    return Float(sum) / 64
  }
}
