import AliceMedia
import AliceModel
import Testing

@Suite struct `Hostile Content Credentials` {
  private static func entries(_ store: [UInt8]) throws -> [MetadataEntry] {
    try inspected(C2PAParts.png(store, in: ContainerFixture.bytes("plain.png"))).entries
  }

  private static func store(claim: [UInt8]) -> [UInt8] {
    C2PAParts.store(
      C2PAParts.superbox("urn:c2pa:1", C2PAParts.superbox("c2pa.claim.v2", BoxParts.box("cbor", claim))))
  }

  private static let name: [UInt8] = [0x74] + Array("claim_generator_info".utf8)

  @Test func `every truncation and every changed byte gives an answer`() throws {
    let whole = C2PAParts.store(
      C2PAParts.manifest(
        by: [["name": "ChatGPT"]], actions: [["action": "c2pa.created"]], ingredients: [["dc:title": "x"]]))
    for count in whole.indices { #expect(try Self.entries(Array(whole.prefix(count))).isEmpty) }
    for index in whole.indices {
      for value: UInt8 in [0, 0x1F, 0x5F, 0x9F, 0xBB, 0xFF] {
        var bytes = whole
        bytes[index] = value
        _ = try Self.entries(bytes)
      }
    }
  }

  @Test(
    .timeLimit(.minutes(10)),
    arguments: [
      NamedBytes("arrays in arrays", [UInt8](repeating: 0x81, count: 1 << 20)),
      NamedBytes("open arrays in arrays", [UInt8](repeating: 0x9F, count: 1 << 20)),
      NamedBytes("tags of tags", [UInt8](repeating: 0xC1, count: 1 << 20)),
      NamedBytes("maps as keys of maps", [UInt8](repeating: 0xA1, count: 1 << 20)),
      NamedBytes("an array of 2^64 elements", [0x9B] + [UInt8](repeating: 0xFF, count: 8) + [0, 0, 0]),
      NamedBytes("a map of 2^63 members", [0xBB, 0x7F] + [UInt8](repeating: 0xFF, count: 7) + [0, 0, 0]),
      NamedBytes("a text of 2^64 bytes", [0x7B] + [UInt8](repeating: 0xFF, count: 8) + [0x61]),
      NamedBytes("a million numbers", [0x9A, 0, 0x10, 0, 0] + [UInt8](repeating: 0, count: 1 << 20)),
      NamedBytes("an open text of a million pieces", [0x7F] + [UInt8](repeating: 0x60, count: 1 << 20)),
      NamedBytes("a reserved head", [0x1C]), NamedBytes("a break alone", [0xFF]), NamedBytes("nothing", []),
    ])
  func `is left out:`(_ value: NamedBytes) throws {
    #expect(try Self.entries(Self.store(claim: [0xA1] + Self.name + value.bytes)).isEmpty)
  }

  @Test func `texts and lists without a length, and every kind of number, are read`() throws {
    // {claim_generator_info: [_ {_ "name": (_ "Chat", "GPT"), "version": 2.5 in 16 bits}], "x": [-1, 1.0, true, h'00']}
    let agent: [UInt8] =
      [0x9F, 0xBF, 0x64] + Array("name".utf8) + [0x7F, 0x64] + Array("Chat".utf8) + [0x63] + Array("GPT".utf8)
      + [0xFF, 0x67] + Array("version".utf8) + [0xF9, 0x41, 0x00, 0xFF, 0xFF]
    let others: [UInt8] = [0x61, 0x78, 0x84, 0x20, 0xFB, 0x3F, 0xF0, 0, 0, 0, 0, 0, 0, 0xF5, 0x41, 0]
    let found = try Self.entries(Self.store(claim: [0xA2] + Self.name + agent + others))
    #expect(found == [MetadataEntry(container: "c2pa", key: "claim_generator", text: "ChatGPT 2.5")])
  }

  @Test func `a JPEG in which a piece is missing is signed and claims nothing`() throws {
    let store = C2PAParts.store(C2PAParts.manifest(by: [["name": "ChatGPT"]], actions: [["action": "c2pa.created"]]))
    let whole = try C2PAParts.jpeg(store, in: ContainerFixture.bytes("plain.jpg"), piece: 50)
    #expect(try !inspected(whole).entries.isEmpty)
    // Marker, length and 66 bytes: the second segment behind SOI.
    let file = Array(whole[..<72]) + Array(whole[142...])
    let inspection = try inspected(file)
    #expect(inspection.facts.signed)
    #expect(inspection.entries.isEmpty)
  }

  @Test func `boxes in boxes without end are not followed`() throws {
    let store = (0..<500).reduce(into: BoxParts.box("jumd", [])) { box, _ in box = C2PAParts.superbox("c2pa", box) }
    #expect(try Self.entries(store).isEmpty)
  }

  @Test func `a store beyond all measure is not read`() throws {
    let store = C2PAParts.store(BoxParts.box("free", [UInt8](repeating: 0, count: 9 << 20)))
    let inspection = try inspected(C2PAParts.png(store, in: ContainerFixture.bytes("plain.png")))
    #expect(inspection.facts.signed)
    #expect(inspection.entries.isEmpty)
  }
}
