import AliceModel
package import AliceVision

/// The inputs that determine a picture of the simulator: equal recipes give equal pixels, in every run.
package struct PictureRecipe: Sendable, Hashable {
  package var endpoint: String
  package var prompt: String
  package var seed: UInt64
  package var width: Int
  package var height: Int
  /// True for the black picture that a safety checker returns.
  package var isBlack = false
  /// The upscaler that enlarged the picture: it leaves the motif and changes the grain.
  package var upscaler: String?

  /// Limits each side to 16 to 4096 pixels, and the area to 4 megapixels.
  package init(endpoint: String, prompt: String, seed: UInt64, width: Int, height: Int) {
    self.endpoint = endpoint
    self.prompt = prompt
    self.seed = seed
    (self.width, self.height) = PictureRecipe.paintable(width, height)
  }

  /// Returns the paintable size that is nearest to `width` × `height`.
  package static func paintable(_ width: Int, _ height: Int) -> (width: Int, height: Int) {
    let wide = min(max(width, 16), 4096)
    let high = min(max(height, 16), 4096)
    let largest = 2048.0 * 2048
    guard Double(wide) * Double(high) > largest else { return (wide, high) }
    let shrink = (largest / (Double(wide) * Double(high))).squareRoot()
    return (max(16, Int(Double(wide) * shrink)), max(16, Int(Double(high) * shrink)))
  }

  /// The deliberate flaw of the picture, so that quality scores differ.
  package var flaw: PictureFlaw? {
    switch seed % 10 {
    case 3: .blurred
    case 6: .noisy
    case 9: .flat
    default: nil
    }
  }

  package func paint() -> Pixels {
    guard !isBlack else { return Pixels(width: width, height: height, filledWith: 0) }
    var numbers = SplitMix64(seed: fingerprint)
    let words = PromptWords(prompt)
    var canvas = Canvas(width: width, height: height)
    if words.isLandscape {
      Landscape(words: words, width: width, height: height, numbers: &numbers).paint(on: &canvas)
    } else {
      AbstractFlow(width: width, height: height, numbers: &numbers).paint(on: &canvas)
    }
    finish(&canvas, seed: UInt32(truncatingIfNeeded: numbers.next()))
    if let upscaler {
      canvas.addNoise(strength: 4, coloured: false, seed: UInt32(truncatingIfNeeded: StableHash(upscaler).value))
    }
    return Pixels(width: width, height: height, rgb: canvas.rgb)
  }

  private func finish(_ canvas: inout Canvas, seed: UInt32) {
    switch flaw {
    case .blurred: canvas.blur(radius: max(3, min(width, height) / 90))
    case .noisy: canvas.addNoise(strength: 120, coloured: true, seed: seed)
    case .flat: canvas.flatten()
    case nil: canvas.addNoise(strength: 7, coloured: false, seed: seed)
    }
  }

  /// The size does not count, so that one recipe at two sizes shows one motif.
  private var fingerprint: UInt64 {
    var hash = StableHash()
    hash.combine(endpoint)
    hash.combine(prompt)
    hash.combine(seed)
    return hash.value
  }
}

/// The deliberate flaws of some pictures.
package enum PictureFlaw: Sendable, Hashable {
  case blurred, noisy, flat
}
