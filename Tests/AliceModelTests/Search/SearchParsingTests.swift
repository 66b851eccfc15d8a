import AliceModel
import Testing

private let noon = Timestamp("2026-11-22T12:00:00+01:00") ?? Timestamp(milliseconds: 0)

private func tree(_ text: String) throws -> String { try SearchQuery(parsing: text, today: noon).term.outline }

private func error(_ text: String) -> SearchQueryError? {
  do throws(SearchQueryError) {
    _ = try SearchQuery(parsing: text, today: noon)
    return nil
  } catch {
    return error
  }
}

struct Understood: Sendable, CustomTestStringConvertible {
  let text: String
  let canonical: String
  var testDescription: String { text }

  init(_ text: String, _ canonical: String? = nil) {
    self.text = text
    self.canonical = canonical ?? text
  }
}

struct SearchParsingTests {
  @Test(arguments: [
    Understood("*"), Understood("cat"), Understood("  cat   dog ", "cat dog"), Understood("cat AND dog", "cat dog"),
    Understood("cat OR dog"), Understood("a b OR c d"), Understood("a (b OR c)"), Understood("(a b) c", "a b c"),
    Understood("((a))", "a"), Understood("-cat"), Understood("NOT cat", "-cat"), Understood("NOT NOT cat", "cat"),
    Understood("-(a OR b)"), Understood("-(a b)"), Understood("-(-a)"), Understood("* cat", "cat"),
    Understood("moun*"), Understood("*ount*"), Understood("\"old castle\""), Understood("\"old cas\"*"),
    Understood("\"say \\\"hi\\\"\""), Understood("flux-dev"), Understood("a|b", "a OR b"),
    Understood("a|\"b c\" d", "(a OR \"b c\") d"), Understood("or and not"), Understood("a|OR", "a OR \"OR\""),
    Understood("a|-b", "a OR \"-b\""), Understood("OR* AND*", "\"OR\"* \"AND\"*"),
    Understood("QUALITY:>=4", "quality:>=4"), Understood("quality:3..5"), Understood("quality:..3"),
    Understood("model:flux-dev|sdxl*"), Understood("-model:\"a b\""), Understood("is:image|video"),
    Understood("has:prompt no:seed|cost"), Understood("p.CFG-Scale:7", "p.cfg_scale:7"), Understood("p.strength:>0.5"),
    Understood("ar:16:9"), Understood("seed:18446744073709551615"), Understood("seed:-5..5"),
    Understood("cost:>0.05"), Understood("created:2026-11"), Understood("created:7d"),
    Understood("created:2026-01..2026-03"), Understood("added:today"), Understood("prompt:castle"),
    Understood("prompt:\"old castle\"|*ruin*"), Understood("neg:blur*"), Understood("id:3F9A"),
    Understood("path:2026-11-22/*"),
    Understood("quality:*"), Understood("cat(dog)", "cat dog"), Understood("cat\u{3000}dog", "cat dog"),
    Understood("猫 「犬」"), Understood("tag:été"),
  ])
  func `what is understood is printed in its shortest form, which reads back as the same`(_ example: Understood) throws
  {
    let query = try SearchQuery(parsing: example.text, today: noon)
    #expect(query.description == example.canonical)
    #expect(try SearchQuery(parsing: query.description, today: noon) == query)
  }

