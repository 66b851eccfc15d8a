import AliceNumbers

/// Decodes uncompressed rows.
struct BMPRows {
  private let header: BMPInfo
  private var hasAlpha: Bool { header.masks.count == 4 }

  init(_ header: BMPInfo) { self.header = header }

  func decode(_ source: inout PictureSource) throws(VisionError) -> DecodedImage {
    let (width, height, channels) = (header.width, header.height, hasAlpha ? 4 : 3)
    var samples = [UInt8](repeating: ImageDecoder.backdrop, count: width * height * channels)
    var isTruncated = false
    var isVisible = !hasAlpha
    for index in 0..<height {
      let row = try source.bytes(
        at: header.start + UInt64(index) * UInt64(header.rowSize), count: header.rowSize)
      // The last row may lack its padding.
      guard row.count >= (width * header.depth + 7) / 8 else {
        isTruncated = true
        break
      }
      let y = header.isTopDown ? index : height - 1 - index
      decode(row, into: &samples, at: y * width * channels, &isVisible)
    }
    if hasAlpha {
      // Some programs leave the alpha of every pixel zero and mean an opaque image.
      if !isVisible { for index in stride(from: 3, to: samples.count, by: 4) { samples[index] = 255 } }
      Transparency.compose(&samples)
    }
    return DecodedImage(
      pixels: Pixels(width: width, height: height, rgb: samples), truncated: isTruncated, lacksEnd: false,
      hasAlpha: hasAlpha && isVisible)
  }

  private func decode(
    _ row: ArraySlice<UInt8>, into samples: inout [UInt8], at start: Int, _ isVisible: inout Bool
  ) {
    let (width, depth, hasAlpha) = (header.width, header.depth, hasAlpha)
    row.withUnsafeBufferPointer { row in
      samples.withUnsafeMutableBufferPointer { samples in
        var at = start
        for x in 0..<width {
          switch depth {
          case 24:
            for channel in 0..<3 { samples[at + channel] = row[3 * x + 2 - channel] }
          case 16, 32:
            let size = depth / 8
            let pixel = (0..<size).reduce(UInt32(0)) { $0 | UInt32(row[size * x + $1]) << UInt32(8 * $1) }
            for (channel, mask) in header.masks.enumerated() { samples[at + channel] = mask.value(of: pixel) }
            if hasAlpha, samples[at + 3] != 0 { isVisible = true }
          default:
            let bit = x * depth
            let color = Int(row[bit / 8] >> UInt8(8 - depth - bit % 8)) & (1 << depth - 1)
            for channel in 0..<3 { samples[at + channel] = header.palette[3 * color + channel] }
          }
          at += hasAlpha ? 4 : 3
        }
      }
    }
  }
}

/// Decodes runs of palette indices. Each step reads two bytes or more and writes at most 255 pixels.
struct BMPRuns {
  private let header: BMPInfo
  private var samples: [UInt8]
  private var at: UInt64
  private var x = 0
  private var row = 0
  private var hasEnded = false

  init(_ header: BMPInfo) {
    self.header = header
    at = header.start
    // Pixels that no run covers have the first colour.
    samples = []
    samples.reserveCapacity(header.width * header.height * 3)
    for _ in 0..<(header.width * header.height) { samples += header.palette.prefix(3) }
  }

  mutating func decode(_ source: inout PictureSource) throws(VisionError) -> DecodedImage {
    while !hasEnded, row < header.height {
      let code = Array(try source.bytes(at: at, count: 2))
      guard code.count == 2 else { break }
      at += 2
      if code[0] > 0 {
        for index in 0..<Int(code[0]) { put(color(code[1], index)) }
      } else {
        try escape(code[1], &source)
      }
    }
    return DecodedImage(
      pixels: Pixels(width: header.width, height: header.height, rgb: samples),
      truncated: !hasEnded && row < header.height - 1, lacksEnd: false, hasAlpha: false)
  }

  /// Ends a row or the image, moves, or copies single pixels.
  private mutating func escape(_ code: UInt8, _ source: inout PictureSource) throws(VisionError) {
    switch code {
    case 0: (x, row) = (0, row + 1)
    case 1: hasEnded = true
    case 2:
      let move = Array(try source.bytes(at: at, count: 2))
      guard move.count == 2 else { return row = header.height }
      at += 2
      (x, row) = (min(x + Int(move[0]), header.width), row + Int(move[1]))
    default:
      let size = header.depth == 8 ? Int(code) : (Int(code) + 1) / 2
      let bytes = Array(try source.bytes(at: at, count: size))
      // The copied bytes are padded to an even number.
      at += UInt64(size + size % 2)
      for index in 0..<Int(code) {
        let place = header.depth == 8 ? index : index / 2
        guard place < bytes.count else { return }
        put(header.depth == 8 ? bytes[place] : color(bytes[place], index))
      }
    }
  }

  /// Returns the colour of a pixel in a run: with 4 bits, two colours alternate.
  private func color(_ byte: UInt8, _ index: Int) -> UInt8 {
    header.depth == 8 ? byte : index % 2 == 0 ? byte >> 4 : byte & 15
  }

  private mutating func put(_ color: UInt8) {
    guard x < header.width, row < header.height else { return }
    let y = header.isTopDown ? row : header.height - 1 - row
    let place = 3 * (y * header.width + x)
    for channel in 0..<3 { samples[place + channel] = header.palette[3 * Int(color) + channel] }
    x += 1
  }
}
