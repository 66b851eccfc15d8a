import AliceCatalog
import AliceLibrary
import AliceMedia
import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

/// What only the folder `.alice` knows, in one file and back.
@Suite struct BackupTests {
  private static func tar(_ world: World) -> BytePath { world.folder.appending("backup.tar") }

  /// A library with two pictures, a tag, a layout and a saved search.
  private static func fill(_ world: World) async throws {
    for name in ["00017-2718281828.png", "grid-0003.jpg"] { try world.drop("demo/\(name)") }
    let request = OrganizeRequest(sources: [world.inbox], layout: "{model}/{name}")
    _ = try await Organizer(world.workspace, root: world.root, request: request, now: Clock.system.now()).run()
    _ = try Annotator(world.workspace).apply(.init(addedTags: ["view"]), to: try world.search("mountain"))
    let saved = Timestamp(milliseconds: 1_790_000_000_000)
    try world.workspace.journal().save(SavedSearch(name: "views", query: "tag:view", saved: saved))
    world.workspace.settleEvents()
  }

  private static func operations(_ root: BytePath) throws -> [String] {
    try OperationHistory(Workspace.open(root)).entries(limit: 10).map(\.kind)
  }

  @Test func `a folder of pictures gets its history, its settings and its searches back`() async throws {
    try await withTemporaryFolder { folder in
      let (root, tar) = (folder.appending("Library"), folder.appending("backup.tar"))
      let before: (kinds: [String], settings: LibrarySettings) = try await World.with { world in
        try await Self.fill(world)
        let report = try LibraryBackup(library: world.root).write(to: tar)
        #expect(report.parts.map(\.name) == ["journal.sqlite", "settings.json", "events.jsonl"])
        // With the times of the files, by which undo knows them.
        #expect(try Tool.run("cp", ["-a", world.root.description, root.description]).status == 0)
        return (try Self.operations(world.root), try world.workspace.settings)
      }
      for name in [".alice", "alice-library.json"] {
        try FileManager.default.removeItem(atPath: root.appending(BytePath(name)).description)
      }
      let restore = try LibraryRestore(tar, library: root)
      let plan = try restore.plan()
      #expect(plan.lostEntries == nil && plan.changesSettings && plan.takesLog && plan.lacksCatalog)
      #expect(!FileManager.default.fileExists(atPath: root.appending(".alice").description))
      let report = try restore.run(agreed: false)
      #expect(report.former == nil && report.aside == nil && report.takesLog)
      #expect(throws: AliceError.catalogMissing(root.real)) { try Workspace.open(root.real) }
      _ = try Reindexer(library: root).run()
      let workspace = try Workspace.openForWriting(root)
      #expect(try workspace.settings == before.settings && workspace.library.plainSettings() != nil)
      #expect(try Self.operations(root) == before.kinds && before.kinds == ["tag", "organize"])
      #expect(try workspace.journal().savedSearches().map(\.name) == ["views"])
      #expect(FileManager.default.fileExists(atPath: root.appending(".alice/events.jsonl").description))
      // Its history can be undone.
      #expect(try Undoer(workspace, operation: nil).run().undone.count == 1)
    }
  }

