import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

@Suite struct LibraryCheckTests {
  private func fill(_ world: World) async throws {
    for name in ["demo/00017-2718281828.png", "demo/ComfyUI_00042_.png", "demo/grid-0003.jpg"] { try world.drop(name) }
    try world.drop("clips/clip-1x1-5s.mp4")
    _ = try await world.organize(quality: true)
  }

  private func text(_ world: World) throws -> String {
    JSONValue.array(try world.all().map { $0.json(in: world.root) }).prettyText
  }

  @Test func `without its catalog a library answers as before`() async throws {
    try await World.with { world in
      try await fill(world)
      let rated = try world.all()[0]
      _ = try Annotator(world.workspace).apply(
        .init(rating: .some(Rating(4)), addedTags: ["山", "lake"]), to: [rated])
      let before = try text(world)
      for suffix in ["", "-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: world.root.appending(".alice/catalog.sqlite\(suffix)").description)
      }
      #expect(throws: AliceError.catalogMissing(world.root)) { try Workspace.open(world.root) }
      let report = try Reindexer(library: world.root).run()
      #expect(report.assets == 4)
      let reopened = World(folder: world.folder, workspace: try Workspace.open(world.root))
      let after = try text(reopened)
      #expect(after.split(separator: "\n") == before.split(separator: "\n"))
      #expect(try LibraryCheck(reopened.workspace).run(repair: false).findings.isEmpty)
    }
  }

  @Test func `a file moved by hand keeps its rating and its tags`() async throws {
    try await World.with { world in
      try await fill(world)
      let asset = try world.all()[1]
      _ = try Annotator(world.workspace).apply(.init(rating: .some(Rating(2)), addedTags: ["mine"]), to: [asset])
      try world.rename(asset, to: "my own folder/renamed.\(asset.path.fileExtension)")
      let found = try LibraryCheck(world.workspace).run(repair: false)
      #expect(found.findings.map(\.kind) == ["moved"])
      _ = try LibraryCheck(world.workspace).run(repair: true)
      #expect(try LibraryCheck(world.workspace).run(repair: false).findings.isEmpty)
      let moved = try #require(try world.search("tag:mine").first)
      #expect(moved.record.rating?.stars == 2)
      #expect(moved.path.description.hasPrefix("my own folder/"))
    }
  }

  @Test func `a picture that lost its sidecar gets it back`() async throws {
    try await World.with { world in
      let gif = Data(
        base64Encoded: "R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw==")
      try #require(gif).write(to: URL(filePath: world.inbox.appending("dot.gif").description))
      _ = try await world.organize()
      let asset = try #require(try world.all().first)
      _ = try Annotator(world.workspace).apply(.init(rating: .some(Rating(3)), addedTags: ["dot"]), to: [asset])
      #expect(FileManager.default.fileExists(atPath: world.root.appending(asset.path).description + ".xmp"))
      try world.rename(asset, to: "elsewhere/dot.gif")
      _ = try LibraryCheck(world.workspace).run(repair: true)
      let moved = try #require(try world.search("tag:dot").first)
      #expect(moved.record.rating?.stars == 3)
      #expect(FileManager.default.fileExists(atPath: world.root.appending(moved.path).description + ".xmp"))
      #expect(try LibraryCheck(world.workspace).run(repair: false).findings.isEmpty)
    }
  }

  @Test func `search finds a file that is gone as missing, before and after a check`() async throws {
    try await World.with { world in
      try await fill(world)
      let all = try world.all()
      let asset = all[0]
      try FileManager.default.removeItem(atPath: world.root.appending(asset.path).description)
      let searcher = Searcher(world.workspace)
      func query(_ text: String) throws -> SearchQuery { try SearchQuery(parsing: text, today: Clock.system.now()) }
      for _ in 1...2 {
        let found = try searcher.run(query("is:missing"), limit: 10)
        #expect(found.assets.map(\.id) == [asset.id] && found.assets.map(\.missing) == [true])
        #expect(try searcher.paths(query("is:missing"), limit: nil).paths == [asset.path])
        #expect(try searcher.count(query("is:missing")) == 1)
        #expect(try world.search("-is:missing").count == all.count - 1)
        #expect(try world.search("is:missing OR *").count == all.count)
        #expect(try world.all().map(\.id) == all.dropFirst().map(\.id))
        _ = try LibraryCheck(world.workspace).run(repair: true)
      }
    }
  }

