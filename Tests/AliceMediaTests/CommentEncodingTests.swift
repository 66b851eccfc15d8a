import AliceMedia
import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// Comments and texts whose bytes are not what their prefix or their format promises.
@Suite struct `Encodings of texts` {
  private static let english = "a lamp on the pier\nNegative prompt: fog\nSteps: 20, Sampler: Euler, Seed: 5, Model: m"
  private static let french = "une lampe, l'été\nNegative prompt: brume\nSteps: 20, Sampler: Euler, Seed: 5, Model: m"
  private static let japanese = "灯台、夕暮れ\nNegative prompt: 霧\nSteps: 20, Sampler: Euler, Seed: 5, Model: m"

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
    let text: String

    init(_ name: String, _ prefix: String, _ bytes: [UInt8], _ text: String) {
      testDescription = name
      self.bytes = Array(prefix.utf8) + bytes
      self.text = text
    }
  }

  private static let comments = [
    Case("UTF-8 after UNICODE", "UNICODE\0", Array(french.utf8), french),
    Case("UTF-8 with ideographs after UNICODE", "UNICODE\0", Array(japanese.utf8), japanese),
    Case("UTF-8 after UNICODE, filled up with NULs", "UNICODE\0", Array("\(french)\0\0\0".utf8), french),
    Case("ASCII after UNICODE", "UNICODE\0", Array(english.utf8), english),
    Case(
      "UTF-8 with its mark after UNICODE", "UNICODE\0", [0xEF, 0xBB, 0xBF] + Array(japanese.utf8), "\u{FEFF}\(japanese)"
    ),
    Case("Unicode in other case", "Unicode\0", utf16(japanese, bigEndian: true), japanese),
    Case("unicode in lower case", "unicode\0", utf16(english, bigEndian: false), english),
    Case("UNICODE and a space, big-endian", "UNICODE ", utf16(japanese, bigEndian: true), japanese),
    Case("UNICODE and a space, little-endian", "UNICODE ", utf16(english, bigEndian: false), english),
    Case("a text that begins with the word", "Unicode ", Array("art by nobody".utf8), "Unicode art by nobody"),
    Case("UTF-16 after ASCII", "ASCII\0\0\0", utf16(english, bigEndian: true), english),
    Case("little-endian UTF-16 after ASCII", "ASCII\0\0\0", utf16(english, bigEndian: false), english),
    Case(
      "UTF-16 with its mark after ASCII", "ASCII\0\0\0", [0xFF, 0xFE] + utf16(japanese, bigEndian: false), japanese),
    Case("UTF-8 after ascii in lower case", "ascii\0\0\0", Array(french.utf8), french),
    Case("UTF-16 without a prefix", "", utf16(english, bigEndian: false), english),
    Case("UTF-16 after an undefined code", "\0\0\0\0\0\0\0\0", utf16(english, bigEndian: true), english),
    Case("what exiv2 prints, written back", "ASCII\0\0\0", Array("charset=Unicode \(english)".utf8), english),
    Case("the same with quotes and without a prefix", "", Array("charset=\"Ascii\" \(english)".utf8), english),
    Case("ISO-2022-JP after JIS", "JIS\0\0\0\0\0", iso2022 + Array("\nSteps: 20".utf8), "灯台\nSteps: 20"),
    Case("Shift JIS after JIS", "JIS\0\0\0\0\0", [0x93, 0x94, 0x91, 0xE4], "灯台"),
    Case("UTF-8 after JIS", "JIS\0\0\0\0\0", Array(japanese.utf8), japanese),
    Case(
      "UTF-8 with one damaged byte", "ASCII\0\0\0", Array("灯台、".utf8) + [0xE3, 0x80] + Array("夕暮れ".utf8),
      "灯台、\u{FFFD}夕暮れ"),
    Case("Windows-1252", "ASCII\0\0\0", [0x6C, 0x27, 0xE9, 0x74, 0xE9, 0x20, 0x80], "l'été €"),
  ]

  /// `灯台` with the sequences that switch to JIS X 0208 and back.
  private static let iso2022: [UInt8] = [0x1B, 0x24, 0x42, 0x45, 0x74, 0x42, 0x66, 0x1B, 0x28, 0x42]

  private func entries(_ type: String, _ payload: [UInt8]) throws -> [MetadataEntry] {
    try inspected(
      ContainerParts.inserting(HandmadePNG.chunk(type, payload), intoPNG: Fixtures.bytes("media/plain.png"))
    )
    .entries
  }

  @Test(arguments: comments, [true, false])
  func `a comment is what its bytes say`(example: Case, bigEndian: Bool) throws {
    let found = try entries("eXIf", TIFF(bigEndian: bigEndian).exif([(0x9286, 7, example.bytes)]))
    #expect(found.map(\.text) == [example.text])
  }

  @Test(arguments: comments.filter { $0.text.contains("Model: m") })
  func `whatever its encoding, the recipe is read`(example: Case) throws {
    let found = try entries("eXIf", TIFF(bigEndian: true).exif([(0x9286, 7, example.bytes)]))
    let recipe = try #require(GeneratorReaders.read(found)?.provenance.recipe)
    #expect(recipe.seed == "5")
    #expect(recipe.model == "m")
    #expect(recipe.prompt?.contains("\u{FEFF}") == false)
  }

  @Test(arguments: [0x9C9B, 0x9C9C, 0x9C9F] as [UInt16])
  func `Windows' texts hold recipes`(tag: UInt16) throws {
    let bytes = utf16(Self.japanese + "\0", bigEndian: false)
    let recipe = GeneratorReaders.read(try entries("eXIf", TIFF(bigEndian: true).first([(tag, 1, bytes)])))?.provenance
      .recipe
    #expect(recipe?.prompt == "灯台、夕暮れ")
    #expect(recipe?.negativePrompt == "霧")
    #expect(recipe?.seed == "5")
  }

  @Test func `one damaged byte spoils no comment of another container`() throws {
    let bytes = Array("灯台".utf8) + [0xFF] + Array("夕暮れ".utf8)
    let jpeg = ContainerParts.inserting(segment: 0xFE, bytes, intoJPEG: try Fixtures.bytes("media/plain.jpg"))
    let gif = GIFTests.gif([0x21, 0xFE, UInt8(bytes.count)] + bytes + [0], GIFTests.frame)
    let mp3 = AudioParts.id3(4, AudioParts.frame("TIT2", [0] + bytes)) + AudioParts.frames(8)
    let wav = AudioParts.wav(AudioParts.chunk("LIST", Array("INFO".utf8) + AudioParts.chunk("ICMT", bytes)))
    for file in [jpeg, gif, mp3, wav] {
      #expect(try inspected(file).entries.map(\.text).contains("灯台\u{FFFD}夕暮れ"))
    }
  }

  @Test(arguments: [
    Case("UTF-16 with its mark", "", [0xFF, 0xFE] + utf16(japanese, bigEndian: false), japanese),
    Case("big-endian UTF-16 with its mark", "", [0xFE, 0xFF] + utf16(japanese, bigEndian: true), japanese),
    Case("UTF-16 of Latin letters", "", utf16(english, bigEndian: false), english),
    Case("raw UTF-8", "", Array(japanese.utf8), japanese),
    Case("UTF-8 with a lone byte", "", Array("灯台".utf8) + [0xFF] + Array("夕暮れ".utf8), "灯台\u{FFFD}夕暮れ"),
    Case("UTF-8 with a sequence cut short", "", Array("灯台".utf8.dropLast()) + Array("夕暮れ".utf8), "灯\u{FFFD}夕暮れ"),
    Case("Latin-1", "", [0xE9, 0x74, 0xE9, 0x2C, 0x20, 0xC0, 0x20, 0x6C, 0x61], "été, À la"),
    Case("Latin-1 with what looks like UTF-8 once", "", [0xE9, 0x74, 0xE9, 0x20, 0xC3, 0xA9], "été Ã©"),
  ])
  func `a text of PNG is what its bytes say`(example: Case) throws {
    let found = try entries("tEXt", Array("parameters\0".utf8) + example.bytes)
    #expect(found.map(\.text) == [example.text])
  }
}

func utf16(_ text: String, bigEndian: Bool) -> [UInt8] {
  text.utf16.flatMap { unit in
    let bytes = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
    return bigEndian ? bytes : bytes.reversed()
  }
}
