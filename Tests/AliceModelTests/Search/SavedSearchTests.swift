import AliceModel
import Testing

private func query(_ text: String, _ saved: [String: String]?) throws -> SearchQuery {
  try SearchQuery(parsing: text, SearchContext(today: Timestamp(milliseconds: 0), saved: saved))
}

private func failure(_ text: String, _ saved: [String: String]) -> String {
  do throws(SearchQueryError) {
    _ = try SearchQuery(parsing: text, SearchContext(today: Timestamp(milliseconds: 0), saved: saved))
    return ""
  } catch {
    return error.description
  }
}

struct SavedSearchTests {
  @Test func `a saved query stands anywhere a term stands, as if it were in parentheses`() throws {
    let saved = ["hero": "castle OR dragon", "best": "@hero quality:>=4", "写真": "is:image"]
    #expect(try query("@hero night", saved) == query("(castle OR dragon) night", nil))
    #expect(try query("-@hero|forest", saved) == query("-((castle OR dragon) OR forest)", nil))
    #expect(try query("(@BEST, @写真)", saved) == query("(castle OR dragon) quality:>=4 is:image", nil))
    #expect(try query("@hero", saved).description == "castle OR dragon")
  }

  @Test func `an at sign is a word where it names nothing`() throws {
    #expect(try query("a@b \"@hero\" @", [:]).conjuncts.count == 3)
    #expect(try query("@hero", nil).description == "@hero")
  }

  @Test func `an unknown name is told with the nearest one`() {
    #expect(failure("@heor", ["hero": "castle"]).hasPrefix("no search is saved as @heor; did you mean @hero?"))
    #expect(failure("@x", [:]).hasPrefix("no search is saved as @x ("))
  }

  @Test func `a circle of saved queries is told with its names`() {
    let saved = ["a": "@b", "b": "x OR @c", "c": "(@a)"]
    #expect(failure("@a", saved).contains("@a contains @b contains @c contains @a"))
    #expect(failure("@me", ["me": "@me"]).contains("@me contains @me"))
  }

  @Test func `queries that multiply each other are refused`() {
    var saved = ["q0": "word"]
    for index in 1...20 { saved["q\(index)"] = "@q\(index - 1) @q\(index - 1)" }
    #expect(failure("@q20", saved) == "the query is too long or too deeply nested")
  }

  @Test func `an error in a saved query names it`() {
    #expect(failure("@a", ["a": "@b", "b": "nosuch:4"]).hasPrefix("in the saved search @b: unknown field nosuch"))
  }

  @Test func `a name is letters, digits, dashes, underscores and dots`() {
    for name in ["hero", "写真", "a.b-c_1", "2026", "é"] { #expect(SavedSearchName.isValid(name)) }
    for name in ["", "-a", ".a", "a.", "a b", "a/b", "@a", "a:b", "\u{1B}", String(repeating: "a", count: 65)] {
      #expect(!SavedSearchName.isValid(name))
    }
  }

  @Test func `a query for deleted assets is split into what is there and what is in the trash`() throws {
    let mixed = try query("castle (is:deleted|picked OR night)", nil).term
    #expect(mixed.asksForDeleted)
    #expect(mixed.forDeleted(false) == (try query("castle (is:picked OR night)", nil).term))
    #expect(mixed.forDeleted(true) == (try query("castle (* OR night)", nil).term))
    #expect(try query("-is:deleted", nil).term.forDeleted(true) == query("-*", nil).term)
    #expect(try !query("is:missing", nil).term.asksForDeleted)
  }

  @Test func `an album is a tag below album`() throws {
    #expect(try query("album:\"Best of\"", nil) == query("tag:\"album/Best of\"", nil))
    #expect(try query("album:=x", nil).description == "tag:=\"album/x\"")
    #expect(try query("album:h*|x", nil).description == "tag:album/h*|\"album/x\"")
    #expect(try query("-album:*", nil).description == "-tag:album")
    for text in ["album:x", "album:=x", "album:*", "album:h?"] {
      let parsed = try query(text, nil)
      #expect(try query(parsed.description, nil) == parsed)
    }
    #expect(Album.name(of: "Album/Best of/2026") == "Best of/2026")
    #expect(Album.name(of: "album") == nil && Album.name(of: "albums/x") == nil)
  }
}
