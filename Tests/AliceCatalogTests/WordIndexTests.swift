import AliceCatalog
import AliceModel
import AliceTestSupport
import GRDB
import Testing

/// The index has no copy of the texts, so a word that is not removed with its asset would stay unseen.
struct WordIndexTests {
  @Test(arguments: UInt64(1)...4)
  func `no word stays when all assets were recorded, changed and removed`(_ seed: UInt64) async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("catalog.sqlite").description
      let catalog = try Catalog(at: path)
      let assets = try SampleLibrary.random(60, seed: seed)
      try catalog.record(assets.map { CatalogEntry(asset: $0, searchableRaw: "zeppelin workflow") })
      var random = SplitMix64(seed: seed)
      for _ in 0..<3 {
        let others = try SampleLibrary.random(60, seed: random.next())
        let changed = zip(assets, others).filter { _ in random.below(2) == 0 }.map { asset, other in
          Asset(
            id: asset.id, path: random.below(2) == 0 ? asset.path : other.path, facts: other.facts,
            record: other.record, missing: other.missing)
        }
        let raw = random.below(2) == 0 ? nil : "airship"
        try catalog.record(changed.map { CatalogEntry(asset: $0, searchableRaw: raw) })
        try catalog.remove(assets.filter { _ in random.below(8) == 0 }.map(\.id))
      }
      #expect(try catalog.problems().isEmpty)
      let queue = try DatabaseQueue(path: path)
      let count = "select count(*) from words_terms"
      #expect(try await queue.read { db in try Int.fetchOne(db, sql: count) } ?? 0 > 100)
      try catalog.remove(assets.map(\.id))
      let left = try await queue.read { db in try String.fetchAll(db, sql: "select term from words_terms") }
      #expect(left == [])
      #expect(try await queue.read { db in try Int.fetchOne(db, sql: "select count(*) from words_docsize") } == 0)
    }
  }
}
