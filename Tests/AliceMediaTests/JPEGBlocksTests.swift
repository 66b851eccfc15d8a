import AliceMedia
import AliceModel
import AliceTestSupport
import Testing

/// JPEG files whose metadata is in several segments.
@Suite struct `Metadata in several segments of a JPEG` {
  private static let infotext =
    "a pier in fog\nNegative prompt: people\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: 5"
  private static let comment = TIFF(bigEndian: true).exif([
    (0x9003, 2, Array("2024:01:02 03:04:05\0".utf8)), (0x9286, 7, Array("ASCII\0\0\0".utf8) + Array(infotext.utf8)),
  ])
  private static let camera = TIFF(bigEndian: false).first([(0x0131, 2, Array("camera\0".utf8))])

  /// The fixture with segments behind SOI, in this order.
  private static func jpeg(_ payloads: [[UInt8]]) throws -> [UInt8] {
    try payloads.reversed().reduce(ContainerFixture.bytes("plain.jpg")) {
      ContainerParts.inserting(segment: 0xE1, $1, intoJPEG: $0)
    }
  }

  private static func exif(_ tiff: [UInt8]) -> [UInt8] { Array("Exif\0\0".utf8) + tiff }

  private static func xmp(_ properties: String, _ attributes: String = "") -> [UInt8] {
    let packet = """
      <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
      <rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
      xmlns:xmpNote="http://ns.adobe.com/xmp/note/" \(attributes)>\(properties)</rdf:Description></rdf:RDF></x:xmpmeta>
      """
    return Array(packet.utf8)
  }

  private static func standard(_ packet: [UInt8]) -> [UInt8] {
    Array("http://ns.adobe.com/xap/1.0/\0".utf8) + packet
  }

  private static let guid = "0123456789ABCDEF0123456789ABCDEF"

  private static func piece(
    _ packet: [UInt8], _ range: Range<Int>, guid: String = guid, total: Int? = nil, at offset: Int? = nil
  ) -> [UInt8] {
    Array("http://ns.adobe.com/xmp/extension/\0".utf8) + Array(guid.utf8)
      + bigEndian(UInt32(total ?? packet.count)) + bigEndian(UInt32(offset ?? range.lowerBound))
      + packet[range]
  }

  private static let tagged = xmp("<dc:subject><rdf:Bag><rdf:li>quay</rdf:li></rdf:Bag></dc:subject>")
  private static let main = xmp("", "xmp:Rating=\"4\" xmpNote:HasExtendedXMP=\"\(guid)\"")

  @Test func `a second EXIF block tells what the first does not`() throws {
    let found = try inspected(Self.jpeg([Self.exif(Self.camera), Self.exif(Self.comment)]))
    let read = try #require(GeneratorReaders.read(found.entries))
    #expect(read.provenance.recipe.prompt == "a pier in fog" && read.provenance.recipe.seed == "5")
    #expect(found.created?.description.hasPrefix("2024-01-02T03:04:05") == true)
    #expect(found.entries.contains { $0.key == "Software" && $0.text == "camera" })
    #expect(try found.id == inspected(ContainerFixture.bytes("plain.jpg")).id)
  }

  @Test func `where two blocks tell the same, the first counts`() throws {
    let later = TIFF(bigEndian: true).exif([(0x9286, 7, Array("ASCII\0\0\0another comment".utf8))])
    let found = try inspected(Self.jpeg([Self.exif(Self.comment), Self.exif(later)]))
    #expect(GeneratorReaders.read(found.entries)?.provenance.recipe.prompt == "a pier in fog")
    #expect(found.entries.contains { $0.text == "another comment" })
  }

  @Test func `a block that is larger than a segment goes on in the next`() throws {
    let long = Self.infotext + ", Padding: " + String(repeating: "x", count: 70_000)
    let block = TIFF(bigEndian: true).exif([(0x9286, 7, Array("ASCII\0\0\0".utf8) + Array(long.utf8))])
    let found = try inspected(
      Self.jpeg([Self.exif(Array(block[..<60_000])), Self.exif(Array(block[60_000...]))]))
    #expect(found.entries.first { $0.key == "UserComment" }?.text == long)
  }

  @Test func `another program's second block stays when alice writes`() throws {
    let once = try embedded(.made, in: ContainerFixture.bytes("plain.jpg"))
    let own = try #require(ContainerParts.segments(once).first { $0.name == "E1 Exif" }).range
    let foreign: [UInt8] = Array(Self.exif(Self.comment))
    let size: [UInt8] = Array(bigEndian(UInt32(foreign.count + 2))[2...])
    let segment: [UInt8] = [0xFF, 0xE1] + size + foreign
    let both = Array(once[..<own.upperBound]) + segment + Array(once[own.upperBound...])
    let again = try embedded(.made, in: both)
    #expect(again.firstRange(of: segment) != nil)
    #expect(ContainerParts.segments(again).count { $0.name == "E1 Exif" } == 2)
    #expect(try inspected(again).record == .made)
  }

