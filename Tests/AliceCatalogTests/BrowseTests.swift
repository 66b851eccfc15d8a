import AliceCatalog
import AliceModel
import AliceTestSupport
import Testing

/// What a page of any size reads: shapes, tiles, facets.
@Suite struct BrowseTests {
  private func with(_ assets: [Asset], _ body: (Catalog) throws -> Void) async throws {
    try await withTemporaryFolder { folder in
      let catalog = try Catalog(at: folder.appending("catalog.sqlite").description)
      try catalog.record(assets)
      try body(catalog)
    }
  }

  @Test(arguments: [
    "*", "castle", "castle -fog", "cat*", "quality:>=3", "model:sdxl", "tag:*", "is:image", "path:2026-11-22",
    "castle OR river", "*in*",
  ])
  func `a shape has the assets of a search in its order`(_ text: String) async throws {
    try await with(SampleLibrary.random(300)) { catalog in
      let query = try SampleLibrary.query(text)
      for order in [nil] + SearchOrder.allCases.map(Optional.some) {
        let shape = try catalog.shape(of: query, order: order, stacked: true)
        let expected = try catalog.search(query, order: order).assets
        let tiles = try catalog.tiles(shape.ids)
        #expect(tiles.map { $0?.asset } == expected.map(\.id), "\(text) by \(order.map(\.rawValue) ?? "default")")
        #expect(shape.ratios == tiles.map { $0?.ratio })
        #expect(shape.stacks.count == shape.ids.count)
        #expect(try catalog.shape(of: query, order: order, stacked: false).stacks == [])
      }
    }
  }

  @Test func `a large result is the same as by single lookups`() async throws {
    try await with(SampleLibrary.random(300)) { catalog in
      // Most assets match this, so the index is scanned; few match the other.
      for text in ["-tag:nothing", "castle river"] {
        let query = try SampleLibrary.query(text)
        let shape = try catalog.shape(of: query, order: .name, stacked: false)
        #expect(try shape.ratios == catalog.tiles(shape.ids).map { $0?.ratio })
      }
    }
  }

  @Test func `costs add up over adjacent assets and over scattered ones, and stop at the largest amount`() async throws
  {
    let costs: [Int64?] = [1_500_000_000, nil, 2_750_000_001, 4, nil, .max]
    let assets = try costs.enumerated().map { number, nanos in
      try SampleLibrary.asset(number) {
        $0.record.provenance.created = Timestamp(milliseconds: 1_700_000_000_000 + Int64(number))
        $0.record.provenance.cost = nanos.map { Cost(amount: Money(nanos: $0), basis: .billed) }
      }
    }
    try await with(assets) { catalog in
      let rows = try assets.map { try #require(try catalog.place(of: $0.id)) }
      #expect(try catalog.cost(of: rows[0...3]) == Money(nanos: 4_250_000_005))
      #expect(try catalog.cost(of: [rows[0], rows[3]]) == Money(nanos: 1_500_000_004))
      #expect(try catalog.cost(of: [rows[1]]) == nil && catalog.cost(of: [rows[1], rows[4]]) == nil)
      #expect(try catalog.cost(of: rows[2...5]) == Money(nanos: .max))
      #expect(try catalog.cost(of: [rows[0], rows[5]]) == Money(nanos: .max))
      #expect(try catalog.cost(of: []) == nil)
    }
  }

  @Test func `a tile shows what was recorded last`() async throws {
    var asset = try SampleLibrary.asset(1, prompt: String(repeating: "é", count: 300)) {
      $0.facts = FileFacts(format: .mp4, width: 1600, height: 900, duration: 5.5, bytes: 9, signed: true)
      $0.record.provenance.recipe.model = "Kling-V2"
      $0.record.tags = ["Favourite", "nsfw/x"]
      $0.record.pick = .picked
      $0.record.elo = 1516
      $0.record.rating = Rating(4)
    }
    let child = try SampleLibrary.asset(2) { $0.record.provenance.parents = [asset.id] }
    asset.missing = true
    let parent = asset
    try await with([parent, child]) { catalog in
      let tiles = try catalog.tiles(of: [parent.id, child.id, SampleLibrary.asset(3).id])
      let tile = try #require(tiles[0])
      #expect(tile.prompt == String(repeating: "é", count: 160))
      #expect(tile.model == "Kling-V2" && tile.format == .mp4 && tile.duration == 5.5 && tile.ratio == 114)
      #expect(tile.quality == 4 && tile.rating == 4 && tile.elo == 1516 && tile.color == nil)
      #expect(tile.flags == [.picked, .nsfw, .favourite, .missing, .signed, .hasChildren])
      #expect(tiles[1]?.flags == .hasParents)
      #expect(tiles[2] == nil)
      try catalog.setColor(0x10_2030, of: parent.id)
      #expect(try catalog.tiles(of: [parent.id])[0]?.color == 0x10_2030)
    }
  }

  @Test func `the best of a stack is picked, then good, then scored, then new`() async throws {
    let assets = try (1...6).map { number in
      try SampleLibrary.asset(number) { asset in
        asset.record.provenance.requestID = "r"
        switch number {
        case 2: asset.record.pick = .rejected
        case 3: asset.record.rating = Rating(5)
        case 4: asset.record.assessment.score = Score(value: 0.1, scorer: "a/1")
        case 5: asset.record.pick = .picked
        default: break
        }
      }
    }
    try await with(assets) { catalog in
      let stack = try catalog.stack(of: assets[0].id, limit: 10)
      #expect(stack.first == assets[4].id)
      #expect(stack[1] == assets[2].id)
      #expect(stack.last == assets[1].id)
      #expect(Set(stack) == Set(assets.map(\.id)))
      #expect(try catalog.stack(of: SampleLibrary.asset(9).id, limit: 10) == [])
    }
  }

  @Test(arguments: ["*", "castle", "quality:>=2", "tag:*", "-castle"])
  func `facets count what a search with them finds`(_ text: String) async throws {
    try await with(SampleLibrary.random(300)) { catalog in
      let query = try SampleLibrary.query(text)
      for field in [SearchField.model, .generator, .project, .tag, .quality, .rating] {
        let facets = try catalog.facets(of: field, in: query, limit: 200)
        #expect(facets.map(\.count) == facets.map(\.count).sorted(by: >))
        for facet in facets {
          let more = try SampleLibrary.query("\(field.rawValue):\"\(facet.value)\"")
          #expect(try catalog.count(query.and(more)) == facet.count, "\(text) \(field.rawValue):\(facet.value)")
        }
      }
      let ranges: [(from: Money?, to: Money?)] = [(.zero, .zero), (nil, Money("0.02")), (Money("0.02"), nil)]
      let costs = try catalog.costs(in: query, ranges: ranges)
      for (text, count) in zip(["0", "..0.02", "0.02.."], costs) {
        #expect(try catalog.count(query.and(SampleLibrary.query("cost:\(text)"))) == count, "\(text)")
      }
    }
  }

  @Test func `the version changes with every commit of any connection`() async throws {
    try await with(SampleLibrary.random(20)) { catalog in
      let reader = try catalog.openedAgain(cacheKilobytes: 1024)
      let first = try reader.version()
      #expect(try reader.version() == first)
      try catalog.record([SampleLibrary.asset(999)])
      let second = try reader.version()
      #expect(second != first)
      #expect(try reader.version() == second)
      try catalog.setMissing([SampleLibrary.asset(999).id])
      #expect(try reader.version() != second)
    }
  }
}
