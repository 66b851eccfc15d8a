import AliceVision
import FalSimulator
import Testing

@Suite struct `The painter` {
  private func paint(_ prompt: String, seed: UInt64, width: Int = 160, height: Int = 120) -> Pixels {
    PictureRecipe(endpoint: "fal-ai/flux/dev", prompt: prompt, seed: seed, width: width, height: height).paint()
  }

  /// The mean step between neighbouring pixels of a line, in one channel.
  private func roughness(_ pixels: Pixels) -> Double {
    let steps = stride(from: 3, to: pixels.rgb.count, by: 3).map { abs(Int(pixels.rgb[$0]) - Int(pixels.rgb[$0 - 3])) }
    return Double(steps.reduce(0, +)) / Double(steps.count)
  }

  private func contrast(_ pixels: Pixels) -> Double {
    let mean = Double(pixels.rgb.reduce(0) { $0 + Int($1) }) / Double(pixels.rgb.count)
    let squares = pixels.rgb.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    return (squares / Double(pixels.rgb.count)).squareRoot()
  }

  @Test(arguments: ["mountain lake at dawn", "pine forest at night", "desert dunes at sunset", "a cat", ""])
  func `equal recipes give equal pixels, another seed others`(prompt: String) {
    #expect(paint(prompt, seed: 1).rgb == paint(prompt, seed: 1).rgb)
    #expect(paint(prompt, seed: 1).rgb != paint(prompt, seed: 2).rgb)
    #expect(contrast(paint(prompt, seed: 1)) > 12)
  }

  @Test(arguments: [(1, 1), (16, 16), (17, 300), (640, 16), (4096, 32)])
  func `any size can be painted`(width: Int, height: Int) {
    let pixels = paint("a mountain lake with trees", seed: 5, width: width, height: height)
    #expect(pixels.width == max(16, width) && pixels.height == max(16, height))
    #expect(pixels.rgb.count == pixels.width * pixels.height * 3)
  }

  @Test(arguments: [(14142, 14142), (0, 0), (-5, 100_000), (Int.max, Int.max)])
  func `a size that cannot be painted becomes one that can`(width: Int, height: Int) {
    let size = PictureRecipe.paintable(width, height)
    #expect(size.width >= 16 && size.height >= 16 && size.width * size.height <= 2048 * 2048)
  }

  @Test(arguments: ["mountains in the morning", "a cat"])
  func `some seeds give poor pictures`(prompt: String) {
    let good = paint(prompt, seed: 11, width: 320, height: 240)
    #expect(roughness(paint(prompt, seed: 13, width: 320, height: 240)) < roughness(good) / 2)
    #expect(roughness(paint(prompt, seed: 16, width: 320, height: 240)) > roughness(good) * 2)
    #expect(contrast(paint(prompt, seed: 19, width: 320, height: 240)) < contrast(good) / 3)
  }

  @Test func `night is darker than day`() {
    func light(_ pixels: Pixels) -> Int { pixels.rgb.reduce(0) { $0 + Int($1) } }
    for seed in [1, 2, 4, 5] as [UInt64] {
      #expect(light(paint("mountains at night", seed: seed)) * 2 < light(paint("mountains at noon", seed: seed)))
    }
  }
}
