package import AliceModel
import AliceNumbers

/// An image for other programs: its pixels with their opacity.
package struct AlphaPixels: Sendable {
  package private(set) var pixels: Pixels
  /// The opacity of each pixel; nil if all of them are opaque. The colours are not multiplied by it.
  package private(set) var alpha: [UInt8]?

  /// `alpha` must have one value for each pixel.
  package init(_ pixels: Pixels, alpha: [UInt8]? = nil) {
    self.pixels = pixels
    self.alpha = alpha?.count == pixels.width * pixels.height ? alpha : nil
  }

  package var width: Int { pixels.width }
  package var height: Int { pixels.height }

  /// Returns the image reduced to this size; no side becomes longer than it is.
  package func reduced(to width: Int, _ height: Int) -> AlphaPixels {
    let (width, height) = (min(max(1, width), self.width), min(max(1, height), self.height))
    guard width < self.width || height < self.height, pixels.isConsistent else { return self }
    func reduced(_ pixels: Pixels) -> Pixels {
      pixels.resized(width: min(2 * width, self.width), height: min(2 * height, self.height), by: .area)
        .resized(width: width, height: height, by: .bicubic)
    }
    guard let alpha else { return AlphaPixels(reduced(pixels)) }
    // Transparent pixels must not lend their colours to their neighbours.
    let opacity = reduced(Pixels(width: self.width, height: self.height, rgb: AlphaPixels.tripled(alpha)))
    let planes = stride(from: 0, to: opacity.rgb.count, by: 3).map { opacity.rgb[$0] }
    return AlphaPixels(reduced(multiplied(by: alpha)), alpha: planes).divided
  }

  /// Returns the image over one shade of grey.
  package func flattened(over shade: UInt8 = 255) -> Pixels {
    guard let alpha else { return pixels }
    var flat = pixels
    for (index, opacity) in alpha.enumerated() where opacity < 255 {
      let behind = Int(shade) * (255 - Int(opacity)) + 127
      for at in index * 3..<index * 3 + 3 {
        flat.rgb[at] = UInt8((Int(flat.rgb[at]) * Int(opacity) + behind) / 255)
      }
    }
    return flat
  }

  /// Returns the image with other colours.
  package func converted(by conversion: ColorConversion) -> AlphaPixels {
    AlphaPixels(conversion.converted(pixels), alpha: alpha)
  }

  func oriented(_ orientation: Int) -> AlphaPixels {
    guard let alpha else { return AlphaPixels(pixels.oriented(orientation)) }
    let turned = Pixels(width: width, height: height, rgb: AlphaPixels.tripled(alpha)).oriented(orientation)
    return AlphaPixels(
      pixels.oriented(orientation), alpha: stride(from: 0, to: turned.rgb.count, by: 3).map { turned.rgb[$0] })
  }

  /// Red, green, blue and opacity of each pixel.
  var rgba: [UInt8] {
    let alpha = alpha ?? [UInt8](repeating: 255, count: width * height)
    return [UInt8](unsafeUninitializedCapacity: alpha.count * 4) { target, count in
      for (index, opacity) in alpha.enumerated() {
        for channel in 0..<3 { target[index * 4 + channel] = pixels.rgb[index * 3 + channel] }
        target[index * 4 + 3] = opacity
      }
      count = alpha.count * 4
    }
  }

  private static func tripled(_ plane: [UInt8]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: plane.count * 3) { target, count in
      for (index, value) in plane.enumerated() {
        for at in index * 3..<index * 3 + 3 { target[at] = value }
      }
      count = plane.count * 3
    }
  }

  private func multiplied(by alpha: [UInt8]) -> Pixels {
    var result = pixels
    for (index, opacity) in alpha.enumerated() where opacity < 255 {
      for at in index * 3..<index * 3 + 3 { result.rgb[at] = UInt8((Int(result.rgb[at]) * Int(opacity) + 127) / 255) }
    }
    return result
  }

  private var divided: AlphaPixels {
    guard let alpha else { return self }
    var result = pixels
    for (index, opacity) in alpha.enumerated() where opacity > 0 && opacity < 255 {
      for at in index * 3..<index * 3 + 3 {
        result.rgb[at] = UInt8(min(255, (Int(result.rgb[at]) * 255 + Int(opacity) / 2) / Int(opacity)))
      }
    }
    return AlphaPixels(result, alpha: alpha)
  }
}

extension ImageDecoder {
  /// Decodes the image, or the first frame of an animation, with its opacity. A damaged file is refused.
  package static func picture(
    _ bytes: some RandomAccessBytes, format: MediaFormat, orientation: Int = 1, maximumPixels: Int = 100_000_000
  ) throws(VisionError) -> AlphaPixels {
    let limits = DecodeLimits(pixels: maximumPixels, keepsAlpha: true)
    let plan = try plan(bytes, format: format, limits: limits)
    // Turning and reducing hold the image twice.
    guard SystemMemory.has(2 * plan.cost) else { throw .noMemory }
    let image = try plan.decode()
    guard !image.truncated else { throw .damaged("the image is cut off") }
    return AlphaPixels(image.pixels, alpha: image.alpha).oriented(orientation)
  }
}
