import AliceCatalog
import AliceModel
import AliceTestSupport
import Foundation
import GRDB
import Testing

/// Records come back from the catalog as they were, in whatever form their texts and numbers are.
struct PackedRecordTests {
  private static let texts = [
    "", "euler", "Euler", "0", "007", "18446744073709551615", "18446744073709551616", "-1", "0.10", "1.", ".5", "0.0",
    "12345678901234567890.5", "00.5", "deadbeef", "DEADBEEF", "deadbee", "2026-11-22T12:00:00+01:00",
    "2026-11-22T12:00:00Z",
    "2026-11-22T12:00:00.120+01:00", "9999-99-99T99:99:99+01:00", "e\u{301}", "猫 \u{0} \u{FFFD}", "USD",
  ]
  private static let numbers = [
    "0", "-0", "7", "1e3", "1.50", "0.1", "-2.5", "18446744073709551615", "123456789012345678901234567890",
  ]

  @Test func `every text and number keeps its form`() async throws {
    try await withCatalog { catalog in
      var parameters = JSONObject()
      for (index, text) in Self.texts.enumerated() { parameters["t\(index)"] = .string(text) }
      for text in Self.texts { parameters[text] = .string(text) }
      for literal in Self.numbers { parameters["n" + literal] = JSONNumber(literal: literal).map(JSONValue.number) }
      parameters["deep"] = [[["steps": true, "x": .null, "y": false]], [:], []]
      let asset = try SampleLibrary.asset(1) { $0.record.provenance.recipe.parameters = parameters }
      try catalog.record([asset])
      let found = try #require(try catalog.asset(asset.id)).record.recipe.parameters
      #expect(found.keys == parameters.keys)
      for (key, value) in parameters {
        let same = found[key]
        #expect(same == value, "\(key)")
        if let text = value.stringValue, let other = same?.stringValue {
          #expect(text.utf8.elementsEqual(other.utf8), "\(key)")
        }
      }
    }
  }

  /// Replaces the packed record of the only asset, and returns what the catalog reads then.
  private static func read(_ packed: [UInt8], _ catalog: Catalog, _ queue: DatabaseQueue, _ id: AssetID) throws -> Bool
  {
    try queue.write { db in try db.execute(sql: "update document set record = ?", arguments: [Data(packed)]) }
    let tile = try catalog.tiles(of: [id])
    #expect(tile.count == 1)
    do {
      return try catalog.asset(id) != nil
    } catch CatalogError.damaged {
      return false
    }
  }

  @Test func `packed bytes that were changed or cut off are no record, or another one`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("catalog.sqlite").description
      let catalog = try Catalog(at: path)
      let asset = try SampleLibrary.asset(1, prompt: "a fox") { asset in
        asset.record.provenance.recipe.model = "flux-dev"
        asset.record.provenance.recipe.parameters = [
          "steps": 28, "cfg": 3.5, "deep": [[["x": .null, "y": true]], [:], []], "hash": "deadbeef", "n": "007",
          "loras": [["name": "salt", "weight": 0.8]],
        ]
      }
      try catalog.record([asset])
      let queue = try DatabaseQueue(path: path)
      let stored = try await queue.read { db in try Data.fetchOne(db, sql: "select record from document") }
      let packed = [UInt8](try #require(stored))
      #expect(try Self.read(packed, catalog, queue, asset.id))
      for (index, byte) in packed.enumerated() {
        #expect(try !Self.read(Array(packed[..<index]), catalog, queue, asset.id), "\(index) bytes")
        for other in [0, 0x7F, 0xFF, byte ^ 1, byte ^ 0x80, byte &+ 1] {
          var changed = packed
          changed[index] = other
          _ = try Self.read(changed, catalog, queue, asset.id)
        }
      }
      // Arrays within arrays, each of which claims all of the bytes that are left.
      let arrays = (0..<20_000).flatMap { _ in [12, 0xFF, 0x7F] as [UInt8] }
      #expect(try !Self.read(arrays, catalog, queue, asset.id))
      // A record with one text, which is a time or a decimal with the largest numbers.
      let largest = [UInt8](repeating: 0xFF, count: 9) + [1]
      for text in [[7] + largest + largest, [8, 20] + largest, [8, 0] + largest, [9] + largest] {
        _ = try Self.read([13, 1, 2, 0x78] + text, catalog, queue, asset.id)
      }
    }
  }
}
