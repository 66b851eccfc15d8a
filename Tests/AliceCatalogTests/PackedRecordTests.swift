import AliceCatalog
import AliceModel
import AliceTestSupport
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
}
