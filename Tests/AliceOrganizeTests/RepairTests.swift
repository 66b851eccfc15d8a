import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

/// What the catalog alone remembers, and how it comes back into the files.
@Suite struct RepairTests {
  private static let gif = Data(base64Encoded: "R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw==")

  /// A library of one PNG and one GIF, rated with 5 and tagged. Both have lost what was written.
  private func withLosses(_ body: (World, _ png: Asset, _ gif: Asset) async throws -> Void) async throws {
    try await withRated { world, png, gif in
      try strip(world.root.appending(png.path))
      try FileManager.default.removeItem(atPath: sidecar(of: gif, world))
      try await body(world, png, gif)
    }
  }

  private func withRated(_ body: (World, _ png: Asset, _ gif: Asset) async throws -> Void) async throws {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png")
      try #require(Self.gif).write(to: URL(filePath: world.inbox.appending("dot.gif").description))
      _ = try await world.organize()
      _ = try Annotator(world.workspace).apply(
        .init(rating: .some(Rating(5)), addedTags: ["keeper"]), to: try world.all())
      let png = try #require(try world.all().first { $0.facts.format == .png })
      try await body(world, png, try #require(try world.all().first { $0.facts.format == .gif }))
    }
  }

  private func sidecar(of asset: Asset, _ world: World) -> String {
    world.root.appending(asset.path).description + ".xmp"
  }

  /// As programs do that keep the picture alone.
  private func strip(_ path: BytePath) throws {
    let url = URL(filePath: path.description)
    let old = try [UInt8](Data(contentsOf: url))
    var new = Array(old.prefix(8))
    var offset = 8
    while offset + 12 <= old.count {
      let size = old[offset..<(offset + 4)].reduce(0) { $0 << 8 | Int($1) }
      let chunk = old[offset..<(offset + 12 + size)]
      if ["IHDR", "PLTE", "IDAT", "IEND"].contains(String(decoding: chunk.dropFirst(4).prefix(4), as: UTF8.self)) {
        new += chunk
      }
      offset += 12 + size
    }
    try Data(new).write(to: url)
  }

  /// The library as a process opens it that can write to no file of it.
  private func withoutWriting<Result>(_ world: World, _ body: (World) throws -> Result) throws -> Result {
    let folder = world.root.appending(".alice/tmp").description
    try FileManager.default.moveItem(atPath: folder, toPath: folder + "-aside")
    try Data().write(to: URL(filePath: folder))
    defer {
      try? FileManager.default.removeItem(atPath: folder)
      try? FileManager.default.moveItem(atPath: folder + "-aside", toPath: folder)
    }
    return try body(try reopened(world))
  }

  private func reopened(_ world: World) throws -> World {
    World(folder: world.folder, workspace: try Workspace.open(world.root))
  }

  private func kept(_ world: World) throws -> Int { try world.search("rating:5 tag:keeper -is:missing").count }

  private func carried(_ asset: Asset, _ world: World) throws -> AssetRecord {
    try AssetInspector.show(file: world.root.appending(asset.path), now: Clock.system.now()).asset.record
  }

  private func findings(_ world: World) throws -> [String] {
    try LibraryCheck(world.workspace).run(repair: false).findings.map(\.kind).sorted()
  }

  @Test func `what files lost stays in the catalog until the files carry it again`() async throws {
    try await withLosses { world, png, gif in
      #expect(try findings(world) == ["changed", "sidecar-missing"])
      try withoutWriting(world) { (world) throws in
        let report = try LibraryCheck(world.workspace).run(repair: true)
        #expect(Set(report.failures.map(\.path)) == [png.path, gif.path])
        #expect(report.remaining.count == 2)
        #expect(try kept(world) == 2)
      }
      let report = try LibraryCheck(world.workspace).run(repair: true)
      #expect(report.failures.isEmpty && report.remaining.isEmpty)
      #expect(try findings(world) == [])
      for asset in [png, gif] {
        #expect(try carried(asset, world).rating?.stars == 5)
        #expect(try carried(asset, world).tags == ["keeper"])
      }
      try FileManager.default.removeItem(atPath: world.root.appending(".alice/catalog.sqlite").description)
      _ = try Reindexer(library: world.root).run()
      #expect(try kept(reopened(world)) == 2)
    }
  }

