import AliceModel
import AliceTestSupport
import AliceTestWorld
import AliceVision
import AliceWorkspace
import Foundation
import Synchronization
import Testing

@Suite struct ThumbnailLookTests {
  /// Returns what decoding an image for its thumbnail tells.
  private func facts(of bytes: [UInt8], _ name: String) async throws -> DecodedFacts? {
    try await World.with { world in
      let found = Mutex<DecodedFacts?>(nil)
      let asset = try await world.organized(bytes, as: name)
      let service = world.thumbnails { id, facts in if id == asset.id { found.withLock { $0 = facts } } }
      _ = try await service.thumbnail(of: asset, edge: .edge160, priority: .visible)
      let end = ContinuousClock.now + .seconds(10)
      while found.withLock({ $0 == nil }), ContinuousClock.now < end { try await Task.sleep(for: .milliseconds(10)) }
      return found.withLock { $0 }
    }
  }

  @Test func `an image that is decoded as a whole for its thumbnail also tells how it looks`() async throws {
    let pixels = Pixels(width: 800, height: 600, rgb: PaintedScene(31).rgb(width: 800, height: 600))
    let expected = try #require(pixels.look())
    let png = try #require(try await facts(of: ImageEncoder.png(pixels), "picture.png"))
    #expect(png.look == expected)
    // A JPEG is decoded at half of its size, which is another picture to the checksum.
    let large = Pixels(width: 1600, height: 1200, rgb: PaintedScene(31).rgb(width: 1600, height: 1200))
    let jpeg = try #require(try await facts(of: ImageEncoder.jpeg(large, quality: 90), "picture.jpg"))
    #expect(jpeg.look == nil && jpeg.color > 0)
  }
}
