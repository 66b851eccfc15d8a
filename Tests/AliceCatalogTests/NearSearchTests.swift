import AliceCatalog
import AliceModel
import Testing

struct NearSearchTests {
  private static let prompts = [
    "a kitten on a sofa", "two cats in the rain", "a dog with a hat", "portrait of a kitty", "kitties at play",
    "a violin in a concert hall", "red car on a road", "猫と月",
  ]

  private func withPrompts(
    _ prompts: [String] = Self.prompts, _ body: (Catalog) throws -> Void
  ) async throws {
    try await withCatalog { catalog in
      try catalog.record(
        prompts.enumerated().map { number, prompt in
          try SampleLibrary.asset(number + 1, prompt: prompt, name: "p\(number)")
        })
      try body(catalog)
    }
  }

  @Test func `a word finds what means nearly the same, after its own forms`() async throws {
    try await withPrompts { (catalog: Catalog) throws in
      #expect(try catalog.names("kitty") == ["p3", "p4"])
      let found = try catalog.names("near:kitty")
      #expect(found.prefix(2) == ["p3", "p4"])
      #expect(Set(found.dropFirst(2).prefix(2)) == ["p0", "p1"])
      #expect(!found.contains("p5") && !found.contains("p6"))
      #expect(try catalog.names("kitty~") == found)
    }
  }

  @Test func `the nearness weighs only in the order of relevance`() async throws {
    try await withPrompts { (catalog: Catalog) throws in
      let found = try catalog.names("near:kitty")
      #expect(try catalog.names("near:kitty", .newest) == found.sorted())
      #expect(try catalog.count(SampleLibrary.query("near:kitty")) == found.count)
    }
  }

  @Test func `the nearest words come first, each before those that are less near`() async throws {
    try await withPrompts { (catalog: Catalog) throws in
      let words = try #require(try catalog.nearWords(SampleLibrary.query("kitty~")).first?.relations)
      #expect(words.map(\.nearness) == words.map(\.nearness).sorted(by: >))
      #expect(words.allSatisfy { (1...100).contains($0.nearness) })
      #expect(words.flatMap(\.words).contains("kitten") && words.flatMap(\.words).contains("cats"))
      let names = try catalog.names("near:kitty").dropFirst(2)
      let expected = words.flatMap(\.words).compactMap { word in
        Self.prompts.firstIndex { $0.split(separator: " ").contains(word[...]) }.map { "p\($0)" }
      }
      #expect(Array(names) == expected)
    }
  }

  @Test func `a query combines such words with others`() async throws {
    try await withPrompts { (catalog: Catalog) throws in
      #expect(try catalog.names("near:kitty couch~") == ["p0"])
      #expect(try catalog.names("near:\"kitty couch\"") == ["p0"])
      #expect(try catalog.names("kitty~ -near:couch").contains("p0") == false)
      #expect(try catalog.names("-kitty~ -dog -猫", .oldest) == ["p6", "p5"])
      #expect(try Set(catalog.names("near:kitty|violin")).isSuperset(of: ["p0", "p1", "p3", "p4", "p5"]))
      #expect(try catalog.names("prompt:feline~").contains("p1"))
      #expect(try catalog.names("neg:feline~") == [])
    }
  }

  @Test func `words of the negative prompt are found by their meaning in neg only`() async throws {
    try await withCatalog { catalog in
      try catalog.record([
        SampleLibrary.asset(1, prompt: "a house", name: "one") {
          $0.record.provenance.recipe.negativePrompt = "kitten, blurry"
        }
      ])
      #expect(try catalog.names("near:kitty") == [])
      #expect(try catalog.names("neg:kitty~") == ["one"])
    }
  }

  @Test(arguments: ["xqzwv", "猫", "8k", String(repeating: "a", count: 10_000)])
  func `a word without a known meaning finds itself`(_ word: String) async throws {
    try await withPrompts([word + " here", "other"]) { catalog in
      let query = try SampleLibrary.query(word + "~")
      #expect(try catalog.search(query).assets.map { $0.path.stem.description } == ["p0"])
      let near = try catalog.nearWords(query)
      #expect(near.count == 1 && near.allSatisfy { $0.relations == nil })
    }
  }

  @Test func `a catalog without such words has none`() async throws {
    try await withPrompts(["a violin"]) { catalog in
      let near = try catalog.nearWords(SampleLibrary.query("kitty~"))
      #expect(near.map(\.relations) == [[]])
      #expect(try catalog.names("kitty~") == [])
    }
  }

  @Test func `the explanation lists the words that are found`() async throws {
    try await withPrompts { (catalog: Catalog) throws in
      let words = try catalog.explain(SampleLibrary.query("near:feline hat")).near
      #expect(words.map(\.word) == ["feline"])
      #expect(words.first?.relations?.flatMap(\.words).contains("cats") == true)
      #expect(try catalog.explain(SampleLibrary.query("feline hat")).near == [])
    }
  }

  @Test func `a word that finds nothing is offered by its meaning`() async throws {
    try await withPrompts { (catalog: Catalog) throws in
      let offer = try #require(try catalog.diagnose(SampleLibrary.query("feline")).first?.near)
      #expect(offer.term == "near:feline")
      #expect(offer.count == (try catalog.names("near:feline").count))
      #expect(offer.words.contains("cats") && offer.words.count <= 5)
      #expect(try catalog.diagnose(SampleLibrary.query("kitty")).first?.near == nil)
      #expect(try catalog.diagnose(SampleLibrary.query("xqzwv")).first?.near == nil)
      #expect(try catalog.diagnose(SampleLibrary.query("\"feline friend\"")).first?.near == nil)
    }
  }

  @Test func `a word is offered only for assets that are there`() async throws {
    try await withPrompts(["a kitten"]) { catalog in
      let asset = try #require(try catalog.search(SampleLibrary.query("kitten")).assets.first)
      try catalog.remove([asset.id])
      #expect(try catalog.diagnose(SampleLibrary.query("kitty")).first?.near == nil)
    }
  }

  @Test func `thirty-two words at once are answered`() async throws {
    try await withPrompts { (catalog: Catalog) throws in
      let words =
        "cat dog car house tree man woman child sea lake hill city road bird fish horse king queen sword ship"
        + " star moon sun rain snow fire ice stone gold book lamp chair"
      #expect(try catalog.names("near:\"\(words)\"") == [])
      let query = words.split(separator: " ").map { $0 + "~" }.joined(separator: " OR ")
      #expect(try catalog.names(query).count >= 6)
    }
  }
}
