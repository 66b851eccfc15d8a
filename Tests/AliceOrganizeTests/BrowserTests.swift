import AliceCatalog
import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

/// Results as tiles, in a real library.
@Suite struct BrowserTests {
  private func with(
    _ assets: [Asset], _ body: (Browser) throws -> Void
  ) async throws {
    try await World.with { world in
      try world.workspace.catalog.record(assets)
      try body(try Browser(world.workspace))
    }
  }

  private static func asset(_ number: Int, request: String? = nil, created: Int64? = nil) throws -> Asset {
    let digits = String(number, radix: 16)
    let id = try #require(AssetID(hex: String(repeating: "0", count: 64 - digits.count) + digits))
    let moment = Timestamp(milliseconds: created ?? 1_700_000_000_000 + Int64(number) * 1000)
    var record = AssetRecord(added: moment)
    record.provenance.created = moment
    record.provenance.requestID = request
    record.provenance.provider = "fal"
    record.provenance.cost = Cost(amount: Money(nanos: Int64(number) * 1_000_000), basis: .billed)
    return Asset(
      id: id, path: BytePath("\(number).png"), facts: FileFacts(format: .png, width: 64, height: 64, bytes: 1),
      record: record)
  }

  @Test func `what one request made is one tile, at the place of its newest`() async throws {
    // a and b are one stack each, although they came at the same time.
    let requests = [nil, "a", "a", nil, "b", "a", "b", nil]
    let assets = try requests.enumerated().map { try Self.asset($0 + 1, request: $1) }
    try await with(assets) { browser in
      let plain = try browser.tiles(of: .all, order: nil, stacked: false)
      #expect(plain.count == 8 && plain.total == 8)
      let stacked = try browser.tiles(of: .all, order: nil, stacked: true)
      #expect(stacked.total == 8 && stacked.count == 5)
      let columns = try browser.columns(0..<5, of: stacked)
      #expect(columns.json["count"]?.arrayValue == [1, 2, 3, 1, 1])
      for (number, tile) in [(8, 0), (7, 1), (5, 1), (6, 2), (3, 2), (2, 2), (4, 3), (1, 4)] {
        #expect(try browser.position(of: Self.asset(number).id, in: stacked) == tile, "\(number)")
      }
      #expect(try browser.members(of: 2, in: stacked).ids == [6, 3, 2].map { try Self.asset($0).id })
      #expect(try browser.position(of: Self.asset(99).id, in: stacked) == nil)
    }
  }

  @Test func `tiles are counted by days, with their costs`() async throws {
    let day: Int64 = 86_400_000
    let noon: Int64 = 19_700 * day + day / 2
    let assets = try [noon, noon + 1000, noon + day, noon + 3 * day].enumerated().map {
      try Self.asset($0 + 1, request: $0 < 2 ? "a" : nil, created: $1)
    }
    try await with(assets) { browser in
      let tiles = try browser.tiles(of: .all, order: .newest, stacked: true)
      #expect(tiles.days.map(\.tiles) == [1, 1, 1])
      #expect(tiles.days.map { Int64($0.day) - Int64(tiles.days[2].day) } == [3, 1, 0])
      let oldest = try browser.tiles(of: .all, order: .oldest, stacked: false)
      #expect(oldest.days.map(\.tiles) == [2, 1, 1])
      #expect(oldest.tiles(ofDay: 1) == 2..<3)
      let summary = try browser.summary(ofDay: 2, in: tiles)
      #expect(summary.assets == 2 && summary.cost == Money("0.003"))
      #expect(try browser.tiles(of: .all, order: .quality, stacked: false).days == [])
    }
  }

  @Test func `colours make no new version, but any other change does`() async throws {
    let assets = try (1...3).map { try Self.asset($0) }
    try await World.with { world in
      try world.workspace.catalog.record(assets)
      let browser = try Browser(world.workspace)
      let first = try browser.version
      for (number, color) in [(0, UInt32(0x10_2030)), (1, 0x40_5060), (0, 0x70_8090)] {
        try browser.record(decoded: [assets[number].id: DecodedFacts(color: color, look: nil)])
        #expect(try browser.version == first)
      }
      #expect(try browser.columns(of: [assets[0].id]).json["color"]?.arrayValue == [0x70_8090])
      try world.workspace.catalog.remove([assets[2].id])
      let second = try browser.version
      #expect(second != first)
      // Another process changes the catalog between two records of colours.
      try browser.record(decoded: [assets[0].id: DecodedFacts(color: 1, look: nil)])
      let other = try world.workspace.catalog.openedAgain(cacheKilobytes: 256)
      try other.setMissing([assets[1].id])
      try browser.record(decoded: [assets[0].id: DecodedFacts(color: 2, look: nil)])
      let third = try browser.version
      #expect(third != second && third != first)
    }
  }

  @Test func `a tile that is gone has no id, and the others keep their places`() async throws {
    let assets = try (1...3).map { try Self.asset($0) }
    try await World.with { world in
      try world.workspace.catalog.record(assets)
      let browser = try Browser(world.workspace)
      let tiles = try browser.tiles(of: .all, order: nil, stacked: false)
      let version = try browser.version
      try world.workspace.catalog.remove([assets[1].id])
      #expect(try browser.version != version)
      let columns = try browser.columns(0..<3, of: tiles)
      #expect(columns.json["id"]?.arrayValue == [.string(assets[2].id.hex), "", .string(assets[0].id.hex)])
      #expect(try browser.columns(2..<99, of: tiles).count == 1)
    }
  }
}
