import AliceMedia
import AliceModel
import AliceTestSupport
import Testing

@Suite struct ContainerInspectionTests {
  @Test(
    arguments: [
      ("plain.png", MediaFormat.png), ("palette.png", .png), ("animated.png", .png), ("foreign.png", .png),
      ("plain.jpg", .jpeg), ("progressive.jpg", .jpeg), ("camera.jpg", .jpeg), ("lossy.webp", .webp),
      ("lossless-alpha.webp", .webp), ("animated.webp", .webp), ("camera.webp", .webp),
    ])
  func `a sound file has its format and size and no problems`(name: String, format: MediaFormat) throws {
    let bytes = try ContainerFixture.bytes(name)
    let inspection = try inspected(bytes)
    #expect(inspection.format == format)
    #expect(inspection.facts.width == 24)
    #expect(inspection.facts.height == 16)
    #expect(inspection.facts.bytes == UInt64(bytes.count))
    #expect(inspection.facts.duration == (name.hasPrefix("animated") ? 1 : nil))
    #expect(inspection.problems.isEmpty)
    #expect(inspection.canEmbed)
    #expect(inspection.record == nil)
  }

  @Test func `no bytes, and bytes of no known format, are errors`() {
    #expect(throws: MediaError.empty) { try inspected([]) }
    #expect(throws: MediaError.unrecognised) { try inspected(Array("<!doctype html><html></html>".utf8)) }
    #expect(throws: MediaError.unrecognised) { try inspected([0x89]) }
    #expect(throws: MediaError.malformed(.png, offset: 8)) {
      try inspected(Array(ContainerFixture.bytes("plain.png").prefix(8)))
    }
  }

  @Test func `EXIF and XMP of other programs are read`() throws {
    let jpeg = try inspected(ContainerFixture.bytes("camera.jpg"))
    #expect(jpeg.orientation == 6)
    #expect(jpeg.created == Timestamp("2021-03-04T05:06:07+02:00"))
    #expect(jpeg.entries.contains(MetadataEntry(container: "jpeg:com", key: "Comment", text: "A comment")))
    #expect(jpeg.entries.contains { $0.key == "Artist" && $0.text == "Someone" })
    #expect(jpeg.entries.contains { $0.key == "dc:subject" && $0.text == "harbour" })
    #expect(try inspected(ContainerFixture.bytes("camera.webp")).orientation == 3)
  }

  @Test func `texts behind the pixels are found, and the date among them`() throws {
    let inspection = try inspected(ContainerFixture.bytes("foreign.png"))
    #expect(inspection.entries.contains(MetadataEntry(container: "png:tEXt", key: "Author", text: "Someone")))
    #expect(inspection.created == Timestamp("2021-03-04T05:06:07+02:00"))
  }

  @Test(
    arguments: [
      ("Sun, 22 Nov 2026 18:04:05 +0100", "2026-11-22T18:04:05+01:00"),
      ("22 Nov 2026 18:04 GMT", "2026-11-22T18:04:00Z"),
      ("2026:11:22 18:04:05", "2026-11-22T18:04:05Z"), ("2026/11/22 18:04:05", "2026-11-22T18:04:05Z"),
      ("2026-11-22T18:04:05-05:00", "2026-11-22T18:04:05-05:00"),
    ])
  func `a creation time is read in the ways in which it is written`(text: String, expected: String) throws {
    let file = try pngWith("tEXt", Array("Creation Time\0\(text)".utf8))
    #expect(try inspected(file).created == Timestamp(expected))
  }

  @Test func `a PNG's time of change is no date of its creation`() throws {
    let found = try inspected(try pngWith("tIME", [0x07, 0xEA, 11, 22, 18, 4, 5]))
    #expect(found.created == nil && found.header.modified == Timestamp("2026-11-22T18:04:05Z"))
  }

  @Test func `the time of change in XMP is no date of creation, and better than a PNG's`() throws {
    let packet = VerdictParts.packet("", "<xmp:ModifyDate>2022-03-04T05:06:07+01:00</xmp:ModifyDate>")
    let text = Array("XML:com.adobe.xmp\0\0\0\0\0".utf8) + packet
    let found = try inspected(try pngWith("iTXt", text))
    #expect(found.created == nil && found.header.modified == Timestamp("2022-03-04T05:06:07+01:00"))
  }

  @Test func `the dates that ImageMagick writes are read`() throws {
    let made = try inspected(try pngWith("tEXt", Array("date:create\02021-05-05T05:05:05+00:00".utf8)))
    #expect(made.created == Timestamp("2021-05-05T05:05:05Z"))
    let changed = try inspected(try pngWith("tEXt", Array("date:modify\02021-05-05T05:05:05+00:00".utf8)))
    #expect(changed.created == nil && changed.header.modified == Timestamp("2021-05-05T05:05:05Z"))
  }

  @Test(arguments: ["create-date", "Creation Date", "DateTime", "date"])
  func `a date under another key is read where none is a creation time`(key: String) throws {
    let made = try inspected(try pngWith("tEXt", Array("\(key)\02021-05-05T05:05:05+00:00".utf8)))
    #expect(made.created == Timestamp("2021-05-05T05:05:05Z"))
    #expect(try inspected(try pngWith("tEXt", Array("\(key)\0in spring".utf8))).created == nil)
  }

  @Test(
    arguments: [
      ("tEXt", Array("Title\0caf\u{E9}".utf8), "café"), ("tEXt", Array("Title\0caf".utf8) + [0xE9, 0x80], "café€"),
      ("iTXt", Array("Title\0\0\0de\0Titel\0山 🗻".utf8), "山 🗻"), ("comf", Array("Title\0{}".utf8), "{}"),
      ("zTXt", Array("Title\0\0".utf8) + ZlibStream.stored(Array("packed".utf8)), "packed"),
      ("iTXt", Array("Title\0\u{1}\0\0\0".utf8) + ZlibStream.stored(Array("gepackt ✓".utf8)), "gepackt ✓"),
    ])
  func `each kind of text chunk is decoded`(type: String, payload: [UInt8], text: String) throws {
    let entries = try inspected(pngWith(type, payload)).entries
    #expect(entries == [MetadataEntry(container: "png:\(type)", key: "Title", text: text)])
  }

  @Test(arguments: ["tEXt", "zTXt", "iTXt"])
  func `a text that cannot be decoded is a problem, not an error`(type: String) throws {
    for payload in [[], [0x41], [0x41, 0], [0x41, 0, 0, 1, 2], [0x41, 0, 1, 0, 0, 0, 9, 9]] as [[UInt8]] {
      let inspection = try inspected(pngWith(type, payload))
      #expect(inspection.problems.isEmpty || inspection.problems == [.unreadableText])
      #expect(inspection.canEmbed)
    }
  }

  @Test func `EXIF and XMP in hexadecimal texts are read`() throws {
    let exif = try #require(try inspected(ContainerFixture.bytes("camera.jpg")).exif)
    let digits = (Array("Exif\0\0".utf8) + exif).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    let text = "Raw profile type exif\0\nexif\n    \(digits.count)\n" + digits.joined() + "\n"
    #expect(try inspected(pngWith("tEXt", Array(text.utf8))).orientation == 6)
  }

  @Test func `an EXIF chunk is read with and without its prefix`() throws {
    let exif = try #require(try inspected(ContainerFixture.bytes("camera.jpg")).exif)
    let webp = try ContainerFixture.bytes("lossy.webp")
    for block in [exif, Array("Exif\0\0".utf8) + exif] {
      #expect(try inspected(pngWith("eXIf", block)).orientation == 6)
      #expect(try inspected(ContainerParts.appending("EXIF", block, toWebP: webp)).orientation == 6)
    }
  }

  @Test func `the format is what the bytes are`() throws {
    #expect(try inspected(ContainerFixture.bytes("plain.jpg")).format == .jpeg)
    #expect(try inspected(Array(ContainerFixture.bytes("plain.png"))).format == .png)
  }

  private func pngWith(_ type: String, _ payload: [UInt8]) throws -> [UInt8] {
    try ContainerParts.inserting(HandmadePNG.chunk(type, payload), intoPNG: ContainerFixture.bytes("plain.png"))
  }
}
