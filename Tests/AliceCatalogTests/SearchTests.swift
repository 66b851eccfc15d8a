import AliceCatalog
import AliceModel
import AliceTestSupport
import Testing

/// Opens an empty catalog in a folder of its own.
func withCatalog<Result>(_ body: (Catalog) async throws -> Result) async throws -> Result {
  try await withTemporaryFolder { folder in
    try await body(Catalog(at: folder.appending("catalog.sqlite").description))
  }
}

extension Catalog {
  /// The names of the files found, in order.
  func names(_ text: String, _ order: SearchOrder? = nil) throws -> [String] {
    try search(SampleLibrary.query(text), order: order).assets.map { $0.path.stem.description }
  }
}

struct SearchTests {
  @Test func `a word in the prompt weighs more than one in a tag, and that more than one elsewhere`() async throws {
    try await withCatalog { catalog in
      try catalog.record([
        SampleLibrary.asset(1, prompt: "a house by the sea", name: "elsewhere") { $0.record.project = "castle" },
        SampleLibrary.asset(2, prompt: "a house by the sea", name: "tag") { $0.record.tags = ["castle"] },
        SampleLibrary.asset(3, prompt: "a castle by the sea", name: "prompt"),
        SampleLibrary.asset(4, prompt: "a house by the lake", name: "none"),
      ])
      #expect(try catalog.names("castle") == ["prompt", "tag", "elsewhere"])
      #expect(try catalog.names("castle", .newest) == ["elsewhere", "tag", "prompt"])
      #expect(try catalog.names("castle", .oldest) == ["prompt", "tag", "elsewhere"])
    }
  }

  @Test func `what has none of what is sorted by comes last, and equals newest first`() async throws {
    try await withCatalog { catalog in
      try catalog.record([
        SampleLibrary.asset(1, name: "none"),
        SampleLibrary.asset(2, name: "three") { $0.record.rating = Rating(3) },
        SampleLibrary.asset(3, name: "five") { $0.record.rating = Rating(5) },
        SampleLibrary.asset(4, name: "three-older") { $0.record.rating = Rating(3) },
      ])
      for order in [SearchOrder.quality, .rating] {
        #expect(try catalog.names("*", order) == ["five", "three", "three-older", "none"])
      }
    }
  }

  @Test func `picks and Elo ratings are found, and sorted by`() async throws {
    try await withCatalog { catalog in
      try catalog.record([
        SampleLibrary.asset(1, name: "picked") { $0.record.pick = .picked },
        SampleLibrary.asset(2, name: "champion") { $0.record.elo = 1624.25 },
        SampleLibrary.asset(3, name: "rejected") {
          $0.record.pick = .rejected
          $0.record.elo = 1481
        },
        SampleLibrary.asset(4, name: "flagged") { $0.record.tags = ["Nsfw"] },
        SampleLibrary.asset(5, name: "innocent") { $0.record.tags = ["nsfw-free"] },
      ])
      #expect(try catalog.names("is:picked") == ["picked"])
      #expect(try catalog.names("is:rejected") == ["rejected"])
      #expect(try catalog.names("is:nsfw") == ["flagged"])
      #expect(try catalog.names("elo:>=1600") == ["champion"])
      #expect(try catalog.names("has:elo") == ["champion", "rejected"])
      #expect(try catalog.names("*", .elo) == ["champion", "rejected", "picked", "flagged", "innocent"])
    }
  }

  @Test func `texts without spaces between words are found by their parts`() async throws {
    try await withCatalog { catalog in
      try catalog.record([
        SampleLibrary.asset(1, prompt: "東京の夜、猫がいる", name: "tokyo"),
        SampleLibrary.asset(2, prompt: "แมวดำในสวน", name: "thai"),
        SampleLibrary.asset(3, prompt: "sketch of a Straße №7 🐱", name: "mixed"),
      ])
      #expect(try catalog.names("猫") == ["tokyo"])
      #expect(try catalog.names("夜、猫") == ["tokyo"])
      #expect(try catalog.names("東京の夜") == ["tokyo"])
      #expect(try catalog.names("prompt:แมว") == ["thai"])
      #expect(try catalog.names("*TRASS*").isEmpty)
      #expect(try catalog.names("*traß*") == ["mixed"])
      #expect(try catalog.names("🐱") == ["mixed"])
      #expect(try catalog.names("*etc*") == ["mixed"])
    }
  }

