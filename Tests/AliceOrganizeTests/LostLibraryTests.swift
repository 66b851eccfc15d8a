import AliceCatalog
import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

/// A folder that holds files of alice's and has lost `.alice`.
@Suite struct LostLibraryTests {
  @Test(arguments: [nil, "{model}/{name}"], [false, true])
  func `a reindex brings back assets, layout and quality`(_ layout: String?, _ quality: Bool) async throws {
    try await World.with { world in
      for name in ["00017-2718281828.png", "ComfyUI_00042_.png", "grid-0003.jpg"] { try world.drop("demo/\(name)") }
      let request = OrganizeRequest(sources: [world.inbox], quality: quality, layout: layout)
      _ = try await Organizer(world.workspace, root: world.root, request: request, now: Clock.system.now()).run()
      let (settings, assets) = (try world.workspace.settings, try world.all())
      try lose(world)
      #expect(try Reindexer(library: world.root).run().pinned.isEmpty)
      let workspace = try Workspace.openForWriting(world.root)
      #expect(try workspace.settings == settings)
      let found = try World(folder: world.folder, workspace: workspace).all()
      #expect(Set(found.map(\.path)) == Set(assets.map(\.path)))
      #expect(try LibraryCheck(workspace).run(repair: false).findings.isEmpty)
      let again = OrganizeRequest(sources: [])
      let report = try await Organizer(workspace, root: world.root, request: again, now: Clock.system.now()).run()
      #expect(report.moved.isEmpty)
    }
  }

  @Test func `quality is inferred from the folders if the copy of the settings is gone, too`() async throws {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png")
      _ = try await world.organize(quality: true)
      let settings = try world.workspace.settings
      try lose(world)
      try FileManager.default.removeItem(atPath: world.root.appending("alice-library.json").description)
      _ = try Reindexer(library: world.root).run()
      #expect(try Workspace.openForWriting(world.root).settings == settings)
    }
  }

  @Test func `the copy of the settings exists while they are not the default`() async throws {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png")
      _ = try await world.organize()
      let copy = world.root.appending("alice-library.json").description
      #expect(!FileManager.default.fileExists(atPath: copy))
      _ = try await world.organize(quality: true)
      let kept = try JSONValue(parsing: Array(Data(contentsOf: URL(filePath: copy))))
      #expect(kept["quality"]?.boolValue == true)
      #expect(try LibraryCheck(world.workspace).run(repair: false).findings.isEmpty)
      #expect(try world.undo().refused.isEmpty)
      #expect(!FileManager.default.fileExists(atPath: copy))
    }
  }

  @Test func `a folder without a file of alice's is refused, and stays as it is`() async throws {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png")
      let before = try snapshot(of: world.inbox)
      #expect(throws: AliceError.noRemains(world.inbox)) { try Reindexer(library: world.inbox) }
      #expect(throws: AliceError.libraryMissing(world.folder.appending("none"))) {
        try Reindexer(library: world.folder.appending("none"))
      }
      #expect(try snapshot(of: world.inbox) == before)
    }
  }

  @Test func `a folder of a library does not become a library`() async throws {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png")
      _ = try await world.organize()
      let folder = world.root.appending(try #require(try world.all().first?.path.parent))
      #expect(throws: AliceError.libraryMissing(folder)) { try Reindexer(library: folder) }
    }
  }

  @Test func `a reindex that was cut off after it made the folder is completed by the next`() async throws {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png")
      _ = try await world.organize(quality: true)
      let settings = try world.workspace.settings
      try lose(world)
      try FileManager.default.createDirectory(
        atPath: world.root.appending(".alice").description, withIntermediateDirectories: true)
      _ = try Reindexer(library: world.root).run()
      let workspace = try Workspace.openForWriting(world.root)
      #expect(try workspace.settings == settings && workspace.catalog.census() == 1)
    }
  }

  @Test func `the ledger is made again from the costs in the files, once`() async throws {
    try await World.with { world in
      for name in ["00017-2718281828.png", "ComfyUI_00042_.png", "grid-0003.jpg"] { try world.drop("demo/\(name)") }
      _ = try await world.organize()
      let assets = try world.all()
      for (index, asset) in assets.enumerated() {
        var record = asset.record
        record.provenance.provider = "fal"
        record.provenance.requestID = index < 2 ? "one request" : "simulated"
        record.provenance.cost = Cost(amount: try #require(Money("0.25")), basis: index < 2 ? .billed : .simulated)
        try world.workspace.rewriter.rewrite(asset, as: record)
      }
      try lose(world)
      #expect(try Reindexer(library: world.root).run().ledgerEntries == 1)
      #expect(try Reindexer(library: world.root).run().ledgerEntries == 0)
      let journal = try Workspace.openForWriting(world.root).journal()
      #expect(try journal.hasEntry(of: "rebuilt-one request"))
      let spent = try journal.spending(.since(Timestamp(milliseconds: 0, offsetMinutes: 0))).spent
      #expect(spent == Money("0.5"))
    }
  }

  private func lose(_ world: World) throws {
    try FileManager.default.removeItem(atPath: world.root.appending(".alice").description)
  }
}
