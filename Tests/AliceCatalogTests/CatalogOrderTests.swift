import AliceCatalog
import AliceModel
import AliceTestSupport
import Foundation
import Testing

struct CatalogOrderTests {
  /// Forty assets of one millisecond, of which all have the same or the neighbouring place.
  private func crowd() throws -> [Asset] {
    try (0..<40).map { number in
      try SampleLibrary.asset(number, prompt: "crowd \(number)", name: "crowd-\(number)") { asset in
        let tail = String(number, radix: 16)
        let hex = (number % 3 == 0 ? "fffff" : "ffffe") + String(repeating: "0", count: 59 - tail.count) + tail
        asset.id = AssetID(hex: hex) ?? asset.id
        asset.record.provenance.created = SampleLibrary.today
      }
    }
  }

  @Test(arguments: UInt64(0)..<8)
  func `the order does not depend on how assets came and went`(_ seed: UInt64) async throws {
    var random = SplitMix64(seed: seed)
    let assets = try crowd() + SampleLibrary.random(20)
    let expected = try await withCatalog { catalog in
      try catalog.rebuild { writer in for asset in assets { try writer.add(asset) } }
      return try catalog.search(.all).assets
    }
    try await withCatalog { catalog in
      for asset in assets.shuffled(using: &random) { try catalog.record([asset]) }
      #expect(try catalog.search(.all).assets == expected)
      let gone = Set(assets.shuffled(using: &random).prefix(25).map(\.id))
      try catalog.remove(Array(gone))
      let left = assets.filter { !gone.contains($0.id) }
      let rebuilt = try await withCatalog { other in
        try other.record(left)
        return try other.search(.all).assets
      }
      #expect(try catalog.search(.all).assets == rebuilt)
      #expect(
        try catalog.count(SampleLibrary.query("crowd"))
          == left.count { $0.record.recipe.prompt?.hasPrefix("crowd") == true })
      #expect(try catalog.problems().isEmpty)
    }
  }

  @Test func `what went into assets is known however they make room for each other`() async throws {
    try await withCatalog { catalog in
      let parent = try SampleLibrary.asset(9_000)
      let assets = try crowd().map { asset in
        var asset = asset
        asset.record.provenance.parents = [parent.id]
        return asset
      }
      for asset in assets.reversed() { try catalog.record([asset]) }
      #expect(try Set(catalog.children(of: parent.id, limit: 100)) == Set(assets.map(\.id)))
      try catalog.remove(assets.prefix(20).map(\.id))
      #expect(try Set(catalog.children(of: parent.id, limit: 100)) == Set(assets.dropFirst(20).map(\.id)))
    }
  }

  @Test func `a rebuilt catalog answers every query as before, in the same order`() async throws {
    try await withCatalog { catalog in
      let assets = try SampleLibrary.random(200, seed: 4) + crowd()
      for asset in assets { try catalog.record([asset]) }
      let queries = try ["*", "castle", "cat OR dog", "quality:>=3", "*oun*", "猫", "crowd"].map(SampleLibrary.query)
      func answers() throws -> [String] {
        try queries.flatMap { query in
          try ([nil] + SearchOrder.allCases).map { order in
            let page = try catalog.search(query, order: order)
            return page.assets.map { $0.json(in: "/library").text }.joined(separator: "\n") + "\(page.total ?? -1)"
          }
        }
      }
      let before = try answers()
      try catalog.rebuild { writer in for asset in assets.reversed() { try writer.add(asset) } }
      #expect(try answers() == before)
      #expect(try catalog.problems().isEmpty)
    }
  }

  @Test func `a rebuild that fails leaves everything as it was`() async throws {
    struct Stop: Error {}
    try await withCatalog { catalog in
      let assets = try SampleLibrary.random(20)
      try catalog.record(assets)
      #expect(throws: Stop.self) {
        try catalog.rebuild { writer in
          try writer.add(try SampleLibrary.asset(1))
          throw Stop()
        }
      }
      #expect(try catalog.census() == 20)
      try catalog.record([SampleLibrary.asset(9_999, prompt: "zeppelin")])
      #expect(try catalog.count(SampleLibrary.query("zeppelin")) == 1)
      #expect(try catalog.problems().isEmpty)
    }
  }

  @Test(arguments: [Int64.min, -62_135_596_800_000, -1, 0, 9_000_000_000_000, Int64.max])
  func `moments far off are ordered and found`(_ milliseconds: Int64) async throws {
    try await withCatalog { catalog in
      let far = try SampleLibrary.asset(1, name: "far") {
        $0.record.provenance.created = Timestamp(milliseconds: milliseconds)
      }
      let near = try SampleLibrary.asset(2, name: "near")
      try catalog.record([far, near])
      #expect(
        try catalog.names("*") == (milliseconds > near.created.milliseconds ? ["far", "near"] : ["near", "far"]))
      let day = String(far.created.description.prefix(10))
      #expect(try catalog.names("created:\(day)") == ["far"])
      #expect(try catalog.names("-created:\(day)") == ["near"])
    }
  }
}
