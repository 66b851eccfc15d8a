import AliceMedia
import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// The file as it is given away.
func stripped(_ bytes: [UInt8]) throws -> [UInt8] { carryOut(try MediaFile.strip(bytes), on: bytes) }

@Suite struct StrippingTests {
  private static let secret = "a serene mountain lake"

  @Test(arguments: ContainerFixture.all, [AssetRecord.made, .found])
  func `nothing of what was embedded stays, and the picture does`(name: String, record: AssetRecord) throws {
    let source = try ContainerFixture.bytes(name)
    let file = try embedded(record, in: source)
    let bare = try stripped(file)
    #expect(bare == (try stripped(source)))
    #expect(try stripped(bare) == bare)
    let found = try inspected(bare)
    #expect(found.id == (try inspected(source).id))
    #expect(found.orientation == (try inspected(source).orientation))
    #expect(found.entries.isEmpty && found.xmp == nil && found.problems.isEmpty)
    #expect(!String(decoding: bare, as: UTF8.self).contains(StrippingTests.secret))
  }

  @Test(arguments: ["plain.png", "palette.png", "plain.jpg", "progressive.jpg", "lossy.webp"])
  func `a bare file comes back byte for byte`(name: String) throws {
    let source = try ContainerFixture.bytes(name)
    #expect(try stripped(source) == source)
    #expect(try stripped(embedded(.made, in: source)) == source)
  }

  @Test func `a PNG keeps its colours and loses every text, signature and trailer`() throws {
    let plain = try ContainerFixture.bytes("plain.png")
    var file = plain
    for (type, text) in [
      ("tEXt", "parameters\0secret"), ("iDOT", "secret"), ("caBX", "secret"), ("tIME", "secret!"), ("prVt", "secret"),
      ("dSIG", "secret"), ("gAMA", "secret"),
    ] {
      file = ContainerParts.inserting(HandmadePNG.chunk(type, Array(text.utf8)), intoPNG: file)
    }
    #expect(try stripped(file + Array("secret".utf8)) == plain)
    let gamma = ContainerParts.inserting(HandmadePNG.chunk("gAMA", [0, 0, 0xB1, 0x8F]), intoPNG: plain)
    #expect(try stripped(gamma) == gamma)
  }

  @Test func `an unknown chunk that a decoder must know is not guessed at`() throws {
    let chunk = HandmadePNG.chunk("CgBI", [0x50, 0, 0x20, 2])
    let file = try ContainerParts.inserting(chunk, intoPNG: ContainerFixture.bytes("plain.png"))
    #expect(throws: MediaError.notEmbeddable) { _ = try stripped(file) }
  }

  @Test func `a JPEG keeps profile and colour transform and loses thumbnails, comments and second pictures`() throws {
    let plain = try ContainerFixture.bytes("plain.jpg")
    let header = 2 + 18
    #expect(plain[2..<4] == [0xFF, 0xE0])
    func segment(_ marker: UInt8, _ text: String) -> [UInt8] {
      [0xFF, marker, 0, UInt8(text.utf8.count + 2)] + Array(text.utf8)
    }
    let kept = segment(0xE2, "ICC_PROFILE\0\u{1}\u{1}profile") + segment(0xEE, "Adobe\0d\0\0\0\0\0")
    let gone =
      segment(0xFE, "secret") + segment(0xE2, "MPF\0secret") + segment(0xED, "secret") + segment(0xE0, "JFXX\0secret")
      + segment(0xEB, "JP secret jumb")
    // A small picture of one pixel inside JFIF.
    let withThumbnail = [0xFF, 0xD8, 0xFF, 0xE0, 0, 19] + Array(plain[6..<18]) + [1, 1, 9, 9, 9]
    let file = withThumbnail + gone + kept + Array(plain[header...]) + plain
    #expect(try stripped(file) == Array(plain[..<header]) + kept + Array(plain[header...]))
  }

  @Test func `a segment of no standard is not guessed at`() throws {
    let file = try ContainerParts.inserting(segment: 0xF3, [1, 2, 3], intoJPEG: ContainerFixture.bytes("plain.jpg"))
    #expect(throws: MediaError.notEmbeddable) { _ = try stripped(file) }
  }

