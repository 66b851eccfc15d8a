import AliceModel
import Testing

/// Queries as a user interface shows them.
@Suite struct QueryPartTests {
  private let today = Timestamp(milliseconds: 0)

  @Test(arguments: [
    ("castle fog", ["castle", "fog"]), ("  castle   -fog ", ["castle", "-fog"]), ("(a OR b) c", ["(a OR b)", "c"]),
    ("a OR b c", ["a OR b c"]), ("\"a b\" quality:>=4", ["\"a b\"", "quality:>=4"]), ("*", ["*"]), ("", []), ("  ", []),
    ("a AND b", ["a", "b"]), ("NOT a tag:\"x y\"|z", ["NOT a", "tag:\"x y\"|z"]), ("😀 é", ["😀", "é"]),
  ])
  func `every term has its text and its place`(_ query: String, _ texts: [String]) throws {
    let parts = try QueryPart.parts(of: query, SearchContext(today: today))
    #expect(parts.map(\.text) == texts)
    let units = Array(query.utf16)
    for part in parts { #expect(String(decoding: units[part.range], as: UTF16.self) == part.text) }
  }

  @Test(arguments: [
    ("quality:>=4", "quality ≥ 4"), ("-blurry", "not blurry"), ("is:picked|rejected", "picked or rejected"),
    ("no:seed", "without seed"), ("cost:0.01..0.05", "cost 0.01 to 0.05"), ("model:flux*", "model flux*"),
    ("w:<512", "w < 512"), ("p.steps:7", "steps 7"),
  ])
  func `every term has a label`(_ query: String, _ label: String) throws {
    #expect(try QueryPart.parts(of: query, SearchContext(today: today)).map(\.label) == [label])
  }

  @Test(arguments: [
    ("a flavor:red", 2..<9), ("a (b", 2..<3), ("😀 flavor:red", 3..<10), ("a quality:x", 2..<11), ("a seed:", 2..<7),
    ("x**y", 0..<4),
  ])
  func `an error has its place`(_ query: String, _ range: Range<Int>) {
    do throws(SearchQueryError) {
      _ = try QueryPart.parts(of: query, SearchContext(today: today))
      Issue.record("there is no error in \(query)")
    } catch {
      #expect(error.range(in: query) == range)
    }
  }
}
