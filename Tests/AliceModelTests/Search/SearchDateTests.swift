import AliceModel
import Testing

private let now = Timestamp("2026-03-31T10:30:00+02:00") ?? Timestamp(milliseconds: 0)

private func limits(_ text: String) throws -> [String] {
  let query = try SearchQuery(parsing: "created:" + text, today: now)
  guard case .field(.created, let tests) = query.term, case .date(let range) = tests[0].meaning else { return [] }
  func shown(_ limit: SearchRange<SearchMoment>.Limit?, _ open: String, _ closed: String) -> String {
    guard let limit else { return "any" }
    let time = Timestamp(milliseconds: limit.value.milliseconds).description
    return (limit.inclusive ? closed : open) + (limit.value.isLocal ? time.replacing("+00:00", with: "") : time)
  }
  return [shown(range.lower, ">", ">="), shown(range.upper, "<", "<=")]
}

struct SearchDateTests {
  @Test(arguments: [
    ("2026", ">=2026-01-01T00:00:00", "<2027-01-01T00:00:00"),
    ("2026-02", ">=2026-02-01T00:00:00", "<2026-03-01T00:00:00"),
    ("2024-02-29", ">=2024-02-29T00:00:00", "<2024-03-01T00:00:00"),
    ("9999-12", ">=9999-12-01T00:00:00", "any"),
    ("today", ">=2026-03-31T00:00:00", "<2026-04-01T00:00:00"),
    ("yesterday", ">=2026-03-30T00:00:00", "<2026-03-31T00:00:00"),
    ("7d", ">=2026-03-24T08:30:00+00:00", "any"), ("2w", ">=2026-03-17T08:30:00+00:00", "any"),
    ("1m", ">=2026-02-28T08:30:00+00:00", "any"), ("1y", ">=2025-03-31T08:30:00+00:00", "any"),
    ("24h", ">=2026-03-30T08:30:00+00:00", "any"), ("<7d", "any", "<2026-03-24T08:30:00+00:00"),
    (">=2026-02", ">=2026-02-01T00:00:00", "any"), (">2026-02", ">=2026-03-01T00:00:00", "any"),
    ("<2026-02", "any", "<2026-02-01T00:00:00"), ("<=2026-02", "any", "<2026-03-01T00:00:00"),
    ("2026-01..2026-03", ">=2026-01-01T00:00:00", "<2026-04-01T00:00:00"),
    ("2026-01..", ">=2026-01-01T00:00:00", "any"),
    ("..2026-01", "any", "<2026-02-01T00:00:00"),
    ("2026-03-01T18:04", ">=2026-03-01T18:04:00", "<2026-03-01T18:05:00"),
    ("2026-03-01T18:04:05Z", ">=2026-03-01T18:04:05+00:00", "<2026-03-01T18:04:06+00:00"),
    ("2026-03-01T18:04+01:00", ">=2026-03-01T17:04:00+00:00", "<2026-03-01T17:05:00+00:00"),
  ])
  func `a date stands for a span of time`(_ text: String, _ lower: String, _ upper: String) throws {
    let found = try limits(text)
    if text == "9999-12" {
      #expect(found[0] == lower)
    } else {
      #expect(found == [lower, upper])
    }
  }

