import AliceModel
import Testing

struct NearQueryTests {
  private static let today = Timestamp(milliseconds: 0)

  private func term(_ text: String) throws -> SearchTerm { try SearchQuery(parsing: text, today: Self.today).term }

  @Test(arguments: ["near:kitty", "kitty~", "near:\"kitty\"", "near:kitty~", "\"kitty\"~", "NEAR:kitty"])
  func `near and the tilde ask for the same`(_ text: String) throws {
    #expect(try term(text) == .text(SearchText("kitty", match: .near)))
  }

  @Test(arguments: [
    ("near:cat|dog", "near:cat OR near:dog"), ("cat~|dog", "near:cat OR dog"), ("-kitty~", "-near:kitty"),
    ("near:\"red fox\"", "near:\"red fox\""), ("\"red fox\"~", "near:\"red fox\""),
    ("near:猫", "near:\"猫\""), ("near:\"a\\\"b\"", "near:\"a\\\"b\""), ("near:ca~~", "near:\"ca~\""),
    ("kitty~ hat", "near:kitty hat"), ("neg:kitty~", "neg:kitty~"), ("prompt:\"red fox\"~", "prompt:\"red fox\"~"),
  ])
  func `a query prints as one that asks for the same`(_ text: String, _ printed: String) throws {
    let query = try SearchQuery(parsing: text, today: Self.today)
    #expect(query.description == printed)
    #expect(try SearchQuery(parsing: printed, today: Self.today) == query)
  }

  @Test(arguments: ["~", "~~", "a~~", "~a", "a~b", "kitty~2", "\"kitty~\"", "~!~"])
  func `a tilde elsewhere is only a character`(_ text: String) throws {
    #expect(try SearchQuery(parsing: text, today: Self.today).term.nearWords == [])
  }

  @Test(arguments: [
    "near:", "near:\"\"", "near:\" \"", "near:|", "near:kit*", "near:*", "near:\"kit\"*", "near:>kitty",
  ])
  func `near wants a word`(_ text: String) {
    #expect(throws: SearchQueryError.self) { try term(text) }
  }

  @Test func `the words with a meaning are listed once, wherever they stand`() throws {
    let term = try term("kitty~ (dog OR -near:\"Red FOX\") neg:blurry~ near:Kitty tag:a~ 猫~ plain")
    #expect(term.nearWords == ["kitty", "red", "fox", "blurry", "猫"])
  }

  @Test func `a query has at most 32 such words`() throws {
    func query(_ count: Int) -> String { "near:\"" + (0..<count).map { "word\($0)" }.joined(separator: " ") + "\"" }
    #expect(try term(query(32)).nearWords.count == 32)
    #expect(throws: SearchQueryError.tooComplex) { try term(query(33)) }
    #expect(throws: SearchQueryError.tooComplex) { try term(query(6000)) }
    let long = String(repeating: "a", count: 10_000)
    #expect(try term(long + "~").nearWords == [long])
  }

  @Test func `the weight of a prompt is no meaning`() throws {
    #expect(try term("(castle near:1.2)").nearWords == [])
  }
}