  @Test(arguments: ["lossy.webp", "animated.webp"])
  func `a WebP loses chunks of no standard and what stands behind it`(name: String) throws {
    let source = try ContainerFixture.bytes(name)
    var file = ContainerParts.appending("C2PA", Array("secret".utf8), toWebP: try embedded(.made, in: source))
    file = ContainerParts.appending("priv", Array("secret".utf8), toWebP: file) + Array("secret".utf8)
    #expect(try stripped(file) == stripped(source))
    #expect(try inspected(stripped(file)).id == inspected(source).id)
  }

  @Test(arguments: ["plain.png", "plain.jpg", "lossy.webp"], [2, 6, 8])
  func `a turned picture stays turned, and says nothing else`(name: String, orientation: Int) throws {
    let turned = try turned(ContainerFixture.bytes(name), orientation)
    #expect(try inspected(turned).orientation == orientation)
    let bare = try stripped(turned)
    let found = try inspected(bare)
    #expect(found.orientation == orientation)
    #expect(found.exif?.count == 26)
    #expect(found.entries.isEmpty)
    #expect(try stripped(embedded(.made, in: bare)) == bare)
    #expect(try inspected(embedded(.made, in: bare)).orientation == orientation)
  }

  /// With an EXIF block that also holds a text.
  private func turned(_ file: [UInt8], _ orientation: Int) throws -> [UInt8] {
    let block =
      Array("II*\0".utf8) + [8, 0, 0, 0, 2, 0] + [0x12, 1, 3, 0, 1, 0, 0, 0, UInt8(orientation), 0, 0, 0]
      + [0x3B, 1, 2, 0, 3, 0, 0, 0] + Array("Me\0\0".utf8) + [0, 0, 0, 0]
    switch try inspected(file).format {
    case .png: return ContainerParts.inserting(HandmadePNG.chunk("eXIf", block), intoPNG: file)
    case .jpeg: return ContainerParts.inserting(segment: 0xE1, Array("Exif\0\0".utf8) + block, intoJPEG: file)
    default:
      let canvas = Array("VP8X".utf8) + [10, 0, 0, 0, 0, 0, 0, 0, 23, 0, 0, 15, 0, 0]
      let extended = Array(file[..<12]) + canvas + Array(file[12...])
      return ContainerParts.appending("EXIF", block, toWebP: extended)
    }
  }

  @Test(arguments: ["plain.png", "plain.jpg", "lossy.webp"])
  func `what is cut off is not given away`(name: String) throws {
    let file = try embedded(.made, in: ContainerFixture.bytes(name))
    for count in stride(from: 12, to: file.count - 12, by: 7) {
      #expect(throws: MediaError.self) { _ = try stripped(Array(file[..<count])) }
    }
  }

  /// Whatever stands in a file: either it is refused, or the picture stays itself and nothing more is to be taken out.
  @Test(arguments: ContainerFixture.all + ["../clips/clip-9x16-5s.mp4"])
  func `damage never makes another picture`(name: String) throws {
    let file = try embedded(.made, in: ContainerFixture.bytes(name))
    var numbers = SplitMix64(seed: 3)
    for round in 0..<150 {
      var damaged = file
      for _ in 0...(round % 3) {
        // Half of the damage strikes the front, where structure is dense.
        let reach = Bool.random(using: &numbers) ? min(200, damaged.count) : damaged.count
        damaged[Int.random(in: 0..<reach, using: &numbers)] = UInt8.random(in: 0...255, using: &numbers)
      }
      guard let bare = try? stripped(damaged) else { continue }
      let found = try inspected(bare)
      #expect(try found.id == inspected(damaged).id, "\(round)")
      #expect(found.entries.isEmpty && found.xmp == nil && found.record == nil, "\(round)")
      let isFinal = try stripped(bare) == bare
      #expect(isFinal, "\(round)")
    }
  }

  @Test func `formats that are only read are refused`() throws {
    #expect(throws: MediaError.notEmbeddable) { _ = try stripped(Fixtures.bytes("media/codestream.jxl")) }
    #expect(throws: MediaError.empty) { _ = try stripped([]) }
    #expect(throws: MediaError.unrecognised) { _ = try stripped(Array("<html></html>".utf8)) }
  }
}
