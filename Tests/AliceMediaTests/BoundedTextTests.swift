import AliceMedia
import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// Files whose parts are each within bounds and whose sum is not. Each must be done with in moments and in little memory.
@Suite struct `Texts without measure` {
  private static let megabyte = 1 << 20

  private static func repeated(_ bytes: [UInt8], _ count: Int) -> [UInt8] {
    Array([[UInt8]](repeating: bytes, count: count).joined())
  }

  private static func exif(_ fields: [TIFF.Field]) throws -> Inspection {
    let block = TIFF(bigEndian: true).first(fields)
    return try inspected(
      ContainerParts.inserting(HandmadePNG.chunk("eXIf", block), intoPNG: ContainerFixture.bytes("plain.png")))
  }

  @Test(.timeLimit(.minutes(1)), arguments: [0x927C, 0x010E] as [UInt16])
  func `sixty thousand tags that point at the same zeros`(tag: UInt16) throws {
    let count = 60_000
    let place = bigEndian(UInt32(8 + 2 + 12 * count + 4))
    let entry: [UInt8] = [UInt8(tag >> 8), UInt8(tag & 0xFF), 0, 2] + bigEndian(6 << 20) + place
    var block: [UInt8] = [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, UInt8(count >> 8), UInt8(count & 0xFF)]
    block += Self.repeated(entry, count)
    block += [UInt8](repeating: 0, count: 4 + (6 << 20))
    let file = ContainerParts.inserting(
      HandmadePNG.chunk("eXIf", block), intoPNG: try ContainerFixture.bytes("plain.png"))
    #expect(try inspected(file).entries.isEmpty)
  }

  @Test(.timeLimit(.minutes(1))) func `a comment of NULs`() throws {
    let nulls = [UInt8](repeating: 0, count: 4 * Self.megabyte)
    #expect(try Self.exif([(0x9286, 7, Array("UNICODE\0".utf8) + nulls)]).entries.isEmpty)
  }

  @Test(.timeLimit(.minutes(1))) func `a namespace of megabytes is not compared a hundred thousand times`() throws {
    let space = String(repeating: "n", count: 4 * Self.megabyte)
    let names = String(repeating: "<p:a p:b='' p:c=''/>", count: 60_000)
    let packet = """
      <x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'
      xmlns:p='\(space)'><rdf:Description>\(names)</rdf:Description></rdf:RDF></x:xmpmeta>
      """
    let chunk = HandmadePNG.chunk("iTXt", Array("XML:com.adobe.xmp\0\0\0\0\0".utf8) + Array(packet.utf8))
    let file = ContainerParts.inserting(chunk, intoPNG: try ContainerFixture.bytes("plain.png"))
    let inspection = try inspected(file)
    #expect(inspection.entries.isEmpty)
    guard case .sidecar = try MediaFile.embed(.made, into: file, inspection: inspection) else {
      Issue.record("a packet that cannot be read was replaced")
      return
    }
  }

  @Test func `tags of a film are bounded together`() throws {
    let text = String(repeating: "w", count: 9 * Self.megabyte)
    let tags = (0..<5).flatMap { MatroskaTests.tags("T\($0)", text) }
    let found = try inspected(MatroskaTests.film(MatroskaTests.tracks, MatroskaTests.cluster, tags))
    #expect(found.entries.map(\.key) == ["T0", "T1", "T2"])
    #expect(found.problems == [.textTooLarge])
  }

  @Test func `comments of a GIF are bounded together`() throws {
    let block = [UInt8(255)] + [UInt8](repeating: 0x77, count: 255)
    let comment = [0x21, 0xFE] + Self.repeated(block, 16_000) + [0]
    let found = try inspected(GIFTests.gif(Self.repeated(comment, 10), GIFTests.frame, GIFTests.frame))
    #expect(found.entries.count == 8)
    #expect(found.problems == [.textTooLarge])
  }

  @Test func `comments that never end are bounded over all streams`() throws {
    let head = Array("OpusHead".utf8) + [UInt8](repeating: 1, count: 11)
    let piece = [UInt8](repeating: 255, count: 255) + [UInt8](repeating: 0x61, count: 255 * 255)
    let pages = (0..<20).flatMap { serial in
      let page =
        Array("OggS".utf8) + [0, 0] + AudioParts.little(0, 8) + AudioParts.little(serial) + AudioParts.little(0, 8)
        + [255] + piece
      return AudioParts.page([head], serial: serial) + Self.repeated(page, 30)
    }
    #expect(try inspected(pages).problems.contains(.textTooLarge))
  }

  @Test func `a manifest that is its own parent claims no more than is believed`() throws {
    let agent: JSONValue = ["name": .string(String(repeating: "n", count: 3_000)), "version": "1"]
    let action: JSONValue = ["softwareAgentIndex": 0]
    let actions = C2PAParts.cbor(
      "c2pa.actions.v2",
      ["softwareAgents": .array([agent]), "actions": .array(.init(repeating: action, count: 128))])
    let parent = C2PAParts.cbor(
      "c2pa.ingredient.v3", ["relationship": "parentOf", "activeManifest": ["url": "self#jumbf=/c2pa/urn:c2pa:1"]])
    let manifest = C2PAParts.superbox(
      "urn:c2pa:1", C2PAParts.cbor("c2pa.claim.v2", ["claim_generator": "x"]),
      C2PAParts.superbox("c2pa.assertions", (0..<20).flatMap { _ in actions } + parent))
    let file = C2PAParts.png(C2PAParts.store(manifest), in: try ContainerFixture.bytes("plain.png"))
    let texts = try inspected(file).entries.map(\.text.utf8.count)
    #expect(texts.reduce(0, +) <= 4 << 20)
    #expect(texts.count > 1_000)
  }
}
