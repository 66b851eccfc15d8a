import AliceKit
import Testing

/// Dates that a person gives to an asset.
@Suite struct SaidDateTests {
  private let dates: SearchContext

  init() throws {
    dates = SearchContext(today: try #require(Timestamp("2026-11-30T18:00:00+01:00")), dateOrder: nil, saved: [:])
  }

  @Test(arguments: [
    ("2026-11-22", "2026-11-22T00:00:00+01:00"), ("2026-11-22T18:04", "2026-11-22T18:04:00+01:00"),
    ("2026:11:22 18:04:05", "2026-11-22T18:04:05+01:00"), ("2026-11-22T18:04-05:00", "2026-11-22T18:04:00-05:00"),
    ("2026-11-22T18:04:05+18:00", "2026-11-22T18:04:05+18:00"), ("2026-11-22T18:04Z", "2026-11-22T18:04:00+00:00"),
    ("0001-01-01", "0001-01-01T00:00:00+01:00"), ("9999-12-31", "9999-12-31T00:00:00+01:00"),
    ("20.10.2026", "2026-10-20T00:00:00+01:00"), ("yesterday", "2026-11-29T00:00:00+01:00"),
  ])
  func `a date is read as it was meant`(text: String, moment: String) throws {
    #expect(try Timestamp(said: text, dates).description == moment)
  }

  @Test(arguments: [
    "0000-01-01", "0000-12-31T10:00", "9999-12-31T23:59:59", "10000-01-01", "2026-02-30", "2026-11-22T25:00",
    "2026-11-22T18:04:05+25:00", "2026-11-22T18:04:05+18:30", "2026-11-22T18:04-0199", "18:04", "tomorrow",
  ])
  func `a date of which a part cannot be kept is refused`(text: String) {
    #expect(throws: AliceError.badDate(text)) { try Timestamp(said: text, dates) }
  }

  @Test func `a date with two meanings is told as such`() throws {
    let error = try #require(throws: AliceError.self) { try Timestamp(said: "03/04/2026", dates) }
    let sentence = try #require(Failure(describing: error).message)
    #expect(sentence.contains("3 April 2026 or 4 March 2026"), "\(sentence)")
  }
}
