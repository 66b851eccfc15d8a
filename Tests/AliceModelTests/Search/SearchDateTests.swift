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
