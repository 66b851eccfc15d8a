import AliceGenerate
import AliceKit
import AliceModel
import AliceWorkspace
import Testing

@Suite struct VaryTests {
  private func rows(_ prompt: String, _ variations: [String], parameters: JSONObject = [:]) throws -> [BatchRow] {
    try BatchRow.rows(
      of: GenerationRequest(prompt: prompt, model: "flux-schnell", parameters: parameters),
      variations: try variations.map { try Variation(parsing: $0) })
  }

  @Test func `every combination is made, the last one changing fastest`() throws {
    let rows = try rows("a {place} at {time}", ["place=lake|sea", "time=dawn|noon|night"])
    #expect(
      rows.map(\.request.prompt) == [
        "a lake at dawn", "a lake at noon", "a lake at night", "a sea at dawn", "a sea at noon", "a sea at night",
      ])
    #expect(rows[5].variation == ["place": "sea", "time": "night"])
  }

  @Test func `doubled braces are braces, and parameters that are text vary, too`() throws {
    let rows = try rows("{{x}} {time}", ["time=dawn|noon"], parameters: ["image_size": "{time}"])
    #expect(rows.map(\.request.prompt) == ["{x} dawn", "{x} noon"])
    #expect(rows.map { $0.request.parameters["image_size"] } == ["dawn", "noon"])
  }

  @Test func `without variations braces stay as they are`() throws {
    #expect(try rows("a {place} {{", []).map(\.request.prompt) == ["a {place} {{"])
  }

  static let mistakes: [(prompt: String, variations: [String], says: String)] = [
    ("at {tiem}", ["time=a|b"], "did you mean {time}"), ("at dawn", ["time=a|b"], "stands in no prompt"),
    ("at {time", ["time=a|b"], "without its partner"), ("at time}", ["time=a|b"], "without its partner"),
    ("at {time}", ["time=a|a"], "each value once"), ("at {time}", ["time"], "name=value"),
    ("at {time}", ["time=a", "time=b"], "varied twice"), ("at {t}", ["t t=a"], "name=value"),
    (
      "{a}{b}{c}", ["a=", "b=", "c="].map { $0 + (0..<11).map(String.init).joined(separator: "|") },
      "more than 1000"
    ),
  ]

  @Test(arguments: mistakes)
  func `what makes no sense is said`(_ mistake: (prompt: String, variations: [String], says: String)) throws {
    let error = try #require(throws: AliceError.self) { try rows(mistake.prompt, mistake.variations) }
    #expect(error.status == .usage && error.sentence.contains(mistake.says), "\(error)")
  }
}