  @Test func `files that were moved as well are kept with what is remembered of them`() async throws {
    try await withLosses { world, png, gif in
      try world.rename(png, to: "a/moved.png")
      try world.rename(gif, to: "a/moved.gif")
      try withoutWriting(world) { (world) throws in
        #expect(try LibraryCheck(world.workspace).run(repair: true).failures.count == 2)
        #expect(try kept(world) == 2)
        #expect(try findings(world) == ["changed", "sidecar-missing"])
      }
      #expect(try LibraryCheck(world.workspace).run(repair: true).failures.isEmpty)
      #expect(try findings(world) == [])
      #expect(try kept(world) == 2)
      #expect(FileManager.default.fileExists(atPath: world.root.appending("a/moved.gif.xmp").description))
    }
  }

  @Test func `one file that cannot be mended does not keep the others from it`() async throws {
    try await withLosses { world, png, gif in
      try FileManager.default.createDirectory(
        atPath: sidecar(of: gif, world), withIntermediateDirectories: false)
      let report = try LibraryCheck(world.workspace).run(repair: true)
      #expect(report.failures.map(\.path) == [gif.path])
      #expect(report.remaining.map(\.kind) == ["sidecar-missing"])
      #expect(try carried(png, world).rating?.stars == 5)
      #expect(try kept(world) == 2)
    }
  }

  @Test func `a rebuilt catalog forgets nothing of what files lost, and writes it back`() async throws {
    try await withLosses { world, png, gif in
      try withoutWriting(world) { (world) throws in
        let report = try Reindexer(library: world.root).run()
        #expect(Set(report.failures.map(\.path)) == [png.path, gif.path])
        #expect(report.assets == 2)
        #expect(try kept(reopened(world)) == 2)
        #expect(try findings(reopened(world)) == ["changed", "sidecar-missing"])
      }
      let report = try Reindexer(library: world.root).run()
      #expect(Set(report.restored) == [png.path, gif.path] && report.failures.isEmpty)
      #expect(try carried(png, world).rating?.stars == 5)
      #expect(try carried(gif, world).rating?.stars == 5)
      #expect(try findings(reopened(world)) == [])
      #expect(try kept(reopened(world)) == 2)
    }
  }

  @Test func `settings that cannot be written down are an error before anything is done`() async throws {
    try await withRated { world, _, _ in
      let settings = world.root.appending(".alice/settings.json").description
      try FileManager.default.removeItem(atPath: settings)
      try withoutWriting(world) { (world) throws in
        _ = #expect(throws: AliceError.self) { try Workspace.openForWriting(world.root) }
      }
      _ = try Workspace.openForWriting(world.root)
      #expect(FileManager.default.fileExists(atPath: settings))
    }
  }

  @Test func `a verdict that is given again is written again where the file lost it`() async throws {
    try await withLosses { world, png, gif in
      for asset in [png, gif] {
        _ = try Annotator(world.workspace).apply(.init(rating: .some(Rating(5))), to: [asset])
        #expect(try carried(asset, world).rating?.stars == 5)
        #expect(try carried(asset, world).tags == ["keeper"])
      }
      #expect(try findings(world) == [])
    }
  }

  @Test func `a move does not hide that a sidecar is gone, nor does its executor`() async throws {
    try await withLosses { world, _, gif in
      let request = OrganizeRequest(sources: [], layout: "{type}/{name}", refiles: true)
      let moved = try await Organizer(
        world.workspace, root: world.root, request: request, now: Clock.system.now()
      ).run()
      #expect(moved.moved.count == 2)
      #expect(try findings(world) == ["changed", "sidecar-missing"])
      #expect(try Undoer(world.workspace, operation: nil).run().refused.isEmpty)
      #expect(try findings(world) == ["changed", "sidecar-missing"])
      #expect(try kept(world) == 2)
      _ = try LibraryCheck(world.workspace).run(repair: true)
      #expect(try carried(gif, world).rating?.stars == 5)
      #expect(try findings(world) == [])
    }
  }

