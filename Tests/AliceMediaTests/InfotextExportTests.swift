import AliceMedia
import AliceModel
import AliceTestSupport
import Testing

@Suite struct InfotextExportTests {
  private static let text =
    "a lake, \u{5C71} \u{1F5FC}\nNegative prompt: people\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 18446744073709551615, Size: 24x16"

  private func exported(_ text: String, _ file: [UInt8]) throws -> [UInt8] {
    carryOut(try MediaFile.embedInfotext(text, into: file), on: file)
  }

  @Test(arguments: ContainerFixture.all)
  func `the infotext is all that is found, and the picture is the same`(name: String) throws {
    let source = try ContainerFixture.bytes(name)
    let file = try exported(InfotextExportTests.text, embedded(.made, in: source))
    let found = try inspected(file)
    #expect(found.id == (try inspected(source).id))
    #expect(found.entries.map(\.text) == [InfotextExportTests.text])
    #expect(found.entries.map(\.key) == [name.hasSuffix("png") ? "parameters" : "UserComment"])
    #expect(found.orientation == (try inspected(source).orientation))
    #expect(found.record == nil && found.xmp == nil && found.problems.isEmpty)
    #expect(try stripped(file) == stripped(source))
    let read = GeneratorReaders.read(found.entries)?.provenance.recipe
    #expect(read?.prompt == "a lake, \u{5C71} \u{1F5FC}")
    #expect(read?.seed == "18446744073709551615")
  }

  @Test(arguments: [
    ("a lake\nSteps: 1, Seed: 2", "tEXt parameters"), ("\u{5C71}\nSteps: 1, Seed: 2", "iTXt parameters"),
  ])
  func `a PNG gets it right behind its header`(text: String, chunk: String) throws {
    let file = try exported(text, ContainerFixture.bytes("foreign.png"))
    #expect(ContainerParts.png(file).map(\.name).prefix(2) == ["IHDR", chunk])
  }

  @Test(arguments: ContainerFixture.jpeg + ContainerFixture.webp)
  func `EXIF is big-endian and holds the comment alone`(name: String) throws {
    let source = try ContainerFixture.bytes(name)
    let exif = try #require(inspected(exported("a\nSteps: 1, Seed: 2", source)).exif)
    let comment = Array("UNICODE\0".utf8) + "a\nSteps: 1, Seed: 2".utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    let entries = try inspected(source).orientation == 1 ? 1 : 2
    #expect(exif.starts(with: Array("MM\0*".utf8) + [0, 0, 0, 8, 0, UInt8(entries)]))
    #expect(exif.count == 8 + 2 + 12 * entries + 4 + 2 + 12 + 4 + comment.count)
    #expect(exif.suffix(comment.count).elementsEqual(comment))
  }

  @Test func `what has no room or no place is refused`() throws {
    let long = String(repeating: "long ", count: 7000)
    #expect(throws: MediaError.notEmbeddable) { _ = try exported(long, ContainerFixture.bytes("plain.jpg")) }
    #expect(throws: MediaError.notEmbeddable) { _ = try exported("a", Fixtures.bytes("clips/clip-1x1-5s.mp4")) }
    #expect(try inspected(exported(long, ContainerFixture.bytes("lossy.webp"))).entries.map(\.text) == [long])
  }
}