  @Test func `metadata that nothing was understood of is searched, and kept when an asset is recorded again`()
    async throws
  {
    try await withCatalog { catalog in
      let asset = try SampleLibrary.asset(1, name: "raw")
      try catalog.record([CatalogEntry(asset: asset, searchableRaw: "Workflow of zeppelins")])
      #expect(try catalog.names("zeppelins") == ["raw"])
      try catalog.record([asset])
      #expect(try catalog.names("*ppeli*") == ["raw"])
      try catalog.record([CatalogEntry(asset: asset, searchableRaw: "")])
      #expect(try catalog.names("zeppelins").isEmpty)
    }
  }

  @Test func `the words of a picture's other provenances are found as well`() async throws {
    try await withCatalog { catalog in
      try catalog.record([
        SampleLibrary.asset(1, prompt: "a house", name: "merged") {
          $0.record.alsoFrom = [Provenance(recipe: Recipe(prompt: "a lighthouse"))]
        }
      ])
      #expect(try catalog.names("lighthouse") == ["merged"])
    }
  }

  @Test func `more matches than can be weighed are newest first, and asked for by relevance the newest are weighed`()
    async throws
  {
    try await withCatalog { catalog in
      try catalog.rebuild { writer in
        for number in 0..<5_100 {
          // The older, the better the match.
          let prompt = number == 5_099 ? "castle castle castle castle" : "a castle, and much that is not about it"
          try writer.add(SampleLibrary.asset(number, prompt: prompt, name: "\(number)"))
        }
      }
      let castle = try SampleLibrary.query("castle")
      let unasked = try catalog.search(castle, limit: 3)
      #expect(unasked.assets.map { $0.path.stem.description } == ["0", "1", "2"])
      #expect(unasked.total == 5_100)
      let asked = try catalog.search(castle, order: .relevance, limit: 3)
      #expect(asked.assets.map { $0.path.stem.description } == ["5099", "0", "1"])
      #expect(asked.total == 5_100)
    }
  }

  @Test func `a query that finds nothing is told by the term that does, with what was perhaps meant`() async throws {
    try await withCatalog { catalog in
      try catalog.record(
        (0..<5).map { number in
          try SampleLibrary.asset(number, prompt: "a mountain") { $0.record.provenance.recipe.model = "flux-pro" }
        })
      let found = try catalog.diagnose(SampleLibrary.query("mountian model:flux-prx has:prompt"))
      #expect(
        found == [
          TermDiagnosis(term: "mountian", count: 0, suggestion: Facet(value: "mountain", count: 5)),
          TermDiagnosis(term: "model:flux-prx", count: 0, suggestion: Facet(value: "flux-pro", count: 5)),
          TermDiagnosis(term: "has:prompt", count: 5, suggestion: nil),
        ])
      #expect(try catalog.diagnose(SampleLibrary.query("zzzz"))[0].suggestion == nil)
    }
  }

  @Test func `an explanation tells the tree, and that the index of words leads`() async throws {
    try await withCatalog { catalog in
      let explanation = try catalog.explain(SampleLibrary.query("castle quality:>=4"))
      #expect(explanation.tree == "and\n  castle\n  quality:>=4")
      #expect(explanation.plan.first?.contains("words VIRTUAL TABLE INDEX") == true)
      #expect(!explanation.plan.contains { $0.contains("TEMP B-TREE") })
      #expect(explanation.arguments.contains { $0.contains("castle") })
    }
  }

  @Test func `nothing that is typed is syntax of SQL or FTS5`() async throws {
    let nasty = [
      "' OR 1=1 --", "\"; drop table asset; --", "x' UNION SELECT", "a\"b", "\"a\"\"b\"", "NEAR(a b)", "^a", "a + b",
      "{a}",
      "facts", "a\u{0}b", "\"a\u{0}\"", "\u{E001}", "*\u{E001}*", "*''*", "*\"*", "prompt:a\"b\"", "model:%", "model:_",
      "model:[a-z]*",
      "path:[*", "tag:'x'", "p.x:'", "p.\"x\":1", "p.a%b:c", "p.a'b:c", "p.$.x:1", "%", "_", "\\", "\"\\\\\"", "*%%%*",
      "NOT NOT", "a NOT", "words MATCH 'a'", "rank", "-*a*", "*a", "🐱🐱🐱", "é*", "\u{202E}abc", "𝔘𝔫𝔦", "ﬁ", "İ", "ß",
    ]
    try await withCatalog { catalog in
      try catalog.record(try SampleLibrary.random(30))
      for text in nasty {
        guard let query = try? SampleLibrary.query(text) else { continue }
        let page = try catalog.search(query)
        #expect(page.total == page.assets.count)
        _ = try catalog.diagnose(query)
        _ = try catalog.explain(query)
      }
      #expect(try catalog.count() == 30)
      #expect(try catalog.names("\u{E001}").isEmpty)
    }
  }
}
