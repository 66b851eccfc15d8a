import AliceMedia
import AliceModel
import AliceTestSupport
import Foundation
import Testing

@Suite struct `Content Credentials` {
  private static let made = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
  private static let captured = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"

  private static let picture: [UInt8] = C2PAParts.store(
    C2PAParts.manifest(
      by: [["name": "ChatGPT"]],
      actions: [
        [
          "action": "c2pa.created", "softwareAgent": ["name": "gpt-image", "version": "2.0"],
          "digitalSourceType": .string(made), "when": "2026-11-22T18:04:05Z",
        ], ["action": "c2pa.converted"],
      ]))

  private static func read(_ bytes: [UInt8]) throws -> ReadMetadata? {
    try GeneratorReaders.read(inspected(bytes).entries)
  }

  /// What is made of one manifest in a PNG.
  private static func read(by generator: JSONValue, _ actions: JSONValue...) throws -> ReadMetadata? {
    let store = C2PAParts.store(C2PAParts.manifest(by: generator, actions: actions))
    return try read(C2PAParts.png(store, in: ContainerFixture.bytes("plain.png")))
  }

  @Test(arguments: ["png", "jpeg", "jpeg in pieces", "jpeg in disorder", "webp", "mp4"])
  func `what is claimed is read from a`(_ container: String) throws {
    let store = Self.picture
    let file: [UInt8] =
      switch container {
      case "png": try C2PAParts.png(store, in: ContainerFixture.bytes("plain.png"))
      case "jpeg": try C2PAParts.jpeg(store, in: ContainerFixture.bytes("plain.jpg"), piece: 60_000)
      case "jpeg in pieces": try C2PAParts.jpeg(store, in: ContainerFixture.bytes("plain.jpg"), piece: 50)
      case "jpeg in disorder":
        try C2PAParts.jpeg(store, in: ContainerFixture.bytes("plain.jpg"), piece: 50, reversed: true)
      case "webp": try ContainerParts.appending("C2PA", store, toWebP: ContainerFixture.bytes("lossy.webp"))
      default: try Fixtures.bytes("clips/clip-9x16-5s.mp4") + C2PAParts.uuid(store)
      }
    let inspection = try inspected(file)
    #expect(inspection.sidecarReason == .signed)
    let claims = inspection.entries.filter { $0.container == "c2pa" }
    #expect(
      claims.map { "\($0.key): \($0.text)" } == [
        "claim_generator: ChatGPT", "action: c2pa.created", "software_agent: gpt-image 2.0",
        "digital_source_type: \(Self.made)", "when: 2026-11-22T18:04:05Z", "action: c2pa.converted",
      ])
  }

  @Test func `claims become claims and not facts`() throws {
    let read = try #require(try Self.read(C2PAParts.png(Self.picture, in: ContainerFixture.bytes("plain.png"))))
    #expect(read.provenance.generator == .openai)
    #expect(read.provenance.recipe.model == "gpt-image 2.0")
    #expect(read.provenance.recipe.prompt == nil)
    #expect(read.provenance.created == Timestamp("2026-11-22T18:04:05Z"))
    #expect(
      read.provenance.recipe.parameters["claims"] == [
        "claim_generator": "ChatGPT", "software_agent": "gpt-image 2.0", "actions": ["c2pa.created", "c2pa.converted"],
        "digital_source_type": .string(Self.made), "verified": false,
      ])
  }

  @Test(arguments: [
    ("Adobe Firefly", Generator?.some(.adobe), String?.none), ("DALL·E 3", .openai, "DALL·E 3"),
    ("Google Gemini", .google, nil), ("Imagen 4", .google, "Imagen 4"), ("FLUX.2 [pro]", .bfl, "FLUX.2 [pro]"),
    ("Google C2PA Core Generator Library", .google, nil), ("Somebody's Painter 3", nil, nil),
    ("Soranian Painter 3", nil, nil), ("FLUX1.1 [pro]", .bfl, "FLUX1.1 [pro]"),
  ])
  func `the agent tells who made it, and the model only where it names one`(
    _ agent: String, _ generator: Generator?, _ model: String?
  ) throws {
    let read = try #require(
      try Self.read(
        by: [["name": "c2pa-rs"]],
        ["action": "c2pa.created", "softwareAgent": .string(agent), "digitalSourceType": .string(Self.made)]))
    #expect(read.provenance.generator == generator)
    #expect(read.provenance.recipe.model == model)
    #expect(read.provenance.recipe.parameters["claims"]?["software_agent"] == .string(agent))
  }

  @Test(arguments: ["Google C2PA Core Generator Library", "Leica M11-P", "Sony ILCE-1M2", "Adobe Photoshop"])
  func `what a camera signed is no generator's`(_ device: String) throws {
    let read = try Self.read(
      by: [["name": .string(device)]], ["action": "c2pa.created", "digitalSourceType": .string(Self.captured)])
    #expect(read != nil)
    #expect(read?.provenance.generator == nil)
  }

  @Test func `the manifest of what a picture was made from says who made it`() throws {
    let first = C2PAParts.manifest(
      "urn:c2pa:1", by: [["name": "Google C2PA Core Generator Library"]],
      actions: [["action": "c2pa.created", "digitalSourceType": .string(Self.made)]])
    let stranger = C2PAParts.manifest(
      "urn:c2pa:0", by: [["name": "ChatGPT"]],
      actions: [["action": "c2pa.created", "digitalSourceType": .string(Self.made)]])
    let second = C2PAParts.manifest(
      "urn:c2pa:2", by: [["name": "Crop 1"]], actions: [["action": "c2pa.opened"], ["action": "c2pa.cropped"]],
      ingredients: [
        ["relationship": "componentOf", "activeManifest": ["url": "self#jumbf=/c2pa/urn:c2pa:0/c2pa.signature"]],
        [
          "relationship": "parentOf", "dc:title": "a lake",
          "activeManifest": ["url": "self#jumbf=/c2pa/urn:c2pa:1/c2pa.signature"],
        ],
      ])
    let store = C2PAParts.store(stranger, first, second)
    let read = try Self.read(C2PAParts.png(store, in: ContainerFixture.bytes("plain.png")))
    #expect(read?.provenance.generator == .google)
    #expect(read?.provenance.recipe.parameters["claims"]?["ingredients"] == "a lake")
  }

  @Test func `a manifest that is its own parent ends`() throws {
    let manifest = C2PAParts.manifest(
      by: [["name": "x"]], actions: [],
      ingredients: [["relationship": "parentOf", "c2pa_manifest": ["url": "self#jumbf=/c2pa/urn:c2pa:1"]]])
    let read = try Self.read(C2PAParts.png(C2PAParts.store(manifest), in: ContainerFixture.bytes("plain.png")))
    #expect(read?.provenance.generator == nil)
  }

  @Test(arguments: ["attribute", "element"])
  func `a digital source type in XMP is a claim too`(_ form: String) throws {
    let property =
      form == "attribute"
      ? "<rdf:Description xmlns:a='http://iptc.org/std/Iptc4xmpExt/2008-02-29/' a:DigitalSourceType='\(Self.made)'/>"
      : """
      <rdf:Description xmlns:a='http://iptc.org/std/Iptc4xmpExt/2008-02-29/'>
      <a:DigitalSourceType>\(Self.made)</a:DigitalSourceType></rdf:Description>
      """
    let packet = """
      <x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
      \(property)</rdf:RDF></x:xmpmeta>
      """
    let chunk = HandmadePNG.chunk("iTXt", Array("XML:com.adobe.xmp\0\0\0\0\0".utf8) + Array(packet.utf8))
    let read = try Self.read(ContainerParts.inserting(chunk, intoPNG: ContainerFixture.bytes("plain.png")))
    #expect(read?.provenance.generator == nil)
    #expect(read?.provenance.recipe.parameters["claims"]?["digital_source_type"] == .string(Self.made))
  }
}