  @Test func `hits whose files are gone make room for later ones`() async throws {
    try await World.with { world in
      try await fill(world)
      let all = try world.all()
      try #require(all.count >= 3)
      for asset in all.dropLast() {
        try FileManager.default.removeItem(atPath: world.root.appending(asset.path).description)
      }
      let searcher = Searcher(world.workspace)
      let query = try SearchQuery(parsing: "*", today: Clock.system.now())
      let found = try searcher.run(query, limit: 1)
      #expect(found.assets.map(\.id) == [all[all.count - 1].id] && found.gone == all.count - 1)
      let listed = try searcher.paths(query, limit: 2)
      #expect(listed.paths == [all[all.count - 1].path] && listed.gone == all.count - 1)
      try FileManager.default.removeItem(atPath: world.root.appending(all[all.count - 1].path).description)
      let nothing = try searcher.run(query, limit: 1)
      #expect(nothing.assets.isEmpty && nothing.gone == all.count)
    }
  }

  @Test func `a file that is gone is told and marked`() async throws {
    try await World.with { world in
      try await fill(world)
      let asset = try world.all()[0]
      try FileManager.default.removeItem(atPath: world.root.appending(asset.path).description)
      #expect(try LibraryCheck(world.workspace).run(repair: false).findings.map(\.kind) == ["missing"])
      _ = try LibraryCheck(world.workspace).run(repair: true)
      #expect(try world.search("is:missing").map(\.id) == [asset.id])
    }
  }

  @Test func `what comes back is no longer missing`() async throws {
    try await World.with { world in
      try await fill(world)
      let asset = try world.all()[0]
      let file = world.root.appending(asset.path).description
      try FileManager.default.moveItem(atPath: file, toPath: world.folder.appending("away").description)
      _ = try LibraryCheck(world.workspace).run(repair: true)
      #expect(try world.search("is:missing").count == 1)
      try FileManager.default.moveItem(atPath: world.folder.appending("away").description, toPath: file)
      _ = try LibraryCheck(world.workspace).run(repair: true)
      #expect(try world.search("is:missing").isEmpty)
      #expect(try LibraryCheck(world.workspace).run(repair: false).findings.isEmpty)
    }
  }

  @Test func `another picture under the same name does not get the recipe`() async throws {
    try await World.with { world in
      try await fill(world)
      let asset = try #require(try world.search("misty").first)
      let file = world.root.appending(asset.path).description
      try FileManager.default.removeItem(atPath: file)
      try FileManager.default.copyItem(atPath: Fixtures.url("demo/ComfyUI_00042_.png").path, toPath: file)
      #expect(throws: AliceError.notMedia(asset.path, reason: .changed)) {
        try Annotator(world.workspace).apply(.init(rating: .some(Rating(5))), to: [asset])
      }
    }
  }

  @Test func `a source taken in again after its file was lost brings the rating back`() async throws {
    try await World.with { world in
      try world.drop("demo/grid-0003.jpg")
      _ = try await world.organize()
      let asset = try #require(try world.all().first)
      _ = try Annotator(world.workspace).apply(.init(rating: .some(Rating(3))), to: [asset])
      try FileManager.default.removeItem(atPath: world.root.appending(asset.path).description)
      _ = try LibraryCheck(world.workspace).run(repair: true)
      let report = try await world.organize()
      #expect(report.placed.count == 1)
      #expect(try world.all().map(\.record.rating?.stars) == [3])
    }
  }

  @Test func `a picture put into the library by hand becomes known`() async throws {
    try await World.with { world in
      let target = world.root.appending("by-hand.png").description
      try FileManager.default.copyItem(atPath: Fixtures.url("demo/00017-2718281828.png").path, toPath: target)
      #expect(try LibraryCheck(world.workspace).run(repair: false).findings.map(\.kind) == ["unknown"])
      _ = try LibraryCheck(world.workspace).run(repair: true)
      #expect(try world.search("misty").count == 1)
      #expect(try LibraryCheck(world.workspace).run(repair: false).findings.isEmpty)
    }
  }

  @Test func `a rating is in the file before it is in the catalog`() async throws {
    try await World.with { world in
      try await fill(world)
      let assets = try world.all()
      #expect(assets.count == 4)
      for asset in assets {
        let rated = try Annotator(world.workspace).apply(.init(rating: .some(Rating(5))), to: [asset])[0]
        let file = world.root.appending(rated.path)
        #expect(try AssetInspector.show(file: file, now: Clock.system.now()).asset.record.rating?.stars == 5)
        let taken = try Annotator(world.workspace).apply(.init(rating: .some(nil)), to: [rated])[0]
        #expect(try AssetInspector.show(file: file, now: Clock.system.now()).asset.record.rating == nil)
        #expect(taken.id == asset.id)
      }
    }
  }
}
