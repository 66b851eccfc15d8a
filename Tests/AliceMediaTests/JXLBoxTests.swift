import AliceMedia
import AliceModel
import AliceTestSupport
import Testing

@Suite struct `Metadata boxes of JPEG XL` {
  private static let infotext = "a kite over dunes\nNegative prompt: rain\nSteps: 20, Sampler: Euler, Seed: 5"
  private static let exif =
    [0, 0, 0, 0]
    + TIFF(bigEndian: true).exif([(0x9286, 7, Array("ASCII\0\0\0".utf8) + Array(infotext.utf8))])
  private static let xmp = Array(
    """
    <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
    <rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="4"/></rdf:RDF></x:xmpmeta>
    """.utf8)

  static func file(_ boxes: [UInt8]...) throws -> [UInt8] {
    BoxParts.box("JXL ", [0x0D, 0x0A, 0x87, 0x0A]) + BoxParts.box("ftyp", Array("jxl \0\0\0\0jxl ".utf8))
      + boxes.flatMap { $0 } + BoxParts.box("jxlc", try Fixtures.bytes("media/codestream.jxl"))
  }

  static func compressed(_ type: String, _ payload: [UInt8]) -> [UInt8] {
    BoxParts.box("brob", Array(type.utf8) + BrotliParts.stored(payload))
  }

  @Test func `compressed EXIF and XMP are read, and the asset is the same`() throws {
    let file = try Self.file(Self.compressed("Exif", Self.exif), Self.compressed("xml ", Self.xmp))
    let found = try inspected(file)
    #expect(GeneratorReaders.read(found.entries)?.provenance.recipe.prompt == "a kite over dunes")
    #expect(found.rating == Rating(4) && found.problems.isEmpty)
    #expect(try found.id == inspected(Fixtures.bytes("media/codestream.jxl")).id)
    let header = try MediaFile.header(file, offsetMinutes: 0)
    #expect(header.entries == found.entries)
  }

  @Test(arguments: [exif, Array(exif.dropFirst(4)), [0, 0, 0, 3, 9, 9, 9] + exif.dropFirst(4)])
  func `EXIF is read at its offset, and where it has none`(payload: [UInt8]) throws {
    let found = try inspected(Self.file(BoxParts.box("Exif", payload)))
    #expect(found.entries.contains { $0.key == "UserComment" && $0.text == Self.infotext })
  }

  @Test func `several boxes of one kind fill one another`() throws {
    let other = [0, 0, 0, 0] + TIFF(bigEndian: false).first([(0x0131, 2, Array("encoder\0".utf8))])
    let found = try inspected(Self.file(BoxParts.box("Exif", other), Self.compressed("Exif", Self.exif)))
    #expect(Set(found.entries.map(\.key)) == ["Software", "UserComment"])
  }

  @Test func `a compressed signature forbids writing and tells its claims`() throws {
    let store = C2PAParts.store(C2PAParts.manifest(by: ["name": "ChatGPT"], actions: []))
    let found = try inspected(Self.file(Self.compressed("jumb", Array(store.dropFirst(8)))))
    #expect(found.facts.signed && found.sidecarReason == .signed)
    #expect(try found.entries == inspected(Self.file(store)).entries && !found.entries.isEmpty)
  }

  @Test(.timeLimit(.minutes(2))) func `a few bytes that become gigabytes are told and left out`() throws {
    let bomb = BrotliParts.bomb(200)
    #expect(bomb.count < 4000)
    let found = try inspected(Self.file(BoxParts.box("brob", Array("xml ".utf8) + bomb)))
    #expect(found.problems == [.textTooLarge] && found.entries.isEmpty)
    // Sixteen megabytes are within the bounds, so the stream itself is right.
    let one = try inspected(Self.file(BoxParts.box("brob", Array("xml ".utf8) + BrotliParts.bomb(1))))
    #expect(one.problems.isEmpty)
  }

  @Test func `many boxes share one bound`() throws {
    let bombs = [[UInt8]](repeating: BoxParts.box("brob", Array("Exif".utf8) + BrotliParts.bomb(1)), count: 40)
    #expect(try inspected(Self.file(bombs.flatMap { $0 })).problems == [.textTooLarge])
    let boxes = [[UInt8]](repeating: BoxParts.box("xml ", Self.xmp), count: 100)
    #expect(try inspected(Self.file(boxes.flatMap { $0 })).problems == [.tooManyParts])
  }

  @Test func `after a box that is too large no other one is unpacked`() throws {
    let bomb = BoxParts.box("brob", Array("Exif".utf8) + BrotliParts.bomb(4))
    let small = Self.compressed("xml ", Self.xmp)
    #expect(try inspected(Self.file(small, bomb)).rating == Rating(4))
    let found = try inspected(Self.file(bomb, small))
    #expect(found.rating == nil && found.problems == [.textTooLarge])
  }

  @Test func `damage in a compressed box is told, and never traps`() throws {
    let whole = BrotliParts.stored(Self.exif)
    for count in 0..<whole.count {
      let found = try inspected(Self.file(BoxParts.box("brob", Array("Exif".utf8) + whole[..<count])))
      #expect(found.problems == [.unreadableText] && found.entries.isEmpty, "\(count)")
    }
    for at in 0..<40 {
      for value: UInt8 in [0, 0x55, 0xFF] {
        var damaged = whole
        damaged[at] = value
        _ = try inspected(Self.file(BoxParts.box("brob", Array("Exif".utf8) + damaged)))
      }
    }
    #expect(try inspected(Self.file(BoxParts.box("brob", [0x45]))).problems == [.badLength])
    #expect(
      try inspected(Self.file(BoxParts.box("brob", Array("Exif".utf8) + whole + [0]))).problems == [.unreadableText])
    #expect(try inspected(Self.file(Self.compressed("jbrd", [1, 2, 3]))).problems.isEmpty)
  }
}