  @Test func `what the backup does not know is replaced only when that is agreed, and comes back`() async throws {
    try await World.with { world in
      try await Self.fill(world)
      _ = try LibraryBackup(library: world.root).write(to: Self.tar(world))
      _ = try Annotator(world.workspace).apply(.init(addedTags: ["later"]), to: try world.search("mountain"))
      try world.workspace.change(settings: LibrarySettings(layout: "{date}/{name}"))
      let root = world.root
      // The world has its journal open until the end of the test, so another process does the rest.
      try await withTemporaryFolder { folder in
        let copy = folder.appending("Library")
        try FileManager.default.copyItem(atPath: root.description, toPath: copy.description)
        let restore = try LibraryRestore(Self.tar(world), library: copy)
        let plan = try restore.plan()
        #expect((plan.lostEntries ?? 0) > 0 && plan.losesSettings && plan.losesSomething)
        #expect(throws: AliceError.backup(.wouldLose(entries: plan.lostEntries ?? 0, settings: true))) {
          try restore.run(agreed: false)
        }
        #expect(try Self.operations(copy) == ["tag", "tag", "organize"])
        let report = try restore.run(agreed: true)
        #expect(try Self.operations(copy) == ["tag", "organize"])
        #expect(try Workspace.open(copy).settings.layout == "{model}/{name}")
        // The same again is nothing.
        let again = try LibraryRestore(Self.tar(world), library: copy).run(agreed: false)
        #expect(again.former == nil && !again.changesJournal && !again.changesSettings)
        let former = try #require(report.former)
        _ = try LibraryRestore(former, library: copy).run(agreed: true)
        #expect(try Self.operations(copy) == ["tag", "tag", "organize"])
        #expect(try Workspace.open(copy).settings.layout == "{date}/{name}")
      }
    }
  }

  @Test func `a journal that is in use is not replaced`() async throws {
    try await World.with { world in
      try await Self.fill(world)
      _ = try LibraryBackup(library: world.root).write(to: Self.tar(world))
      _ = try Annotator(world.workspace).apply(.init(addedTags: ["later"]), to: try world.search("mountain"))
      let restore = try LibraryRestore(Self.tar(world), library: world.root)
      #expect(throws: AliceError.libraryLocked(world.root)) { try restore.run(agreed: true) }
      #expect(try world.search("tag:later").count == 1)
      let aside = world.root.appending(".alice/before-restore-1.tar").description
      #expect(!FileManager.default.fileExists(atPath: aside))
      #expect(try Self.operations(world.root) == ["tag", "tag", "organize"])
    }
  }

  @Test(arguments: [nil, "", "no database"]) func `a lost or damaged journal needs no agreement`(_ text: String?)
    async throws
  {
    try await World.with { world in
      try await Self.fill(world)
      _ = try LibraryBackup(library: world.root).write(to: Self.tar(world))
      let copy = world.folder.appending("Copy")
      try FileManager.default.copyItem(atPath: world.root.description, toPath: copy.description)
      for suffix in ["", "-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: copy.appending(".alice/journal.sqlite").description + suffix)
      }
      if let text { try Data(text.utf8).write(to: URL(filePath: copy.description + "/.alice/journal.sqlite")) }
      let report = try LibraryRestore(Self.tar(world), library: copy).run(agreed: false)
      #expect(report.lostEntries == nil && (report.aside != nil) == (text != nil))
      #expect(try Self.operations(copy) == ["tag", "organize"])
      #expect(try LibraryCheck(Workspace.openForWriting(copy)).run(repair: false).findings.isEmpty)
    }
  }

  @Test func `an existing file and a file in the library are no place for a backup`() async throws {
    try await World.with { world in
      try await Self.fill(world)
      let backup = try LibraryBackup(library: world.root)
      let tar = Self.tar(world)
      try Data("mine".utf8).write(to: URL(filePath: tar.description))
      #expect(throws: AliceError.backup(.exists(tar))) { try backup.write(to: tar) }
      #expect(try Data(contentsOf: URL(filePath: tar.description)) == Data("mine".utf8))
      #expect(try backup.write(to: tar, replaces: true).bytes > 1024)
      let inside = world.root.appending("backup.tar")
      #expect(throws: AliceError.export(.insideLibrary(world.root))) { try backup.write(to: inside) }
      #expect(throws: AliceError.export(.notAFolder(world.folder.appending("none")))) {
        try backup.write(to: world.folder.appending("none/backup.tar"))
      }
      #expect(throws: AliceError.backup(.noFolder(world.folder.appending("none")))) {
        try LibraryRestore(tar, library: world.folder.appending("none"))
      }
      let names = try FileManager.default.contentsOfDirectory(atPath: world.folder.description)
      #expect(names.allSatisfy { !$0.hasPrefix(".") }, "\(names)")
    }
  }
}
