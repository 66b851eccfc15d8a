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
      #expect(try catalog.names("*TRASS*") == ["mixed"])
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

  @Test func `words are found whatever their accents, and one word by its English forms, exact ones first`()
    async throws
  {
    try await withCatalog { catalog in
      try catalog.record([
        SampleLibrary.asset(1, prompt: "three foxes run", name: "foxes"),
        SampleLibrary.asset(2, prompt: "a fox, running", name: "fox"),
        SampleLibrary.asset(3, prompt: "ёлка, straße, أزرق, ﾕｰｻﾞｰ", name: "world"),
      ])
      #expect(try catalog.names("fox", .relevance) == ["fox", "foxes"])
      #expect(try catalog.names("foxes", .relevance) == ["foxes", "fox"])
      #expect(try catalog.names("fox", .newest) == ["foxes", "fox"])
      #expect(try catalog.names("\"fox\"") == ["fox"])
      #expect(try catalog.names("prompt:foxes run", .newest) == ["foxes", "fox"])
      for word in ["елка", "STRASSE", "ازرق", "ユーザー", "ザー"] { #expect(try catalog.names(word) == ["world"], "\(word)") }
    }
  }

  @Test func `words of the negative prompt are found by their field only, and told`() async throws {
    try await withCatalog { catalog in
      try catalog.record([
        SampleLibrary.asset(1, prompt: "a red portrait", name: "wanted"),
        SampleLibrary.asset(2, prompt: "a red house", name: "unwanted") {
          $0.record.provenance.recipe.negativePrompt = "portraits, blurry 猫"
        },
      ])
      #expect(try catalog.names("portrait") == ["wanted"])
      #expect(try catalog.names("neg:portrait") == ["unwanted"])
      #expect(try catalog.names("*lurr*").isEmpty)
      #expect(try catalog.names("neg:*lurr* neg:猫 neg:blur* neg:\"portraits blurry\"") == ["unwanted"])
      func hint(_ text: String) throws -> String? {
        try catalog.matchesOnlyNegative(SampleLibrary.query(text)).map {
          "\($0.count) \($0.terms.joined(separator: " "))"
        }
      }
      #expect(try hint("red portrait") == "1 neg:portrait")
      #expect(try hint("blurry") == "1 neg:blurry")
      #expect(try hint("green portrait") == nil && hint("red") == nil && hint("neg:blurry") == nil)
      #expect(try hint("portrait quality:5") == nil)
    }
  }

  @Test func `a model is found by the name of its folder, a tag by the tag above it, a LoRA by its words`() async throws
  {
    try await withCatalog { catalog in
      try catalog.record([
        SampleLibrary.asset(1, name: "xl") { asset in
          asset.record.provenance.recipe.model = "SDXL\\juggernautXL_v9.safetensors [1a2b3c4d]"
          asset.record.tags = ["places/north/fjörd"]
          asset.record.provenance.recipe.parameters = ["loras": [["name": "styles/Salt_Air_v2", "weight": 0.5]]]
        },
        SampleLibrary.asset(2, name: "other") { $0.record.tags = ["places", "northern"] },
      ])
      #expect(try catalog.names("model:juggernautxl-v9") == ["xl"])
      #expect(try catalog.names("model:juggernautxl-v9 type:image") == ["xl"])
      #expect(try catalog.count(SampleLibrary.query("model:juggernautxl-v9")) == 1)
      #expect(try catalog.names("tag:places") == ["xl", "other"])
      #expect(try catalog.names("tag:=places") == ["other"])
      #expect(try catalog.names("tag:fjord") == ["xl"] && catalog.names("tag:north") == ["xl"])
      #expect(try catalog.names("tag:=fjord").isEmpty && catalog.names("tag:north/fjord").isEmpty)
      let shown = try catalog.facets(of: .tag, in: .all, limit: 10).map(\.value)
      #expect(Set(shown) == ["places", "places/north", "places/north/fjord", "northern"])
      #expect(try catalog.names("tag:Places/North") == ["xl"])
      #expect(try catalog.names("tag:places/north/fjord") == ["xl"])
      for name in ["salt", "\"Salt Air v2\"", "salt_air_v2.safetensors", "salt*", "*v2|x"] {
        #expect(try catalog.names("lora:\(name)") == ["xl"], "\(name)")
      }
      #expect(try catalog.names("<lora:Salt_Air_v2:0.8>") == ["xl"])
      #expect(
        try catalog.diagnose(SampleLibrary.query("lora:salt_air_v3"))[0].suggestion?.value == "styles/salt_air_v2")
    }
  }

  @Test func `assets with missing files are in no answer but that to is missing`() async throws {
    try await withCatalog { catalog in
      let assets = try (1...4).map { number in
        try SampleLibrary.asset(number, prompt: "a castle", name: "\(number)") {
          $0.record.provenance.recipe.model = "sdxl"
          $0.record.tags = ["t"]
          $0.record.rating = Rating(4)
        }
      }
      try catalog.record(assets)
      try catalog.setMissing([assets[1].id])
      for text in ["*", "castle", "quality:4", "model:sdxl", "tag:t", "castle quality:4", "path:2026", "-dog", "*ast*"]
      {
        let query = try SampleLibrary.query(text == "path:2026" ? "path:2026*" : text)
        #expect(
          try catalog.search(query, order: .newest).assets.map(\.id) == [0, 2, 3].map { assets[$0].id }, "\(text)")
        #expect(try catalog.search(query, limit: 1).total == 3, "\(text)")
        #expect(try catalog.count(query) == 3, "\(text)")
        #expect(try catalog.shape(of: query, order: nil, stacked: false).ids.count == 3, "\(text)")
        #expect(try catalog.facets(of: .model, in: query, limit: 9) == [Facet(value: "sdxl", count: 3)], "\(text)")
      }
      #expect(try catalog.names("is:missing") == ["2"])
      #expect(try catalog.names("castle is:missing") == ["2"])
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

  @Test func `a picture is found by each model that made it`() async throws {
    try await withCatalog { catalog in
      try catalog.record([
        SampleLibrary.asset(1, name: "both") {
          $0.record.provenance.recipe.model = "esrgan"
          $0.record.alsoFrom = [Provenance(recipe: Recipe(model: "fal-ai/Aura-SR"))]
        },
        SampleLibrary.asset(2, name: "one") { $0.record.provenance.recipe.model = "esrgan" },
      ])
      #expect(try catalog.names("model:fal-ai/aura-sr") == ["both"])
      #expect(try catalog.names("model:fal-ai/aura-sr type:image") == ["both"])
      #expect(try catalog.names("model:fal-ai/aura-sr format:png") == ["both"])
      #expect(try catalog.names("-model:fal-ai/aura-sr").sorted() == ["one"])
      #expect(try catalog.names("model:esrgan").sorted() == ["both", "one"])
      #expect(try catalog.count(SampleLibrary.query("model:fal-ai/aura-sr")) == 1)
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
      #expect(try catalog.census() == 30)
      #expect(try catalog.names("\u{E001}").isEmpty)
    }
  }
}
