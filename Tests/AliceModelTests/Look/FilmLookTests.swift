import AliceModel
import AliceTestSupport
import Testing

@Suite struct `The look of a film` {
  private static func random(_ seed: UInt64) -> PictureHash {
    var random = SplitMix64(seed: seed)
    return PictureHash(low: random.next(), right: random.next(), below: random.next(), high: random.next())
  }

  private static func frame(_ seed: UInt64) -> PictureLook { PictureLook(hash: random(seed), pixels: seed) }

  /// Changes bits of another part than the one that is compared first.
  private static func changed(_ hash: PictureHash, _ bits: UInt64) -> PictureHash {
    PictureHash(low: hash.low, right: hash.right ^ bits, below: hash.below, high: hash.high)
  }

  private static func film(_ seed: UInt64, changed bits: [UInt64] = [0, 0, 0], seconds: Double = 5) -> PictureLook? {
    let frames = [nil, frame(seed), frame(seed + 1), nil, frame(seed + 2)].map { look in
      look.map { look in
        PictureLook(hash: changed(look.hash, bits[Int(look.pixels - seed)]), pixels: look.pixels)
      }
    }
    return PictureLook(filmOf: frames, seconds: seconds)
  }

  @Test func `is written in 108 bytes, that of an animation in 44`() throws {
    let film = try #require(Self.film(1, seconds: 4.9996))
    #expect(film.bytes.count == 108 && film.bytes.suffix(4) == [0, 0, 0x13, 0x88])
    #expect(PictureLook(bytes: film.bytes) == film)
    let animation = Self.frame(1).lasting(1.5)
    #expect(animation.bytes.count == 44 && PictureLook(bytes: animation.bytes) == animation)
    #expect(Self.frame(1).lasting(nil) == Self.frame(1))
    for seconds in [0, -1, .nan, .infinity, 1e12] { #expect(Self.frame(1).lasting(seconds).motion == nil) }
    for count in [104, 107, 109] { #expect(PictureLook(bytes: [UInt8](repeating: 1, count: count)) == nil) }
  }

  @Test func `needs three frames and a length`() {
    let frames = (1...5).map { Self.frame($0) }
    #expect(PictureLook(filmOf: frames, seconds: 5) != nil)
    #expect(PictureLook(filmOf: frames, seconds: nil) == nil)
    #expect(PictureLook(filmOf: [frames[0]], seconds: 5) == nil && PictureLook(filmOf: [], seconds: 5) == nil)
    #expect(PictureLook(filmOf: [nil, nil, frames[2], frames[3], frames[4]], seconds: 5) == nil)
    // A film that fades out shows nothing in the end.
    let faded = PictureLook(filmOf: frames.dropLast() + [nil], seconds: 5)
    #expect(faded != nil && faded == PictureLook(filmOf: frames.dropLast(), seconds: 5))
  }

  @Test func `is like another film of about the same length if all frames are alike`() throws {
    let film = try #require(Self.film(1))
    #expect(film.distance(toCopy: film) == 0)
    let copy = try #require(Self.film(1, changed: [0xF, 0xFF, 0], seconds: 5.19))
    #expect(film.distance(toCopy: copy) == 8 && copy.distance(toCopy: film) == 8)
    #expect(try film.distance(toCopy: #require(Self.film(1, seconds: 5.3))) == nil)
    // Other frames, another end, and the first frame alone.
    #expect(try film.distance(toCopy: #require(Self.film(4))) == nil)
    let end = PictureLook(filmOf: [nil, Self.frame(1), Self.frame(2), nil, Self.frame(9)], seconds: 5)
    #expect(try film.distance(toCopy: #require(end)) == nil)
    #expect(film.distance(toCopy: Self.frame(2)) == nil && Self.frame(2).distance(toCopy: film) == nil)
  }

  @Test func `is not like one that moves otherwise, though the frames are alike`() throws {
    let still = [nil, Self.frame(1), Self.frame(1), Self.frame(1)]
    let one = try #require(PictureLook(filmOf: still, seconds: 5))
    var moved = still
    moved[3] = PictureLook(hash: Self.changed(Self.random(1), 0xFFFF), pixels: 1)
    #expect(try one.distance(toCopy: #require(PictureLook(filmOf: moved, seconds: 5))) == 16)
    moved[3] = PictureLook(hash: Self.changed(Self.random(1), 0x1_FFFF), pixels: 1)
    #expect(try one.distance(toCopy: #require(PictureLook(filmOf: moved, seconds: 5))) == nil)
  }

  @Test func `is found among pictures and animations, in all turns`() throws {
    let (film, animation) = (try #require(Self.film(1)), Self.frame(2).lasting(2))
    let turned = PictureLook(
      hash: film.hash.turned(.mirrored), pixels: 0,
      motion: PictureMotion(frames: try #require(film.motion).frames.map { $0.turned(.mirrored) }, milliseconds: 5000))
    let looks = [film, animation, Self.frame(2), turned, Self.frame(2).lasting(2.01), Self.frame(2).lasting(3), film]
    let pairs = TwinFinder(looks).pairs(of: looks.indices)
    #expect(pairs.map { [$0.other, $0.index] } == [[0, 3], [1, 4], [0, 6], [3, 6]])
    #expect(pairs.map(\.turn) == [.mirrored, .same, .same, .mirrored] && pairs.allSatisfy { $0.distance == 0 })
    #expect(!film.hasPixels(of: film) && !animation.hasPixels(of: animation))
    #expect(Self.frame(2).hasPixels(of: Self.frame(2)) && !Self.frame(2).hasPixels(of: animation))
  }
}
