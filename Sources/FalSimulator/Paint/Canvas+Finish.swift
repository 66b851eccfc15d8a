extension Canvas {
  /// Film grain when weak and grey, a bad sensor when strong and coloured.
  ///
  /// `strength` is how far a channel moves at most, out of 255; most move less.
  mutating func addNoise(strength: Int32, coloured: Bool, seed: UInt32) {
    rgb.withUnsafeMutableBufferPointer { bytes in
      for pixel in 0..<(width * height) {
        let random = ValueNoise.hash(Int32(truncatingIfNeeded: pixel), 11, seed)
        // The sum of two bytes is a triangle: small changes are common, large ones rare.
        for channel in 0..<3 {
          let bits = coloured ? random >> (UInt32(channel) * 8) : random
          let triangle = Int32(bits & 0xFF) + Int32((bits >> 8) & 0xFF) - 255
          let value = Int32(bytes[pixel * 3 + channel]) + triangle * strength / 255
          bytes[pixel * 3 + channel] = UInt8(min(max(value, 0), 255))
        }
      }
    }
  }

  /// Out of focus: the means of large squares, joined smoothly.
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

  /// Fog without depth: little contrast, little colour.
  mutating func flatten() {
    for at in rgb.indices { rgb[at] = UInt8((Int(rgb[at]) * 30 + 128 * 226) / 256) }
  }

  /// Of one channel, from sixty-four places in the square.
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
