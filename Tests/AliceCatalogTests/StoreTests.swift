import AliceCatalog
import AliceModel
import AliceTestSupport
import Foundation
import GRDB
import Testing

struct StoreTests {
  private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test func `catalog and journal are made once, and for their owner alone`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("catalog.sqlite").description
      let journalPath = folder.appending("journal.sqlite").description
      let catalog = try Catalog(at: path)
      let journal = try Journal(at: journalPath)
      try catalog.record([SampleLibrary.asset(1)])
      try journal.insert(JournalTests.job("j"))
      for file in [path, path + "-wal", path + "-shm", journalPath, journalPath + "-wal"] {
        #expect(try mode(file) == 0o600, "\(file)")
      }
      #expect(try Catalog(at: path).count() == 1)
      #expect(try Journal(at: journalPath).jobs().map(\.id) == ["j"])
    }
  }

  @Test func `an empty file becomes a catalog`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("catalog.sqlite").description
      #expect(FileManager.default.createFile(atPath: path, contents: nil))
      let catalog = try Catalog(at: path)
      #expect(try catalog.count() == 0)
    }
  }

  @Test func `what has to be there is not made, and what lies there instead is left alone`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("journal.sqlite").description
      #expect(throws: CatalogError.missing(path: path)) { try Journal(at: path, access: .existing) }
      #expect(!FileManager.default.fileExists(atPath: path))
      // SQLite would take an empty file for a new database, and remove the log beside it.
      let log = Data("what was committed last".utf8)
      try Data().write(to: URL(filePath: path))
      try log.write(to: URL(filePath: path + "-wal"))
      #expect(throws: CatalogError.missing(path: path)) { try Journal(at: path, access: .existing) }
      #expect(try Data(contentsOf: URL(filePath: path)).isEmpty)
      #expect(try Data(contentsOf: URL(filePath: path + "-wal")) == log)
    }
  }

  @Test func `a database without tables has to be made`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("catalog.sqlite").description
      let queue = try DatabaseQueue(path: path)
      try queue.writeWithoutTransaction { try $0.execute(sql: "pragma journal_mode = wal") }
      try queue.close()
      #expect(throws: CatalogError.missing(path: path)) { try Catalog(at: path, access: .existing) }
      #expect(try Catalog(at: path).count() == 0)
      #expect(try Catalog(at: path, access: .existing).count() == 0)
    }
  }

  @Test(arguments: [
    "drop table tag", "drop trigger asset_inserted", "drop index asset_model", "drop table words",
    "drop table parent",
  ])
  func `a catalog that lacks something is damaged`(_ statement: String) async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("catalog.sqlite").description
      do { try Catalog(at: path).record([SampleLibrary.asset(1)]) }
      let queue = try DatabaseQueue(path: path)
      try queue.writeWithoutTransaction { try $0.execute(sql: statement) }
      try queue.close()
      let error = #expect(throws: CatalogError.self) { try Catalog(at: path) }
      guard case .damaged(_, path) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
    }
  }

  @Test func `a table that goes while the journal is open is damage, and not a full disk`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("journal.sqlite").description
      let journal = try Journal(at: path)
      let queue = try DatabaseQueue(path: path)
      try queue.writeWithoutTransaction { try $0.execute(sql: "drop table ledger") }
      try queue.close()
      let error = #expect(throws: CatalogError.self) { try journal.spending(.always) }
      #expect(error == .damaged(detail: "no such table: ledger", path: path))
    }
  }

  @Test func `a journal with a broken page has problems`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("journal.sqlite").description
      do {
        let journal = try Journal(at: path)
        for number in 0..<200 { try journal.insert(JournalTests.job("job-\(number)")) }
        #expect(try journal.problems().isEmpty)
        try journal.close()
      }
      var bytes = try Data(contentsOf: URL(filePath: path))
      for index in bytes.count - 8192..<bytes.count - 4096 { bytes[index] = 0xA5 }
      try bytes.write(to: URL(filePath: path))
      #expect(try !Journal(at: path, access: .existing).problems().isEmpty)
    }
  }

  @Test func `what is no database of alice is refused and left alone`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("catalog.sqlite").description
      _ = try Journal(at: path)
      #expect(throws: CatalogError.self) { try Catalog(at: path) }
      let text = Data("this is not a database, and longer than a header of one hundred bytes would be. ".utf8)
      for contents in [text + text, Data(repeating: 0, count: 9000)] {
        try contents.write(to: URL(filePath: path))
        let error = #expect(throws: CatalogError.self) { try Catalog(at: path) }
        guard case .damaged = error else {
          Issue.record("\(String(describing: error))")
          continue
        }
        #expect(try Data(contentsOf: URL(filePath: path)) == contents)
      }
      #expect(throws: CatalogError.cannotOpen(path: folder.description)) { try Catalog(at: folder.description) }
      #expect(throws: CatalogError.self) { try Catalog(at: folder.appending("no/catalog.sqlite").description) }
    }
  }

  @Test func `a later version is refused`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("catalog.sqlite").description
      do { _ = try Catalog(at: path) }
      // The version stands at offset 60 of the header, four bytes, the highest first.
      let file = try FileHandle(forUpdating: URL(filePath: path))
      try file.seek(toOffset: 60)
      try file.write(contentsOf: Data([0, 0, 0, 99]))
      try file.close()
      for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
      #expect(throws: CatalogError.newerSchema(found: 99, known: 9, path: path)) { try Catalog(at: path) }
    }
  }

  @Test(arguments: 1...4)
  func `a catalog of an earlier version becomes what a new one is, and loses nothing`(_ version: Int) async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("catalog.sqlite").description
      let assets = try SampleLibrary.random(80, seed: 3)
      let stamp = FileStamp(device: 1, inode: 2, size: 3, modifiedNanoseconds: 4, changedNanoseconds: 5)
      try FormerLibrary.make(
        at: path, version: version, assets, stamp: stamp, raw: "Zeppelin workflow", color: 0x10_2030)
      let catalog = try Catalog(at: path)
      let fresh = try Catalog(at: folder.appending("fresh.sqlite").description)
      try fresh.record(assets.map { CatalogEntry(asset: $0, stamp: stamp, searchableRaw: "Zeppelin workflow") })
      for text in ["is:missing OR -is:missing", "zeppelin", "castle", "tag:nsfw", "seed:>5", "lora:castle", "has:elo"] {
        let query = try SampleLibrary.query(text)
        #expect(try catalog.search(query).assets == fresh.search(query).assets, "\(text)")
      }
      #expect(try catalog.census() == assets.count)
      try catalog.forEachFile { #expect($0.stamp == stamp && $0.sidecar == .unknown) }
      #expect(try catalog.tiles(of: [assets[0].id])[0]?.color == (version > 3 ? 0x10_2030 : nil))
      #expect(try catalog.problems().isEmpty)
    }
  }

  @Test func `a catalog without the levels of tags gets them`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("catalog.sqlite").description
      let assets = [
        try SampleLibrary.asset(1, name: "path") { $0.record.tags = ["places/north/fjord", "north"] },
        try SampleLibrary.asset(2, name: "name") { $0.record.tags = ["fjord"] },
      ]
      try Catalog(at: path).record(assets)
      let queue = try DatabaseQueue(path: path)
      try await queue.write { db in try db.execute(sql: "delete from tag where own < 0; pragma user_version = 5") }
      try queue.close()
      let catalog = try Catalog(at: path)
      #expect(try catalog.names("tag:fjord", .oldest) == ["name", "path"])
      #expect(try catalog.names("tag:=north") == ["path"] && catalog.names("tag:=fjord") == ["name"])
      #expect(try catalog.problems().isEmpty)
    }
  }

  @Test func `a catalog with the words of an earlier version gets those of this one`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("catalog.sqlite").description
      let asset = try SampleLibrary.asset(1, name: "sphinx") {
        $0.record.provenance.recipe.model = "flux-dev"
        $0.record.alsoFrom = [Provenance(recipe: Recipe(model: "flux-schnell"))]
      }
      try Catalog(at: path).record([asset])
      let queue = try DatabaseQueue(path: path)
      try await queue.write { db in
        try db.execute(sql: "insert into words (words) values ('delete-all'); pragma user_version = 6")
      }
      try queue.close()
      let catalog = try Catalog(at: path)
      #expect(try catalog.names("model:flux-schnell") == ["sphinx"] && catalog.names("type:image") == ["sphinx"])
      #expect(try catalog.names("type:model3d").isEmpty && catalog.problems().isEmpty)
    }
  }

  @Test func `a catalog without looks gets a place for them`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("catalog.sqlite").description
      try Catalog(at: path).record([try SampleLibrary.asset(1, name: "sphinx")])
      let queue = try DatabaseQueue(path: path)
      try await queue.write { db in
        try db.execute(sql: "drop table look; drop table twin; pragma user_version = 7")
      }
      try queue.close()
      let catalog = try Catalog(at: path)
      #expect(try catalog.countUnseen([.png]) == 1 && catalog.names("sphinx") == ["sphinx"])
      #expect(try catalog.names("is:dup").isEmpty && catalog.problems().isEmpty)
    }
  }

  @Test func `a row of an earlier version that is no asset does not cost the others`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("catalog.sqlite").description
      let assets = try SampleLibrary.random(20, seed: 5)
      try FormerLibrary.make(at: path, version: 4, assets)
      let queue = try DatabaseQueue(path: path)
      try await queue.write { db in
        let ids = try Int64.fetchAll(db, sql: "select id from document order by id")
        for (id, wrong) in zip(ids, ["'{'", "x'00'", "'7'"]) {
          try db.execute(sql: "update document set record = \(wrong) where id = \(id)")
        }
        try db.execute(sql: "update asset set format = 'doc' where id = \(ids[3])")
      }
      try queue.close()
      let catalog = try Catalog(at: path)
      #expect(try catalog.census() == 16)
      #expect(try catalog.problems().isEmpty)
      let kept = try assets.filter { try catalog.asset($0.id) != nil }
      #expect(kept.count == 16)
      for asset in kept { #expect(try catalog.asset(asset.id) == asset) }
    }
  }

  @Test(arguments: UInt64(0)..<24)
  func `pages that were overwritten or cut off are told, not believed`(_ seed: UInt64) async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("catalog.sqlite").description
      let assets = try SampleLibrary.random(150)
      do {
        let catalog = try Catalog(at: path)
        try catalog.rebuild { writer in for asset in assets { try writer.add(asset) } }
      }
      var random = SplitMix64(seed: seed)
      var bytes = try Data(contentsOf: URL(filePath: path))
      if seed % 4 == 0 {
        bytes = bytes.prefix(4096 * (1 + random.below(bytes.count / 4096 - 1)) + random.below(4096))
      } else {
        for _ in 0..<(1 + random.below(20)) {
          let start = 100 + random.below(bytes.count - 200)
          for index in start..<(start + 64) { bytes[index] = UInt8(truncatingIfNeeded: random.next()) }
        }
      }
      try bytes.write(to: URL(filePath: path))
      do {
        let catalog = try Catalog(at: path)
        for text in ["*", "castle", "*oun*", "model:flux-dev", "p.sampler:*"] {
          _ = try catalog.search(SampleLibrary.query(text))
        }
        _ = try catalog.problems()
      } catch {
        #expect(error is CatalogError, "\(error)")
      }
    }
  }

  @Test func `eight writers lose nothing`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("catalog.sqlite").description
      let journalPath = folder.appending("journal.sqlite").description
      try await withThrowingTaskGroup(of: Void.self) { group in
        for writer in 0..<8 {
          group.addTask {
            let catalog = try Catalog(at: path)
            let journal = try Journal(at: journalPath)
            for number in 0..<15 {
              let asset = try SampleLibrary.asset(writer * 1000 + number, prompt: "writer \(writer)")
              try catalog.record([asset])
              try journal.insert(JournalTests.job("job-\(writer)-\(number)"))
              _ = try catalog.search(SampleLibrary.query("writer"), limit: 5)
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(try Catalog(at: path).count() == 120)
      #expect(try Catalog(at: path).problems().isEmpty)
      #expect(try Journal(at: journalPath).jobs().count == 120)
    }
  }
}
