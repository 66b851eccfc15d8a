import AliceModel
import Testing

struct PictureQueryTests {
  private let today = Timestamp(milliseconds: 1_700_000_000_000, offsetMinutes: 0)

  private func query(_ text: String) throws -> SearchQuery { try SearchQuery(parsing: text, today: today) }

  @Test func `like: takes ids and files, as they are`() throws {
    let term = try query("like:3f9a1c castle -(like:\"my file.png\"|../a:b.png)").term
    #expect(term.likes == ["3f9a1c", "my file.png", "../a:b.png"])
    #expect(term.asksForLikeness && !term.asksForColor)
    #expect(try query(term.description).term == term)
    for wrong in ["like:", "like:>3f9a", "like:\"\""] {
      #expect(throws: SearchQueryError.self, "\(wrong)") { try query(wrong) }
    }
  }

  @Test func `a name in like: gets another meaning, and stays as it was typed`() throws {
    let features = try #require(PictureFeatures(bytes: [UInt8](repeating: 1, count: PictureFeatures.count)))
    let resolved = try query("like:a.png|3f9a OR castle").term.replacingLikes(["a.png": .features(features)])
    #expect(resolved.likes == ["3f9a"])
    #expect(resolved.description == "like:a.png|3f9a OR castle")
  }

  @Test func `colours are told by name and by digits`() throws {
    func meanings(_ text: String) throws -> [SearchTest.Meaning] {
      try query(text).term.tests(of: .color).map(\.meaning)
    }
    #expect(try meanings("color:#008080") == meanings("colour:teal"))
    #expect(try query("colour:teal|\"forest green\"").term.tests(of: .color).count == 2)
    #expect(try query("color:teal").description == "colour:teal")
    #expect(throws: SearchQueryError.badValue(field: "colour", value: "tael", expected: "did you mean teal?")) {
      try query("colour:tael")
    }
    for wrong in ["colour:", "colour:>teal", "colour:#12", "colour:teal..red"] {
      #expect(throws: SearchQueryError.self, "\(wrong)") { try query(wrong) }
    }
  }

  @Test func `other words for both lead to them`() throws {
    for (name, field) in [("similar", "like"), ("looks", "like"), ("colors", "colour"), ("hue", "colour")] {
      #expect(throws: SearchQueryError.unknownField(name, suggestion: field)) { try query("\(name):x") }
    }
  }
}
