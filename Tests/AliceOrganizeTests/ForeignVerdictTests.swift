import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

/// A person's ratings and tags from other programs, from the inbox to the library and back.
@Suite struct ForeignVerdictTests {
  private static let lists = """
    <digiKam:TagsList><rdf:Seq><rdf:li>a/b</rdf:li><rdf:li>c</rdf:li></rdf:Seq></digiKam:TagsList>\
    <dc:subject><rdf:Bag><rdf:li>b</rdf:li><rdf:li>c</rdf:li></rdf:Bag></dc:subject>
    """

  private func packet(_ elements: String) -> [UInt8] {
    Array(
      """
      <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
      <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
      xmlns:digiKam="http://www.digikam.org/ns/1.0/">\(elements)</rdf:Description></rdf:RDF></x:xmpmeta>
      """.utf8)
  }

  /// Puts a picture into the inbox that Windows rated 2 in EXIF, with other programs' tags in its XMP.
  private func drop(_ elements: String, into world: World) throws {
    let exif: [UInt8] = [
      0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 0x47, 0x46, 0, 3, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0,
    ]
    var file = try Fixtures.bytes("media/plain.png")
    let xmp = Array("XML:com.adobe.xmp\0\0\0\0\0".utf8) + packet(elements)
    file.insert(contentsOf: HandmadePNG.chunk("eXIf", exif) + HandmadePNG.chunk("iTXt", xmp), at: 33)
    try Data(file).write(to: URL(filePath: world.inbox.appending("a.png").description))
  }

  private func exif(of asset: Asset, in world: World) throws -> Data {
    let data = try Data(contentsOf: URL(filePath: world.root.appending(asset.path).description))
    let start = try #require(data.firstRange(of: Data("eXIf".utf8))?.upperBound)
    return data[start..<(start + 26)]
  }

  @Test func `rating and tagging change the fields of other programs, and undo restores every byte`() async throws {
    try await World.with { world in
      try drop(ForeignVerdictTests.lists, into: world)
      _ = try await world.organize()
      let asset = try #require(try world.all().first)
      #expect(asset.record.rating == Rating(2) && asset.record.tags == ["a/b", "c"])
      let before = try world.files()
      let change = Annotator.Change(rating: .some(Rating(5)), addedTags: ["x"], removedTags: ["a/b"])
      let rated = try #require(try Annotator(world.workspace).apply(change, to: [asset]).first)
      #expect(rated.record.tags == ["c", "x"])
      #expect(try exif(of: rated, in: world)[at: 19] == 5)
      _ = try Reindexer(library: world.root).run()
      let reread = try World(folder: world.folder, workspace: .open(world.root))
      #expect(try reread.all().map(\.record.tags) == [["c", "x"]] && reread.all().map(\.record.rating) == [Rating(5)])
      _ = try reread.undo()
      #expect(try reread.files().mapValues(\.first) == before.mapValues(\.first))
      let cleared = Annotator.Change(rating: .some(nil), removedTags: ["c", "a/b"])
      _ = try Annotator(reread.workspace).apply(cleared, to: reread.all())
      #expect(try exif(of: asset, in: reread)[at: 19] == 0)
      _ = try Reindexer(library: world.root).run()
      let last = try World(folder: world.folder, workspace: .open(world.root)).all()
      #expect(last.map(\.record.rating) == [nil] && last.map(\.record.tags) == [[]])
    }
  }

  @Test func `a name in the file that is a level of a path in its sidecar is no tag`() async throws {
    try await World.with { world in
      try drop("<dc:subject><rdf:Bag><rdf:li>b</rdf:li><rdf:li>mine</rdf:li></rdf:Bag></dc:subject>", into: world)
      try Data(packet(ForeignVerdictTests.lists)).write(
        to: URL(filePath: world.inbox.appending("a.png.xmp").description))
      _ = try await world.organize()
      #expect(try world.all().map(\.record.tags) == [["mine", "a/b", "c"]])
    }
  }

  @Test func `composed and decomposed letters are one tag`() async throws {
    try await World.with { world in
      try drop("<dc:subject><rdf:Bag><rdf:li>Ca\u{303}o</rdf:li></rdf:Bag></dc:subject>", into: world)
      _ = try await world.organize()
      let added = Annotator.Change(addedTags: ["C\u{E3}o", "e\u{301}te\u{301}"])
      let asset = try #require(try Annotator(world.workspace).apply(added, to: world.all()).first)
      #expect(asset.record.tags.map { Array($0.utf8) } == ["C\u{E3}o", "\u{E9}t\u{E9}"].map { Array($0.utf8) })
      let removed = Annotator.Change(removedTags: ["Ca\u{303}o"])
      #expect(try Annotator(world.workspace).apply(removed, to: [asset]).first?.record.tags == ["été"])
    }
  }
}

extension Data {
  fileprivate subscript(at offset: Int) -> UInt8? { dropFirst(offset).first }
}