  // The present is a Tuesday.
  @Test(arguments: [
    ("monday", "2026-03-30", "2026-03-31"), ("tuesday", "2026-03-31", "2026-04-01"),
    ("wed", "2026-03-25", "2026-03-26"),
    ("\"last tuesday\"", "2026-03-24", "2026-03-25"), ("\"last week\"", "2026-03-23", "2026-03-30"),
    ("last-week", "2026-03-23", "2026-03-30"), ("\"this week\"", "2026-03-30", "2026-04-06"),
    ("\"last month\"", "2026-02-01", "2026-03-01"), ("\"this year\"", "2026-01-01", "2027-01-01"),
    ("\"3 days ago\"", "2026-03-28", "2026-03-29"), ("\"a week ago\"", "2026-03-24", "2026-03-25"),
    ("\"one month ago\"", "2026-02-28", "2026-03-01"), ("october", "2025-10-01", "2025-11-01"),
    ("\"October 2024\"", "2024-10-01", "2024-11-01"), ("\"20 Oct 2024\"", "2024-10-20", "2024-10-21"),
    ("\"October 20, 2024\"", "2024-10-20", "2024-10-21"), ("\"20. Oktober 2024\"", "2024-10-20", "2024-10-21"),
    ("20.10.2026", "2026-10-20", "2026-10-21"), ("10/20/2026", "2026-10-20", "2026-10-21"),
    ("2026/10/20", "2026-10-20", "2026-10-21"), ("05.05.2026", "2026-05-05", "2026-05-06"),
    ("10.2026", "2026-10-01", "2026-11-01"), ("last week", "2026-03-23", "2026-03-30"),
    ("3 days ago", "2026-03-28", "2026-03-29"), ("20.10.2026..october 2026", "2026-10-20", "2026-11-01"),
  ])
  func `a date can be written as people say it`(_ text: String, _ lower: String, _ upper: String) throws {
    #expect(try limits(text) == [">=\(lower)T00:00:00", "<\(upper)T00:00:00"])
  }

  @Test func `hours ago are a moment, and the last days begin at the present time`() throws {
    #expect(try limits("\"2 hours ago\"")[0] == ">=2026-03-31T06:30:00+00:00")
    #expect(try limits("\"last 3 days\"") == [">=2026-03-28T08:30:00+00:00", "any"])
  }

  @Test func `words after a date are words`() throws {
    let query = try SearchQuery(parsing: "created:last week castle", today: now)
    #expect(query.conjuncts.count == 2)
    #expect(query.description == "created:last week castle")
    #expect(try SearchQuery(parsing: "created:october castle 2026", today: now).conjuncts.count == 3)
    #expect(throws: SearchQueryError.self) { try SearchQuery(parsing: "created:last castle", today: now) }
  }

  @Test func `a date with two meanings needs the order of day and month`() throws {
    for text in ["05.11.2026", "5/11/2026", "05-11-2026"] {
      let error = #expect(throws: SearchQueryError.self) { try SearchQuery(parsing: "created:" + text, today: now) }
      #expect("\(try #require(error))".contains("it is 5 November 2026 or 11 May 2026; write 2026-11-05"))
      for (order, day) in [(DateOrder.dayFirst, "2026-11-05"), (.monthFirst, "2026-05-11")] {
        let start = SearchMoment.start(of: text, SearchContext(today: now, dateOrder: order))
        #expect(start == SearchMoment.start(of: day, SearchContext(today: now)))
      }
    }
  }

  @Test(arguments: [
    "2026-10 OR castle", "last", "31.02.2026", "13/13/2026", "20.10.26", "5 aog", "x days ago", "", "a\"b",
  ])
  func `what is no date is an error, and never other terms of the query`(_ text: String) {
    let context = SearchContext(today: now)
    #expect(throws: SearchQueryError.self) { try SearchQuery(.created, ">=", text, context) }
  }

  @Test func `seeds are ordered as numbers, whatever their length`() {
    let seeds = [
      "-18446744073709551616", "-100", "-99", "-1", "0", "1", "9", "10", "9007199254740993", "18446744073709551615",
    ]
    let keys = seeds.compactMap(SearchSeed.key)
    #expect(keys.count == seeds.count)
    #expect(keys == keys.sorted())
    #expect(Set(keys).count == keys.count)
    #expect(SearchSeed.key("-0") == SearchSeed.key("000"))
    #expect(SearchSeed.key("007") == SearchSeed.key("7"))
    for text in ["", "-", "1.5", "x", "１", String(repeating: "9", count: 100)] { #expect(SearchSeed.key(text) == nil) }
  }
}
