import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

/// What other programs write beside a library's files, or into them.
@Suite struct SidecarChangeTests {
  private func xmp(rating: Int, tags: [String] = []) -> Data {
    let items = tags.map { "<rdf:li>\($0)</rdf:li>" }.joined()
    return Data(
      """
      <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
      <rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
      xmp:Rating="\(rating)"><dc:subject><rdf:Bag>\(items)</rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>
      """.utf8)
  }

  private func withAsset(
    _ fixture: String, rated stars: Int, _ body: (World, Asset, _ file: String) async throws -> Void
  ) async throws {
    try await World.with { world in
      try world.drop(fixture)
      _ = try await world.organize()
      let asset = try #require(try world.all().first)
      // A file whose time is that of its record counts as one that alice never wrote, and the clock of files is coarse.
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -60)],
        ofItemAtPath: world.root.appending(asset.path).description)
      _ = try LibraryCheck(world.workspace).run(repair: true)
      let rated = try Annotator(world.workspace).apply(
        .init(rating: .some(Rating(stars)), addedTags: ["mine"]), to: [asset])
      try await body(world, try #require(rated.first), world.root.appending(asset.path).description)
    }
  }

  /// As another program changes the number that stands there.
  private func setRating(_ from: Int, _ to: Int, in file: String) throws {
    var data = try Data(contentsOf: URL(filePath: file))
    let ends = ["\(from)\"", "\(from)<"].compactMap { end in
      ["xmp:Rating=\"", "xmp:Rating>"].compactMap { data.range(of: Data(($0 + end).utf8)) }.first
    }
    let range = try #require(ends.first)
    data[range.upperBound - 2] = UInt8(ascii: "0") + UInt8(to)
    try data.write(to: URL(filePath: file))
  }

  private func findings(_ world: World) throws -> [String] {
    try LibraryCheck(world.workspace).run(repair: false).findings.map(\.kind)
  }

  private func stars(_ world: World) throws -> [Int?] { try world.all().map(\.record.rating?.stars) }

  @Test(arguments: ["demo/grid-0003.jpg", "media/codestream.jxl"])
  func `a new sidecar of another program is told and read in`(_ fixture: String) async throws {
    try await withAsset(fixture, rated: 5) { world, _, file in
      let sidecar = URL(filePath: file + ".xmp")
      try xmp(rating: 3, tags: ["theirs"]).write(to: sidecar)
      #expect(try findings(world) == ["changed"])
      _ = try LibraryCheck(world.workspace).run(repair: true)
      #expect(try findings(world) == [] && stars(world) == [3])
      #expect(try world.search("tag:theirs tag:mine").count == 1)
      try FileManager.default.removeItem(at: sidecar)
      _ = try LibraryCheck(world.workspace).run(repair: true)
      #expect(try findings(world) == [] && stars(world) == [3])
      _ = try Reindexer(library: world.root).run()
      #expect(try stars(World(folder: world.folder, workspace: .open(world.root))) == [3])
    }
  }

  @Test func `a pick of another program is read in, and outlives the catalog`() async throws {
    try await withAsset("demo/grid-0003.jpg", rated: 5) { world, asset, file in
      _ = try Annotator(world.workspace).apply(.init(pick: .some(.picked)), to: [asset])
      let packet = String(decoding: xmp(rating: 5), as: UTF8.self).replacing(
        "xmp:Rating", with: "xmlns:digiKam='http://www.digikam.org/ns/1.0/' digiKam:PickLabel='1' xmp:Rating")
      try Data(packet.utf8).write(to: URL(filePath: file + ".xmp"))
      #expect(try findings(world) == ["changed"])
      _ = try LibraryCheck(world.workspace).run(repair: true)
      #expect(try findings(world) == [] && world.search("is:rejected rating:5").count == 1)
      try FileManager.default.removeItem(atPath: file + ".xmp")
      _ = try LibraryCheck(world.workspace).run(repair: true)
      _ = try Reindexer(library: world.root).run()
      let reopened = try World(folder: world.folder, workspace: .open(world.root))
      #expect(try reopened.search("is:rejected").count == 1 && findings(reopened) == [])
    }
  }

  enum Change: CaseIterable { case new, edited, deleted }

  @Test(arguments: Change.allCases)
  func `after a reindex a sidecar that is new, edited or gone is told, too, and mended or read in`(
    _ change: Change
  ) async throws {
    let fixture = change == .new ? "demo/grid-0003.jpg" : "media/codestream.jxl"
    try await withAsset(fixture, rated: 5) { world, asset, file in
      _ = try Reindexer(library: world.root).run()
      let world = World(folder: world.folder, workspace: try Workspace.open(world.root))
      #expect(try findings(world) == [])
      switch change {
      case .new: try xmp(rating: 2).write(to: URL(filePath: file + ".xmp"))
      case .edited: try setRating(5, 2, in: file + ".xmp")
      case .deleted: try FileManager.default.removeItem(atPath: file + ".xmp")
      }
      #expect(try findings(world) == [change == .deleted ? "sidecar-missing" : "changed"])
      #expect(try LibraryCheck(world.workspace).run(repair: true).remaining.isEmpty)
      #expect(try findings(world) == [])
      #expect(try stars(world) == [change == .deleted ? 5 : 2])
      #expect(FileManager.default.fileExists(atPath: file + ".xmp"))
    }
  }

  @Test func `a sidecar that a person edits is told and read in`() async throws {
    try await withAsset("media/codestream.jxl", rated: 5) { world, asset, file in
      try setRating(5, 2, in: file + ".xmp")
      #expect(try findings(world) == ["changed"])
      #expect(try stars(world) == [5])
      let report = try LibraryCheck(world.workspace).run(repair: true)
      #expect(report.failures.isEmpty && report.remaining.isEmpty)
      #expect(try findings(world) == [] && stars(world) == [2])
      #expect(
        try AssetInspector.show(file: world.root.appending(asset.path), now: Clock.system.now()).asset.record.tags == [
          "mine"
        ])
    }
  }

  @Test func `a sidecar that lies elsewhere once more is told, and stays told until somebody removes it`() async throws
  {
    try await withAsset("media/codestream.jxl", rated: 5) { world, _, file in
      let other = world.root.appending("elsewhere.jxl.xmp").description
      try FileManager.default.copyItem(atPath: file + ".xmp", toPath: other)
      #expect(try findings(world) == ["orphan-sidecar"])
      let report = try LibraryCheck(world.workspace).run(repair: true)
      #expect(report.remaining.map(\.kind) == ["orphan-sidecar"])
      #expect(FileManager.default.fileExists(atPath: other))
      try FileManager.default.removeItem(atPath: other)
      #expect(try findings(world) == [] && stars(world) == [5])
    }
  }

  @Test func `an emptied sidecar gets back what stood in it`() async throws {
    try await withAsset("media/codestream.jxl", rated: 5) { world, asset, file in
      try Data().write(to: URL(filePath: file + ".xmp"))
      #expect(try findings(world) == ["changed"])
      _ = try LibraryCheck(world.workspace).run(repair: true)
      let shown = try AssetInspector.show(file: world.root.appending(asset.path), now: Clock.system.now())
      #expect(shown.asset.record.rating?.stars == 5 && shown.asset.record.tags == ["mine"])
    }
  }

  @Test func `of file and sidecar the one that a person changed counts, and the later one of both`() async throws {
    try await withAsset("demo/grid-0003.jpg", rated: 5) { world, asset, file in
      try xmp(rating: 4).write(to: URL(filePath: file + ".xmp"))
      _ = try LibraryCheck(world.workspace).run(repair: true)
      #expect(try stars(world) == [4])
      try setRating(4, 2, in: file)
      #expect(try findings(world) == ["changed"])
      _ = try LibraryCheck(world.workspace).run(repair: true)
      #expect(try findings(world) == [] && stars(world) == [2])
      try setRating(2, 3, in: file + ".xmp")
      _ = try LibraryCheck(world.workspace).run(repair: true)
      #expect(try findings(world) == [] && stars(world) == [3])
      for (first, last, wins) in [(file, file + ".xmp", 5), (file + ".xmp", file, 5)] {
        let now = try #require(try stars(world).first.flatMap { $0 })
        try setRating(now, 1, in: first)
        try setRating(now, wins, in: last)
        let later = Date(timeIntervalSinceNow: 60)
        try FileManager.default.setAttributes([.modificationDate: later], ofItemAtPath: last)
        _ = try LibraryCheck(world.workspace).run(repair: true)
        #expect(try findings(world) == [] && stars(world) == [wins])
        _ = try Annotator(world.workspace).apply(.init(rating: .some(Rating(4))), to: [asset])
      }
    }
  }

  @Test func `a rebuilt catalog leaves file and sidecar in step, as a repair does`() async throws {
    try await withAsset("demo/grid-0003.jpg", rated: 5) { world, _, file in
      try xmp(rating: 4).write(to: URL(filePath: file + ".xmp"))
      _ = try LibraryCheck(world.workspace).run(repair: true)
      try setRating(4, 2, in: file)
      #expect(try Reindexer(library: world.root).run().restored.isEmpty)
      let reopened = try World(folder: world.folder, workspace: .open(world.root))
      #expect(try stars(reopened) == [2] && findings(reopened) == [])
      // The next change is the only one.
      try setRating(2, 3, in: file + ".xmp")
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: file + ".xmp")
      _ = try Reindexer(library: world.root).run()
      #expect(try stars(World(folder: world.folder, workspace: .open(world.root))) == [3])
    }
  }

  @Test func `a rating that a person changed in the library outlives what a second source adds`() async throws {
    try await withAsset("demo/grid-0003.jpg", rated: 5) { world, _, file in
      try setRating(5, 2, in: file)
      try world.drop("demo/grid-0003.jpg", as: "again.jpg")
      try xmp(rating: 4, tags: ["theirs"]).write(to: URL(filePath: world.inbox.appending("again.jpg.xmp").description))
      _ = try await world.organize()
      #expect(try stars(world) == [2])
      #expect(try world.search("tag:theirs tag:mine").count == 1)
      #expect(try AssetInspector.show(file: BytePath(file), now: Clock.system.now()).asset.record.rating?.stars == 2)
    }
  }
}
