import AliceMedia
import AliceModel
import AliceTestSupport
import Foundation
import Testing

@Suite struct EXIFTests {
  private let text = "灯台 🗼 \"a lighthouse\", dusk"

  private func entries(_ tiff: [UInt8], offsetMinutes: Int = 0) throws -> [MetadataEntry] {
    try inspection(tiff, offsetMinutes: offsetMinutes).entries.filter { $0.container.hasPrefix("exif:") }
  }

  private func inspection(_ tiff: [UInt8], offsetMinutes: Int = 0) throws -> Inspection {
    let png = try Fixtures.bytes("media/plain.png")
    let file = ContainerParts.inserting(HandmadePNG.chunk("eXIf", tiff), intoPNG: png)
    return try MediaFile.inspect(file, offsetMinutes: offsetMinutes)
  }

  @Test(arguments: [true, false], [true, false])
  func `a comment in UTF-16 is read in either order, whatever the file's own order is`(file: Bool, comment: Bool) throws
  {
    let bytes = Array("UNICODE\0".utf8) + utf16(text, bigEndian: comment)
    let tiff = TIFF(bigEndian: file).exif([(0x9286, 7, bytes)])
    #expect(try entries(tiff) == [MetadataEntry(container: "exif:exif", key: "UserComment", text: text)])
  }

  @Test(arguments: [true, false])
  func `without a zero byte the file's own order decides`(bigEndian: Bool) throws {
    let bytes = Array("UNICODE\0".utf8) + utf16("灯台夕暮", bigEndian: bigEndian)
    #expect(try entries(TIFF(bigEndian: bigEndian).exif([(0x9286, 7, bytes)])).map(\.text) == ["灯台夕暮"])
  }

  @Test(arguments: [true, false])
  func `a byte order mark decides`(mark: Bool) throws {
    let bytes = Array("UNICODE\0".utf8) + utf16("\u{FEFF}灯台夕暮", bigEndian: mark)
    #expect(try entries(TIFF(bigEndian: !mark).exif([(0x9286, 7, bytes)])).map(\.text) == ["灯台夕暮"])
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let tag: UInt16
    let type: UInt16
    let bytes: [UInt8]
    let key: String
    let text: String

    init(_ name: String, _ tag: UInt16, _ type: UInt16, _ bytes: [UInt8], _ key: String, _ text: String) {
      (testDescription, self.tag, self.type, self.bytes, self.key, self.text) = (name, tag, type, bytes, key, text)
    }
  }

  @Test(
    arguments: [
      Case("NovelAI's prefix", 0x9286, 7, Array("ASCII\0\0\0{\"a\":\"é\"}".utf8), "UserComment", "{\"a\":\"é\"}"),
      Case("Fooocus' plain text", 0x9286, 2, Array("{\"prompt\":1}\0".utf8), "UserComment", "{\"prompt\":1}"),
      Case("no prefix but its room", 0x9286, 7, Array("\0\0\0\0\0\0\0\0plain".utf8), "UserComment", "plain"),
      Case(
        "a comment of a megabyte", 0x9286, 7, Array(repeating: 0x61, count: 1 << 20), "UserComment",
        String(repeating: "a", count: 1 << 20)),
      Case("NULs around", 0x010E, 2, Array("\0\0\0\0a picture\0\0".utf8), "ImageDescription", "a picture"),
      Case("Windows-1252", 0x013B, 2, [0x80, 0xE9, 0], "Artist", "€é"),
      Case("a maker's note in ASCII", 0x927C, 7, Array("fooocus".utf8), "MakerNote", "fooocus"),
      Case("Windows' title", 0x9C9B, 1, utf16("Título\0", bigEndian: false), "XPTitle", "Título"),
      Case("UTF-8 of EXIF 3", 0xA436, 129, Array("題\0".utf8), "ImageTitle", "題"),
      Case("a tag without a name", 0x010C, 2, Array("extra:{}\0".utf8), "0x010C", "extra:{}"),
      Case("a value inside its entry", 0x010F, 2, Array("ab\0".utf8), "Make", "ab"),
    ], [true, false])
  func `texts of every kind are read`(example: Case, bigEndian: Bool) throws {
    let tiff = TIFF(bigEndian: bigEndian).first([(example.tag, example.type, example.bytes)])
    #expect(try entries(tiff) == [MetadataEntry(container: "exif:ifd0", key: example.key, text: example.text)])
    #expect(try entries(Array("Exif\0\0".utf8) + tiff).map(\.text) == [example.text])
  }

