import AliceCatalog
import AliceModel
import AliceTestSupport
import Testing

struct SearchPropertyTests {
  private func expectSame(_ text: String, _ catalog: Catalog, _ assets: [Asset]) throws {
    let query = try SampleLibrary.query(text)
    let expected = SearchOracle.search(query, assets)
    let page = try catalog.search(query, order: .newest)
    #expect(page.assets.map(\.id.short) == expected.map(\.short), "\(text)")
    #expect(page.total == expected.count, "\(text)")
    #expect(try catalog.count(query) == expected.count, "\(text)")
    #expect(Set(try catalog.search(query).assets.map(\.id)) == Set(expected), "\(text)")
  }

  @Test func `each kind of test finds what looking at every asset finds`() async throws {
    try await withTemporaryFolder { folder in
      let assets = try SampleLibrary.random()
      let catalog = try Catalog(at: folder.appending("catalog.sqlite").description)
      try catalog.record(assets)
      for text in RandomQuery.fields {
        let query = try SampleLibrary.query(text)
        let expected = SearchOracle.search(query, assets)
        let page = try catalog.search(query, order: .newest)
        #expect(page.assets.map(\.id.short) == expected.map(\.short), "\(text)")
        #expect(page.total == expected.count, "\(text)")
        let all = assets.filter { !$0.missing || SearchOracle.asksForMissing(query.term) }
        let castles = all.filter { SearchOracle.holds(.text(SearchText("castle")), $0) }
        #expect(try catalog.count(SampleLibrary.query("-" + text)) == all.count - expected.count, "-\(text)")
        let both = castles.count { expected.contains($0.id) }
        #expect(try catalog.count(SampleLibrary.query("castle " + text)) == both, "castle \(text)")
        #expect(try catalog.count(SampleLibrary.query("castle -" + text)) == castles.count - both, "castle -\(text)")
      }
    }
  }

  @Test(arguments: UInt64(0)..<6)
  func `queries by chance find what looking at every asset finds`(_ seed: UInt64) async throws {
    try await withTemporaryFolder { folder in
      var random = SplitMix64(seed: seed)
      let assets = try SampleLibrary.random(60, seed: seed + 100)
      let catalog = try Catalog(at: folder.appending("catalog.sqlite").description)
      try catalog.record(assets)
      for _ in 0..<60 { try expectSame(RandomQuery.text(&random), catalog, assets) }
    }
  }

  @Test(arguments: UInt64(0)..<3)
  func `pages put together are the whole, in every order`(_ seed: UInt64) async throws {
    try await withTemporaryFolder { folder in
      var random = SplitMix64(seed: seed)
      let catalog = try Catalog(at: folder.appending("catalog.sqlite").description)
      try catalog.record(try SampleLibrary.random(60, seed: seed))
      for order in [SearchOrder?.none] + SearchOrder.allCases {
        for text in ["*", "castle", RandomQuery.text(&random)] {
          let query = try SampleLibrary.query(text)
          let whole = try catalog.search(query, order: order)
          var paged: [Asset] = []
          for offset in stride(from: 0, to: whole.assets.count, by: 13) {
            let page = try catalog.search(query, order: order, limit: 13, offset: offset)
            #expect(page.total == whole.assets.count)
            paged += page.assets
          }
          #expect(paged == whole.assets, "\(text) \(String(describing: order))")
          var (limited, stopped): ([BytePath], [BytePath]) = ([], [])
          try catalog.forEachPath(query, order: order, limit: 20) { path in
            limited.append(path)
            return true
          }
          try catalog.forEachPath(query, order: order) { path in
            stopped.append(path)
            return stopped.count < 20
          }
          #expect(limited == whole.assets.prefix(20).map(\.path))
          #expect(stopped == limited)
          #expect(try catalog.search(query, order: order, limit: 7, offset: 100_000).assets.isEmpty)
        }
      }
    }
  }
}