  @Test func `OR binds weaker than standing side by side, and a minus stronger`() throws {
    #expect(
      try tree("a -b OR c (d OR e)")
        == """
        or
          and
            a
            not
              b
          and
            c
            or
              d
              e
        """)
  }

  @Test(arguments: [
    Understood("(masterpiece:1.2)", "masterpiece"), Understood("(red scarf:1.25)", "red scarf"),
    Understood("((red scarf: 1.2)), (blue hat)", "red scarf blue hat"), Understood("[red scarf]", "[red scarf]"),
    Understood("[red:blue:0.5]", "[red blue"), Understood("(best quality:1.2)", "best quality"),
    Understood("(fashion model:1.3), 8k", "fashion model 8k"), Understood("(a quality:4)", "a quality:4"),
    Understood("(a cfg:3.5)", "a cfg:3.5"), Understood("cat::2 dog", "cat dog"), Understood("cat, dog,", "cat, dog,"),
    Understood("ganyu \\(genshin impact\\)"),
    Understood("a <lora:Salt Air:0.8>", "a (lora:\"Salt Air\" OR \"Salt Air\")"),
    Understood("lora:salt*|\"a b\""), Understood("tag:=a"), Understood("is:damaged|ambiguous"),
  ])
  func `what is pasted from a prompt is words, and its weights are none`(_ example: Understood) throws {
    let query = try SearchQuery(parsing: example.text, today: noon)
    #expect(query.description == example.canonical)
    #expect(try SearchQuery(parsing: query.description, today: noon) == query)
  }

  @Test(arguments: [
    ("", SearchQueryError.empty), (" \t\n", .empty), ("(", .expectedTerm(offset: 1)), (")", .unbalanced(offset: 0)),
    ("a )", .unbalanced(offset: 2)), ("(a", .unbalanced(offset: 0)), ("\"a", .unbalanced(offset: 0)),
    ("a OR", .expectedTerm(offset: 4)), ("OR a", .expectedTerm(offset: 0)), ("a AND", .expectedTerm(offset: 5)),
    ("a OR OR b", .expectedTerm(offset: 5)), ("()", .expectedTerm(offset: 1)), ("-", .expectedTerm(offset: 1)),
    ("a - b", .expectedTerm(offset: 3)), ("--a", .expectedTerm(offset: 1)), ("\"\"", .expectedTerm(offset: 1)),
    ("a|", .expectedTerm(offset: 2)), ("a*b", .misplacedWildcard(word: "a*b")),
    ("*a", .misplacedWildcard(word: "*a")), ("**a*", .misplacedWildcard(word: "**a*")),
    ("quality:", .missingValue(field: "quality")), ("quality: 4", .missingValue(field: "quality")),
    ("model:a|", .missingValue(field: "model")), ("quality:>=", .missingValue(field: "quality")),
    ("qualty:4", .unknownField("qualty", suggestion: "quality")),
    ("Modle:x", .unknownField("Modle", suggestion: "model")),
    ("width:4", .unknownField("width", suggestion: "w")), ("sampler:euler", .unknownField("sampler", suggestion: nil)),
    ("12:30", .unknownField("12", suggestion: nil)),
    (":x", .unknownField("", suggestion: nil)), ("p.:x", .unknownField("p.", suggestion: nil)),
  ])
  func `what is no query says where it goes wrong`(_ text: String, _ expected: SearchQueryError) {
    #expect(error(text) == expected)
  }

  @Test(arguments: [
    "quality:good", "quality:4..x", "quality:..", "quality:1e3", "quality:0x4", "quality:nan", "w:1024x768", "cfg:7,5",
    "ar:16:0", "ar:0", "ar:1:2:3", "ar::", "cost:cheap", "seed:abc", "seed:1.5", "created:soon", "created:2026-13",
    "created:2026-02-30", "created:7", "created:7q", "created:99999999d", "type:painting", "format:xcf", "is:good",
    "has:luck", "no:way", "id:xyz", "model:>flux", "tag:<a", "score:--1", "dur:.", "created:2026-1",
  ])
  func `a value of the wrong kind is refused with what was expected`(_ text: String) throws {
    guard case .badValue(let field, let value, let expected) = error(text) else {
      Issue.record("\(text) is understood, or otherwise wrong: \(String(describing: error(text)))")
      return
    }
    #expect(text == field + ":" + value)
    #expect(!expected.isEmpty)
  }

  @Test func `every error is one line, and tells the name that was probably meant`() {
    #expect(error("qualty:4")?.description.contains("did you mean quality?") == true)
    #expect(error("sampler:x")?.description.contains("p.sampler") == true)
    #expect(error("type:vidio")?.description.contains("did you mean video?") == true)
    for text in ["", "(", "a*b", "cost:", "type:x", ":", "x:1", String(repeating: "(", count: 99)] {
      #expect(error(text)?.description.contains("\n") == false)
    }
  }

  @Test func `queries without measure are refused, not followed`() {
    #expect(error(String(repeating: "(", count: 100_000)) == .tooComplex)
    #expect(error(String(repeating: "(", count: 25) + "a" + String(repeating: ")", count: 25)) == .tooComplex)
    #expect(error(String(repeating: "a ", count: 401)) == .tooComplex)
    #expect(error("model:" + String(repeating: "a|", count: 401) + "a") == .tooComplex)
    #expect(error("model:" + String(repeating: "*a", count: 20)) == .tooComplex)
    #expect(error(String(repeating: "NOT ", count: 3_000) + "a") == nil)
  }

  @Test func `flags and words are joined as one query`() throws {
    let query = try SearchQuery(parsing: "cat OR dog", today: noon)
    let flags = try SearchQuery(parsing: "quality:>=4", today: noon)
    #expect(query.and(flags).description == "(cat OR dog) quality:>=4")
    #expect(SearchQuery.all.and(flags) == flags)
    #expect(SearchQuery.all.conjuncts.isEmpty)
  }
}