  @Test func `a camera's binary note is no text`() throws {
    #expect(try entries(TIFF(bigEndian: true).first([(0x927C, 7, [1, 2, 0, 200, 65, 66, 67])])).isEmpty)
  }

  @Test(arguments: [1, 3, 6, 8])
  func `the orientation is told`(orientation: Int) throws {
    #expect(
      try inspection(TIFF(bigEndian: false).first([(0x0112, 3, [UInt8(orientation), 0])])).orientation == orientation)
  }

  @Test func `an orientation out of range is none`() throws {
    #expect(try inspection(TIFF(bigEndian: false).first([(0x0112, 3, [9, 0])])).orientation == 1)
  }

  @Test func `the date is taken with its own offset, else with the given one`() throws {
    let date: (UInt16, UInt16, [UInt8]) = (0x9003, 2, Array("2026:11:22 18:04:05\0".utf8))
    let offset: (UInt16, UInt16, [UInt8]) = (0x9011, 2, Array("-05:30\0".utf8))
    let own = try inspection(TIFF(bigEndian: true).exif([date, offset]), offsetMinutes: 60)
    #expect(own.created == Timestamp("2026-11-22T18:04:05-05:30"))
    let given = try inspection(TIFF(bigEndian: true).exif([date]), offsetMinutes: 60)
    #expect(given.created == Timestamp("2026-11-22T18:04:05+01:00"))
  }

  @Test(
    arguments: [
      NamedBytes("a directory that follows itself", [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 0, 0, 0, 0, 8]),
      NamedBytes(
        "a directory inside its own entry",
        [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 0x87, 0x69, 0, 4, 0, 0, 0, 1, 0, 0, 0, 8]
      ),
      NamedBytes(
        "a count of four billion", [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 1, 14, 0, 12, 255, 255, 255, 255, 0, 0, 0, 8]),
      NamedBytes("a directory beyond the end", [0x49, 0x49, 42, 0, 255, 255, 255, 255]),
      NamedBytes("65,535 entries and none there", [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 255, 255]),
      NamedBytes("a header alone", [0x4D, 0x4D, 0, 42]), NamedBytes("no header", [1, 2, 3]),
      NamedBytes("an odd number of bytes", [0x49, 0x49, 42]),
    ])
  func `hostile blocks say nothing and end`(hostile: NamedBytes) throws {
    #expect(try entries(hostile.bytes).allSatisfy { $0.text.utf8.count < 100 })
  }

  @Test(.timeLimit(.minutes(10)), arguments: UInt64(0)..<50)
  func `damage never traps`(seed: UInt64) throws {
    var numbers = SplitMix64(seed: seed)
    let comment = Array("UNICODE\0".utf8) + utf16(text, bigEndian: true)
    var tiff = TIFF(bigEndian: seed % 2 == 0).exif([
      (0x9286, 7, comment), (0x9003, 2, Array("2026:11:22 18:04:05\0".utf8)),
    ])
    for _ in 0..<4 {
      tiff[Int.random(in: 0..<tiff.count, using: &numbers)] = UInt8.random(in: 0...255, using: &numbers)
    }
    #expect(try entries(tiff).allSatisfy { $0.text.utf8.count <= tiff.count * 8 })
    let cut = Array(tiff.prefix(Int.random(in: 0...tiff.count, using: &numbers)))
    #expect(try entries(cut).allSatisfy { $0.text.utf8.count <= cut.count * 8 })
  }
}

