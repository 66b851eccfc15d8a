import AliceModel
import Testing

struct SearchHostileTests {
  /// Pieces out of which nasty queries are made.
  private static let pieces = [
    "\"", "'", "(", ")", "*", "?", "|", ":", "-", "--", "..", ">=", "<", "=", "OR", "AND", "NOT", "NEAR(", "^", "{",
    "}", "[",
    "]", "\\", "\0", "\n", "\u{202E}", "\u{E001}", "\u{FFFF}", "é", "e\u{301}", "猫", "🐱", "👩‍👩‍👧", "%", "_", ";", "--",
    "/*",
    "quality", "quality:", "created:", "p.", "p.x:", "is:", "no:", "seed:", "id:", "ar:", "1", "0",
    "9999999999999999999",
    "-1", "1e9", "7d", "2026", "' OR 1=1 --", "\"; drop table asset; --", "words", "rowid", "facts : x", " ", "  ", "a",
    "cat",
  ]

  @Test(arguments: UInt64(0)..<400)
  func `any text is a query or an error, and a query reads back as itself`(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let text = (0...random.below(12)).map { _ in Self.pieces[random.below(Self.pieces.count)] }.joined()
    let today = Timestamp(milliseconds: 1_790_000_000_000)
    do throws(SearchQueryError) {
      let query = try SearchQuery(parsing: text, today: today)
      #expect(try SearchQuery(parsing: query.description, today: today) == query)
    } catch {
      #expect(!error.description.isEmpty)
    }
  }
}
