import AliceModel
import AliceTestSupport
import AliceVision
import Foundation
import Synchronization
import Testing

/// A codec is given the picture and nothing else of its file.
@Suite struct `Decoding within bounds` {
  private static let picture = Painting.paint(width: 40, height: 30) { x, y in (x * 6, y * 8, x * y) }

  private static func file(_ format: MediaFormat) throws -> [UInt8] {
    switch format {
    case .png: try ImageEncoder.png(picture)
    case .jpeg: try ImageEncoder.jpeg(picture, quality: 80)
    default: try ImageEncoder.webp(picture, quality: 80)
    }
  }

  private static func big(_ number: Int, _ count: Int = 4) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * (count - 1 - $0))) }
  }

  /// The file with room for `size` bytes that are no picture: a text, segments, a chunk of another kind.
  private static func stretched(_ format: MediaFormat, by size: Int) throws -> GapFile {
    let whole = try file(format)
    switch format {
    case .png: return GapFile(Array(whole[..<33]) + big(size) + Array("tEXt".utf8), gap: size + 4, whole[33...])
    case .jpeg:
      let segment = [0xFF, 0xE1, 0xFF, 0xFF] + [UInt8](repeating: 0, count: 65_533)
      return GapFile(Array(whole[..<2]) + segment + segment, gap: 0, whole[2...])
    default:
      let little: [UInt8] = big(size).reversed()
      let riff: [UInt8] = big(whole.count + size).reversed()
      let head = Array("RIFF".utf8) + riff + Array("WEBPJUNK".utf8) + little
      return GapFile(head, gap: size, whole[12...])
    }
  }

  @Test(arguments: [MediaFormat.png, .jpeg, .webp])
  func `of a large file only the picture is read`(format: MediaFormat) throws {
    let whole = try ImageDecoder.decode(Self.file(format), format: format)
    let file = try Self.stretched(format, by: 1 << 30)
    let decoded = try ImageDecoder.decode(file, format: format)
    #expect(decoded.pixels.rgb == whole.pixels.rgb)
    #expect(!decoded.truncated && !decoded.lacksEnd)
    #expect(file.read < 1 << 20)
  }

  @Test(arguments: ["tEXt", "iTXt", "zTXt", "iCCP", "eXIf", "sPLT", "PLTE", "tRNS", "IDAT", "abCd"])
  func `a chunk that claims two gigabytes ends the picture and costs nothing`(type: String) throws {
    let whole = try Self.file(.png)
    let claim = Self.big(0x7FFF_FFFF) + Array(type.utf8) + [1, 2, 3, 4]
    let scorer = QualityScorer(memory: 1 << 20)
    for file in [Array(whole[..<33]) + claim, Array(whole[..<33]) + claim + whole[33...]] {
      let found = try scorer.measure(file, format: .png, orientation: 1, problems: [])
      #expect(found == Assessment(defects: [.truncated]))
    }
  }

  @Test func `texts and profiles before the picture make no difference to it`() throws {
    let whole = try Self.file(.png)
    var parts = HandmadePNG(width: 1, height: 1, colour: 2)
    let bare = parts.bytes.count
    parts.add("iCCP", Array("p\0\0".utf8) + [UInt8](repeating: 7, count: 40_000))
    parts.add("tEXt", Array("parameters\0words".utf8))
    parts.add("zTXt", Array("Comment\0\0".utf8) + [UInt8](repeating: 9, count: 1_000))
    let file = Array(whole[..<33]) + parts.bytes[bare...] + whole[33...]
    let decoded = try ImageDecoder.decode(file, format: .png)
    #expect(decoded.pixels.rgb == Self.picture.rgb && !decoded.truncated)
  }

  @Test func `markers between fill bytes, and comments, make no difference to a JPEG`() throws {
    let whole = try Self.file(.jpeg)
    let aside: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFE, 0, 4, 0x61, 0x62, 0xFF, 0xED, 0, 3, 1, 0xFF, 0xFF]
    let decoded = try ImageDecoder.decode(Array(whole[..<2]) + aside + whole[2...], format: .jpeg)
    #expect(try decoded.pixels.rgb == ImageDecoder.decode(whole, format: .jpeg).pixels.rgb)
  }

  @Test(arguments: [MediaFormat.png, .jpeg, .webp])
  func `a picture that needs more memory than there may be is refused before it is read`(format: MediaFormat) throws {
    let noise = Painting.noise(width: 400, height: 300, seed: 4)
    let file =
      switch format {
      case .png: try ImageEncoder.png(noise)
      case .jpeg: try ImageEncoder.jpeg(noise, quality: 80)
      default: try ImageEncoder.webp(noise, quality: 80)
      }
    let counting = GapFile(file, gap: 0, [])
    #expect(throws: VisionError.tooLarge(width: 400, height: 300)) {
      try QualityScorer(memory: 300_000).measure(counting, format: format, orientation: 1, problems: [])
    }
    // One look at what it is, one at its header.
    #expect(counting.read <= 128 << 10)
    let found = try QualityScorer(memory: 1_200_000).measure(file, format: format, orientation: 1, problems: [])
    #expect(found.score != nil)
    // Turned upright it is held twice.
    #expect(throws: VisionError.tooLarge(width: 400, height: 300)) {
      try QualityScorer(memory: file.count + 400_000).measure(file, format: format, orientation: 6, problems: [])
    }
  }

  @Test func `a progressive JPEG counts with what it is gathered in`() throws {
    var jpeg = try Self.file(.jpeg)
    let frame = try #require(jpeg.indices.first { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xC0 })
    jpeg.replaceSubrange(frame + 5..<frame + 9, with: [0x17, 0x70, 0x0F, 0xA0])
    // 4,000 × 6,000 pixels are 72 MB, and as many coefficients 72 MB more where chroma is halved.
    #expect(throws: Never.self) {
      try QualityScorer().measure(jpeg, format: .jpeg, orientation: 1, problems: [])
    }
    jpeg[frame + 1] = 0xC2
    #expect(throws: VisionError.tooLarge(width: 4_000, height: 6_000)) {
      try QualityScorer().measure(jpeg, format: .jpeg, orientation: 1, problems: [])
    }
  }

  @Test func `pictures that do not fit beside each other are scored one after the other`() async throws {
    let file = try ImageEncoder.png(Painting.waves(width: 300, height: 260))
    let alone = QualityScorer().assess(file, format: .png, orientation: 1, problems: [])
    let scorer = QualityScorer(memory: 900_000)
    let found = await withTaskGroup(of: Assessment.self) { group in
      for _ in 0..<8 {
        group.addTask { scorer.assess(file, format: .png, orientation: 1, problems: []) }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(found == Array(repeating: alone, count: 8))
    #expect(alone.score != nil)
  }

  @Test func `a medium that fails is told, and no picture is blamed`() {
    #expect(throws: VisionError.unreadable(offset: 0)) {
      try QualityScorer().measure(BrokenMedium(), format: .png, orientation: 1, problems: [])
    }
    #expect(QualityScorer().assess(BrokenMedium(), format: .png, orientation: 1, problems: []) == Assessment())
  }
}

/// Two pieces of a file with zeros between them, which counts what is read.
private final class GapFile: RandomAccessBytes {
  private let head: [UInt8]
  private let gap: UInt64
  private let tail: [UInt8]
  private let total = Mutex(0)

  init(_ head: [UInt8], gap: Int, _ tail: ArraySlice<UInt8>) {
    (self.head, self.gap, self.tail) = (head, UInt64(gap), Array(tail))
  }

  var read: Int { total.withLock { $0 } }
  var byteCount: UInt64 { UInt64(head.count + tail.count) + gap }

  func read(at offset: UInt64, count: Int) throws -> [UInt8] {
    guard offset < byteCount, count > 0 else { return [] }
    let end = offset + min(UInt64(count), byteCount - offset)
    total.withLock { $0 += Int(end - offset) }
    let start = UInt64(head.count) + gap
    return (offset..<end).map { at in
      at < UInt64(head.count) ? head[Int(at)] : at < start ? 0 : tail[Int(at - start)]
    }
  }
}

private struct BrokenMedium: RandomAccessBytes {
  struct Failure: Error {}

  var byteCount: UInt64 { 1000 }
  func read(at offset: UInt64, count: Int) throws -> [UInt8] { throw Failure() }
}
