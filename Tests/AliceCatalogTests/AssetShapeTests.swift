import AliceCatalog
import AliceModel
import AliceTestSupport
import GRDB
import Testing

/// The columns from which a page of any size is laid out.
struct AssetShapeTests {
  @Test func `the width by the height is stored in 64ths, within a byte`() async throws {
    let sizes: [(width: Int?, height: Int?, ratio: Int?)] = [
      (1024, 1024, 64), (1344, 768, 112), (768, 1344, 37), (1, 30_000, 1), (30_000, 1, 255), (.max, 1, 255),
      (1, .max, 1), (0, 5, nil), (5, 0, nil), (-5, -5, nil), (nil, 5, nil), (nil, nil, nil),
    ]
    let assets = try sizes.enumerated().map { number, size in
      try SampleLibrary.asset(number) {
        $0.facts.width = size.width
        $0.facts.height = size.height
      }
    }
    try await withRows(of: assets) { rows, _ in
      #expect(rows.map { $0["ratio"] as Int? } == sizes.map(\.ratio))
    }
  }

  @Test func `the assets of one request share a stack`() async throws {
    let requests: [(provider: String?, request: String?)] = [
      ("fal", "a"), ("fal", "a"), ("fal", "b"), ("other", "a"), (nil, "a"), ("fal", nil), (nil, nil),
    ]
    let assets = try requests.enumerated().map { number, request in
      try SampleLibrary.asset(number) {
        $0.record.provenance.provider = request.provider
        $0.record.provenance.requestID = request.request
      }
    }
    try await withRows(of: assets) { rows, _ in
      let stacks = rows.map { $0["stack"] as Int64? }
      #expect(stacks[0] == stacks[1])
      #expect(Set(stacks.compactMap { $0 }).count == 4)
      #expect(stacks.compactMap { $0 }.allSatisfy { $0 >= 0 })
      #expect(stacks[5] == nil && stacks[6] == nil)
    }
  }

  @Test func `a layout reads one narrow index in the order of the ids`() async throws {
    try await withRows(of: SampleLibrary.random(20)) { _, db in
      let plan = try Row.fetchAll(db, sql: "explain query plan select id, ratio, stack from asset order by id desc")
      #expect(plan.map { $0["detail"] as String } == ["SCAN asset USING COVERING INDEX asset_shape"])
    }
  }

  @Test func `a colour stays when the asset changes, is dated anew or the catalog is rebuilt`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("catalog.sqlite").description
      let catalog = try Catalog(at: path)
      var asset = try SampleLibrary.asset(1)
      try catalog.record([asset, SampleLibrary.asset(2)])
      func colors() async throws -> [Int64?] {
        try await DatabaseQueue(path: path).read {
          try Row.fetchAll($0, sql: "select color from asset order by asset").map { $0[0] }
        }
      }
      try catalog.setColor(0xFF12_3456, of: asset.id)
      #expect(try await colors() == [0x12_3456, nil])
      asset.record.rating = Rating(3)
      try catalog.record([asset])
      #expect(try await colors() == [0x12_3456, nil])
      asset.record.provenance.created = Timestamp(milliseconds: 77)
      try catalog.record([asset])
      #expect(try await colors() == [0x12_3456, nil])
      let kept = asset
      try catalog.rebuild { try $0.add(kept) }
      #expect(try await colors() == [0x12_3456])
      #expect(try catalog.problems().isEmpty)
    }
  }

  private func withRows(of assets: [Asset], _ body: @Sendable ([Row], Database) throws -> Void) async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("catalog.sqlite").description
      try Catalog(at: path).record(assets)
      try await DatabaseQueue(path: path).read { db in
        try body(Row.fetchAll(db, sql: "select * from asset order by asset"), db)
      }
    }
  }
}