  @Test func `another picture in its place does not make a rating forgotten`() async throws {
    try await withRated { world, png, gif in
      let file = world.root.appending(png.path).description
      try FileManager.default.removeItem(atPath: file)
      try FileManager.default.copyItem(atPath: Fixtures.url("demo/ComfyUI_00042_.png").path, toPath: file)
      _ = try LibraryCheck(world.workspace).run(repair: true)
      #expect(try findings(world) == [])
      #expect(try world.search("rating:5 is:missing").map(\.id) == [png.id])
      _ = try await world.organize()
      #expect(try kept(world) == 2)
    }
  }

  /// A catalog of one file, in which the pages of every index are spoilt: they are not read when it is opened.
  private func spoilCatalog(_ world: World) throws {
    let path = world.root.appending(".alice/catalog.sqlite").description
    for name in [path, path + "-wal", path + "-shm"] { try? FileManager.default.removeItem(atPath: name) }
    _ = try Reindexer(library: world.root).run()
    var bytes = try Data(contentsOf: URL(filePath: path))
    let size = Int(bytes[16]) << 8 | Int(bytes[17])
    let leaves = stride(from: size, to: bytes.count, by: size).filter { bytes[$0] == 0x0A }
    try #require(!leaves.isEmpty)
    for start in leaves { bytes[start] = 0x5A }
    try bytes.write(to: URL(filePath: path))
  }

  @Test func `a catalog that is damaged inside is found by a check, and made anew by a repair`() async throws {
    try await withRated { world, _, _ in
      try spoilCatalog(world)
      let found = try LibraryCheck(reopened(world).workspace).run(repair: false)
      #expect(found.findings == [.catalogDamaged] && found.findings.allSatisfy(\.isProblem))
      let report = try LibraryCheck(reopened(world).workspace).run(repair: true)
      #expect(report.findings == [.catalogDamaged] && report.remaining.isEmpty && report.failures.isEmpty)
      #expect(report.aside?.lastComponent == "catalog.sqlite.damaged-1" && report.files == 2)
      #expect(try findings(reopened(world)) == [])
      #expect(try kept(reopened(world)) == 2)
    }
  }

  @Test func `a repair of a damaged catalog mends what files have lost, too`() async throws {
    try await withRated { world, png, gif in
      try spoilCatalog(world)
      try world.rename(png, to: "a/moved.png")
      try FileManager.default.removeItem(atPath: sidecar(of: gif, world))
      let report = try LibraryCheck(reopened(world).workspace).run(repair: true)
      #expect(report.remaining.isEmpty && report.failures.isEmpty)
      #expect(try findings(reopened(world)) == [])
      #expect(try reopened(world).search("path:a/moved.png rating:5").map(\.id) == [png.id])
    }
  }

  @Test func `what was left of a run that was cut off is told, and goes with the next change`() async throws {
    try await withRated { world, png, _ in
      let left = world.root.appending(".alice/tmp/4711-dead")
      try FileManager.default.createDirectory(atPath: left.description, withIntermediateDirectories: false)
      try Data("half".utf8).write(to: URL(filePath: left.appending("1").description))
      let report = try LibraryCheck(world.workspace).run(repair: false)
      #expect(report.findings == [.leftover(".alice/tmp/4711-dead/1")])
      #expect(report.findings.filter(\.isProblem).isEmpty)
      _ = try Annotator(reopened(world).workspace).apply(.init(rating: .some(Rating(4))), to: [png])
      #expect(try findings(world) == [])
      #expect(!FileManager.default.fileExists(atPath: left.description))
    }
  }
}