  @Test(arguments: [[0, 1, 2], [2, 0, 1], [1, 2, 0]])
  func `extended XMP is read, in whatever order its pieces are`(order: [Int]) throws {
    let cuts = [0..<50, 50..<90, 90..<Self.tagged.count]
    let pieces = order.map { Self.piece(Self.tagged, cuts[$0]) }
    for packets in [[Self.standard(Self.main)] + pieces, pieces + [Self.standard(Self.main)]] {
      let found = try inspected(Self.jpeg(packets))
      #expect(found.tags == ["quay"] && found.rating == Rating(4))
    }
    let lower = order.map { Self.piece(Self.tagged, cuts[$0], guid: Self.guid.lowercased()) }
    #expect(try inspected(Self.jpeg([Self.standard(Self.main)] + lower)).tags == ["quay"])
  }

  @Test func `extended XMP that the main packet does not name is of an older state`() throws {
    let stale = Self.piece(Self.tagged, 0..<Self.tagged.count, guid: String(repeating: "F", count: 32))
    #expect(try inspected(Self.jpeg([Self.standard(Self.main), stale])).tags.isEmpty)
    let current = Self.piece(Self.tagged, 0..<Self.tagged.count)
    #expect(try inspected(Self.jpeg([Self.standard(Self.main), stale, current])).tags == ["quay"])
  }

  @Test func `pieces that do not make up the whole are left out`() throws {
    let count = Self.tagged.count
    let wrong = [
      [Self.piece(Self.tagged, 0..<50)], [Self.piece(Self.tagged, 0..<60), Self.piece(Self.tagged, 50..<count)],
      [Self.piece(Self.tagged, 0..<count, total: count + 1)], [Self.piece(Self.tagged, 0..<count, at: 7)],
      [Self.piece(Self.tagged, 0..<count, total: Int(UInt32.max), at: Int(UInt32.max) - 1)],
      [Self.piece(Self.tagged, 0..<count, total: 0)], [Array("http://ns.adobe.com/xmp/extension/\0short".utf8)],
    ]
    for pieces in wrong {
      let found = try inspected(Self.jpeg([Self.standard(Self.main)] + pieces))
      #expect(found.tags.isEmpty && found.rating == Rating(4) && found.problems.isEmpty)
    }
  }

  @Test func `a second packet tells what the first does not`() throws {
    let first = Self.xmp("", "xmp:Rating=\"4\"")
    let second = Self.xmp(
      "<dc:subject><rdf:Bag><rdf:li>quay</rdf:li></rdf:Bag></dc:subject>", "xmp:Rating=\"2\"")
    let found = try inspected(Self.jpeg([Self.standard(first), Self.standard(second)]))
    #expect(found.rating == Rating(4) && found.tags == ["quay"])
  }

  @Test func `a verdict that alice took away does not come back from another packet`() throws {
    let second = Self.standard(Self.xmp("", "xmp:Rating=\"2\""))
    let taken = try inspected(Self.jpeg([Self.standard(Self.xmp("", "xmp:CreatorTool=\"a\"")), second]))
    #expect(taken.rating == Rating(2))
    var record = AssetRecord.made
    record.rating = nil
    let file = try embedded(record, in: Self.jpeg([Self.standard(Self.xmp("")), second]))
    #expect(try inspected(file).record?.rating == nil)
    #expect(file.firstRange(of: second) != nil)
  }

  private static func subject(_ names: String...) -> String {
    "<dc:subject><rdf:Bag>\(names.map { "<rdf:li>\($0)</rdf:li>" }.joined())</rdf:Bag></dc:subject>"
  }

  /// A file whose second packet, in the same form or extended, has other values, after the user gave five stars.
  private static func rated(isExtended: Bool) throws -> [UInt8] {
    let second = xmp(subject("quay", "lantern"), "xmp:Rating=\"2\"")
    let middle = second.count / 2
    let source =
      isExtended
      ? try jpeg([
        standard(main), piece(second, 0..<middle), exif(camera), piece(second, middle..<second.count),
      ])
      : try jpeg([standard(xmp(subject("quay"), "xmp:Rating=\"4\"")), exif(camera), standard(second)])
    let known = try AssetRecord.read(from: source)
    #expect(known.rating == Rating(4))
    var record = known
    record.rating = Rating(5)
    record.tags = ["quay", "pier"]
    return try changed(source, from: known, to: record)
  }

  @Test(arguments: [true, false]) func `rating and tags reach every packet that has them`(isExtended: Bool) throws {
    let file = try Self.rated(isExtended: isExtended)
    let found = try inspected(file)
    #expect(found.record?.rating == Rating(5) && found.record?.tags == ["quay", "pier"])
    #expect(found.entries.filter { $0.key == "xmp:Rating" }.map(\.text) == ["5", "5"])
    let names = found.entries.filter { $0.key == "dc:subject" }.map(\.text)
    #expect(Set(names).isSuperset(of: ["quay", "pier"]) && names.count { $0 == "pier" } == 2)
    #expect(file.firstRange(of: Array(Self.guid.utf8)) == nil)
    #expect(found.entries.contains { $0.key == "Software" && $0.text == "camera" })
    #expect(try embedded(#require(found.record), in: file) == file)
  }

  @Test(.needs("exiftool"), arguments: [true, false])
  func `exiftool, for which the last packet counts, shows the change`(isExtended: Bool) async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("a.jpg")
      try path.write(Self.rated(isExtended: isExtended))
      let shown = try Tool.run("exiftool", ["-s3", "-XMP:Rating", "-Warning", path.description])
      #expect(shown.output == "5\n")
    }
  }
}