@Suite struct EXIFWritingTests {
  @Test(arguments: ["plain.jpg", "lossy.webp"])
  func `what alice writes is what she reads`(name: String) throws {
    var record = AssetRecord.made
    record.provenance.recipe.prompt = "灯台 🗼 café"
    let found = try inspected(try embedded(record, in: try ContainerFixture.bytes(name)))
    let exif = try #require(found.exif)
    #expect(exif.starts(with: [0x4D, 0x4D, 0, 42]))
    let texts = Dictionary(grouping: found.entries.filter { $0.container.hasPrefix("exif:") }, by: \.key)
    #expect(texts["ImageDescription"]?.map(\.text) == ["灯台 🗼 café"])
    #expect(texts["UserComment"]?.first?.text.hasPrefix("灯台 🗼 café") == true)
    #expect(texts["Software"]?.map(\.text) == ["alice"])
    #expect(texts["Rating"]?.map(\.text) == ["4"])
    #expect(found.created == record.provenance.created)
  }

  @Test(
    .needs("exiftool"),
    arguments: [
      (Rating(4), "2 Warnings (all minor)", "4", "75"),
      // Windows' two tags are in no standard; without them there is nothing to say.
      (nil, "OK", "-", "-"),
    ])
  func `exiftool reads it and finds nothing wrong`(
    rating: Rating?, verdict: String, stars: String, percent: String
  ) async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("a.jpg")
      var record = AssetRecord.made
      record.rating = rating
      try path.write(try embedded(record, in: try ContainerFixture.bytes("plain.jpg")))
      let output = try Tool.run(
        "exiftool",
        [
          "-s", "-s", "-f", "-validate", "-EXIF:Rating", "-EXIF:RatingPercent", "-EXIF:DateTimeOriginal",
          "-EXIF:OffsetTimeOriginal", "-EXIF:ImageDescription", "-EXIF:Software", path.description,
        ]
      ).output
      #expect(
        output == """
          Validate: \(verdict)
          Rating: \(stars)
          RatingPercent: \(percent)
          DateTimeOriginal: 2026:11:22 18:04:05
          OffsetTimeOriginal: +01:00
          ImageDescription: a serene mountain lake, dawn
          Software: alice

          """)
    }
  }
}

/// Puts TIFF blocks together, apart from the code under test.
struct TIFF {
  typealias Field = (tag: UInt16, type: UInt16, bytes: [UInt8])
  let bigEndian: Bool

  /// A block with these fields in its first directory.
  func first(_ fields: [Field]) -> [UInt8] {
    header + directory(fields.map { ($0.tag, $0.type, $0.bytes) }, at: 8)
  }

  /// A block with these fields in the EXIF directory.
  func exif(_ fields: [Field]) -> [UInt8] {
    let place = 8 + 2 + 12 + 4
    return header + directory([(0x8769, 4, number(UInt64(place), 4))], at: 8) + directory(fields, at: place)
  }

  private var header: [UInt8] { (bigEndian ? [0x4D, 0x4D] : [0x49, 0x49]) + number(42, 2) + number(8, 4) }

  private func directory(_ fields: [Field], at offset: Int) -> [UInt8] {
    var entries = number(UInt64(fields.count), 2)
    var values: [UInt8] = []
    for field in fields {
      let sizes: [UInt16: Int] = [3: 2, 4: 4]
      entries += number(UInt64(field.tag), 2) + number(UInt64(field.type), 2)
      entries += number(UInt64(field.bytes.count / (sizes[field.type] ?? 1)), 4)
      if field.bytes.count <= 4 {
        entries += field.bytes + Array(repeating: 0, count: 4 - field.bytes.count)
      } else {
        entries += number(UInt64(offset + 2 + 12 * fields.count + 4 + values.count), 4)
        values += field.bytes
      }
    }
    return entries + [0, 0, 0, 0] + values
  }

  private func number(_ value: UInt64, _ count: Int) -> [UInt8] {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
    return bigEndian ? bytes.reversed() : bytes
  }
}
