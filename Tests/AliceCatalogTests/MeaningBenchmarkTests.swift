import AliceCatalog
import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// How well words that no prompt has find the prompts that mean the same. `docs/searching.md` has the figures.
struct MeaningBenchmarkTests {
  /// The average precision and the recall among the first twenty, averaged over all queries.
  struct Figures {
    let queries: Int
    var precision = 0.0
    var recall = 0.0

    /// Asks for each of the words, which should find the prompts beside it.
    init(_ answers: [(query: String, prompts: Set<Int>)], in catalog: Catalog) throws {
      queries = answers.count
      for (query, wanted) in answers {
        let found = try catalog.names("near:" + query, .relevance).compactMap { Int($0) }
        var hits = 0
        for (place, prompt) in found.enumerated() where wanted.contains(prompt) {
          hits += 1
          precision += Double(hits) / Double(place + 1) / Double(wanted.count * queries)
        }
        recall += Double(wanted.intersection(found.prefix(20)).count) / Double(wanted.count * queries)
      }
    }

    var description: String {
      "\(queries) queries: MAP \(String(format: "%.3f", precision)), recall at 20 \(String(format: "%.3f", recall))"
    }
  }

  private static func lines(_ url: URL) throws -> [String] {
    try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map { String($0) }
  }

  /// Returns the two columns of a table.
  private static func table(_ name: String) throws -> [(String, [String])] {
    try lines(Fixtures.url("meaning/\(name)")).map { line in
      let cells = line.split(separator: "\t").map { String($0) }
      return (cells[0], cells[1].split(separator: " ").map { String($0) })
    }
  }

  private func withPrompts(_ prompts: [String], _ body: (Catalog) throws -> Void) async throws {
    try await withCatalog { catalog in
      try catalog.record(
        prompts.enumerated().map { try SampleLibrary.asset($0 + 1, prompt: $1, name: "\($0 + 1)") })
      try body(catalog)
    }
  }

  /// Returns the queries of a table of words, each with the prompts that have one of its words.
  private func synonyms(_ name: String, _ prompts: [String]) throws -> [(query: String, prompts: Set<Int>)] {
    let words = prompts.map { Set(SearchTokens.words(of: $0)) }
    return try Self.table(name).map { query, answers in
      (query, Set(words.indices.filter { !words[$0].isDisjoint(with: answers) }.map { $0 + 1 }))
    }
  }

  @Test func `fifty queries find what was judged to be their answers before the first run`() async throws {
    let queries = try Self.table("queries.tsv").map { (query: $0, prompts: Set($1.compactMap { Int($0) })) }
    #expect(queries.count == 50)
    try await withPrompts(Self.lines(Fixtures.url("meaning/prompts.txt"))) { catalog in
      let figures = try Figures(queries, in: catalog)
      print("by hand, \(figures.description)")
      #expect(figures.precision >= 0.7 && figures.recall >= 0.82)
    }
  }

  @Test func `synonyms that nobody chose find the prompts that have the other word`() async throws {
    let prompts = try Self.lines(Fixtures.url("meaning/prompts.txt"))
    try await withPrompts(prompts) { catalog in
      let figures = try Figures(synonyms("synonyms.tsv", prompts), in: catalog)
      print("synonyms, \(figures.description)")
      #expect(figures.queries == 371 && figures.precision >= 0.3 && figures.recall >= 0.43)
    }
  }

  @Test(.enabled(if: Fixtures.quality != nil, "no ../shared/quality beside the checkout; ALICE_QUALITY names another"))
  func `synonyms find the prompts of a database of generated images`() async throws {
    let table = try #require(Fixtures.quality).appending(path: "agiqa3k/train.tsv")
    let rows = try Self.lines(table).dropFirst().map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
    let prompts = Set(rows.map { $0[2].trimmingCharacters(in: .whitespaces) }).sorted()
    try await withPrompts(prompts) { catalog in
      let figures = try Figures(synonyms("agiqa-synonyms.tsv", prompts), in: catalog)
      print("AGIQA-3K, \(figures.description)")
      #expect(figures.queries == 512 && figures.precision >= 0.29 && figures.recall >= 0.42)
    }
  }
}
