import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

/// The machine-readable mark that AI made a file.
@Suite struct DisclosureTests {
  private static func lacking(_ world: World) throws -> DisclosureReport {
    try DisclosureCheck(world.workspace).run()
  }

  @Test func `files of generators are marked when they are taken in, others are told`() async throws {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png")
      try world.drop("media/plain.png")
      try world.drop("media/camera.jpg")
      _ = try await world.organize()
      let report = try Self.lacking(world)
      let marked = try world.search("has:disclosure")
      #expect(marked.count == 1 && marked[0].record.disclosure == .trainedAlgorithmicMedia)
      let plain = try #require(try world.search("path:*plain*").first)
      #expect(report.files == 3 && report.lacking.map(\.id) == [plain.id])
      #expect(report.lacking.map(\.isGenerated) == [false] && report.others.count == 1)
    }
  }

  @Test func `the mark is written on request, and found then`() async throws {
    try await World.with { world in
      try world.drop("media/plain.png")
      _ = try await world.organize()
      var edit = AssetEdit()
      edit.discloses = true
      _ = try Annotator(world.workspace).apply(.init(edit: edit), to: try world.all())
      #expect(try Self.lacking(world).lacking.isEmpty && world.search("has:disclosure").count == 1)
      let asset = try #require(try world.all().first)
      let data = try Data(contentsOf: URL(filePath: world.root.appending(asset.path).description))
      let term = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
      #expect(data.range(of: Data(term.utf8)) != nil)
    }
  }

  @Test func `a mark beside the file is told apart`() async throws {
    try await World.with { world in
      try world.drop("media/codestream.jxl")
      _ = try await world.organize()
      var edit = AssetEdit()
      edit.discloses = true
      _ = try Annotator(world.workspace).apply(.init(edit: edit), to: try world.all())
      let report = try Self.lacking(world)
      let paths = try world.all().map(\.path)
      #expect(report.lacking.isEmpty && report.beside == paths)
    }
  }

  @Test func `another origin that a program states is kept, until the user says otherwise`() async throws {
    try await World.with { world in
      let xmp = """
        <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description xmlns:e="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
        e:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"/></rdf:RDF></x:xmpmeta>
        """
      try world.drop("media/plain.png")
      try Data(xmp.utf8).write(to: URL(filePath: world.inbox.appending("plain.png.xmp").description))
      _ = try await world.organize()
      #expect(try Self.lacking(world).others.count == 1 && world.search("has:disclosure").isEmpty)
      #expect(try world.all().first?.record.disclosure?.term == "digitalCapture")
      var edit = AssetEdit()
      edit.discloses = true
      _ = try Annotator(world.workspace).apply(.init(edit: edit), to: try world.all())
      #expect(try world.search("has:disclosure").count == 1)
    }
  }

  @Test(arguments: [
    ("http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic", "compositeSynthetic", true),
    ("trainedAlgorithmicMedia", "trainedAlgorithmicMedia", true), ("digitalCapture", "digitalCapture", false),
    ("http://c2pa.org/digitalsourcetype/trainedAlgorithmicData", "trainedAlgorithmicData", true),
  ])
  func `a term is read with and without its address`(_ text: String, _ term: String, _ isGenerated: Bool) {
    #expect(DigitalSource(text)?.term == term && DigitalSource(text)?.saysGenerated == isGenerated)
  }

  @Test(arguments: ["", "/", "a b", "http://x/<script>", String(repeating: "x", count: 65)])
  func `what is no term is none`(_ text: String) {
    #expect(DigitalSource(text) == nil)
  }
}
