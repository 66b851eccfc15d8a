import AliceMedia
import AliceModel
import AliceTestSupport
import Testing

@Suite struct ContainerIdentityTests {
  /// Computed by another program from `docs/file-format.md`. Frozen: a change here makes every library forget its files.
  @Test(
    arguments: [
      ("plain.png", "bfdb94b1a3"), ("palette.png", "1a670f4fed"), ("animated.png", "9abd535f4f"),
      ("plain.jpg", "f1b1904224"), ("progressive.jpg", "bb60c39e5f"), ("lossy.webp", "a1e58089e3"),
      ("lossless-alpha.webp", "b291e7f900"), ("animated.webp", "58425f7359"), ("codestream.jxl", "7a422cb380"),
    ])
  func `the rules have not changed`(name: String, id: String) throws {
    #expect(try inspected(ContainerFixture.bytes(name)).id.short == id)
  }

  @Test func `metadata does not count`() throws {
    #expect(try id("plain.png") == id("foreign.png"))
    #expect(try id("plain.jpg") == id("camera.jpg"))
    #expect(try id("lossy.webp") == id("camera.webp"))
  }

  @Test func `different pictures have different identities`() throws {
    #expect(try Set(ContainerFixture.all.map(id)).count == ContainerFixture.all.count - 3)
  }

  @Test(arguments: [1, 7, 100])
  func `how a PNG's stream is cut into chunks does not count`(size: Int) throws {
    let source = try ContainerFixture.bytes("plain.png")
    let chunks = ContainerParts.png(source)
    let stream = chunks.filter { $0.name == "IDAT" }.flatMap {
      source[($0.range.lowerBound + 8)..<($0.range.upperBound - 4)]
    }
    let cut = stride(from: 0, to: stream.count, by: size).flatMap { start in
      HandmadePNG.chunk("IDAT", Array(stream[start..<min(start + size, stream.count)]))
    }
    let file = Array(source[..<33]) + cut + HandmadePNG.chunk("IEND", [])
    #expect(try inspected(file).id == inspected(source).id)
  }

  @Test func `what describes colours does not count`() throws {
    let source = try ContainerFixture.bytes("plain.png")
    let gamma = ContainerParts.inserting(HandmadePNG.chunk("gAMA", [0, 0, 0xB1, 0x8F]), intoPNG: source)
    #expect(try inspected(gamma).id == inspected(source).id)
  }

  @Test func `what stands behind the end of a JPEG does not count`() throws {
    let source = try ContainerFixture.bytes("plain.jpg")
    let inspection = try inspected(source + source)
    #expect(try inspection.id == inspected(source).id)
    #expect(inspection.problems == [.trailingBytes])
    #expect(inspection.canEmbed)
  }

  @Test func `fill bytes before a JPEG's markers do not count`() throws {
    let source = try ContainerFixture.bytes("plain.jpg")
    let filled = Array(source[..<2]) + [0xFF, 0xFF, 0xFF] + Array(source[2...])
    #expect(try inspected(filled).id == inspected(source).id)
  }

  @Test func `boxes around a JPEG XL codestream do not count`() throws {
    let bare = try ContainerFixture.bytes("codestream.jxl")
    let signature = box("JXL ", [0x0D, 0x0A, 0x87, 0x0A]) + box("ftyp", Array("jxl \0\0\0\0jxl ".utf8))
    let half = bare.count / 2
    let parts = box("jxlp", [0, 0, 0, 0] + bare[..<half]) + box("jxlp", [0x80, 0, 0, 1] + bare[half...])
    for file in [signature + box("jxlc", bare), signature + parts] {
      let inspection = try inspected(file)
      #expect(try inspection.id == inspected(bare).id)
      #expect(inspection.facts.width == 24)
      #expect(inspection.facts.height == 16)
      #expect(inspection.sidecarReason == .format)
    }
  }

  private func box(_ name: String, _ payload: [UInt8]) -> [UInt8] {
    bigEndian(UInt32(payload.count + 8)) + Array(name.utf8) + payload
  }

  private func id(_ name: String) throws -> AssetID { try inspected(ContainerFixture.bytes(name)).id }
}
