import AliceModel
import Testing

/// A recipe that is only the likeliest of several says so, wherever it goes.
@Suite struct `Ambiguous recipes` {
  private let added = Timestamp(milliseconds: 1_800_000_000_000)

  private func record(_ prompt: String?, ambiguous: Bool) -> AssetRecord {
    AssetRecord(provenance: Provenance(recipe: Recipe(prompt: prompt), ambiguous: ambiguous), added: added)
  }

  @Test(arguments: [true, false]) func `the document keeps it, and is silent where all is certain`(_ ambiguous: Bool) {
    let record = record("a cat", ambiguous: ambiguous)
    let json = record.embeddedJSON(id: nil)
    #expect(json["ambiguous"] == (ambiguous ? true : nil))
    #expect(AssetRecord(embeddedJSON: json) == record)
  }

  @Test(arguments: [true, false]) func `the asset object always has it`(_ ambiguous: Bool) throws {
    let id = try #require(AssetID(hex: String(repeating: "3f", count: 32)))
    let facts = FileFacts(format: .png, bytes: 1)
    let asset = Asset(id: id, path: BytePath("a.png"), facts: facts, record: record("a", ambiguous: ambiguous))
    #expect(asset.json(in: BytePath("/l"))["ambiguous"] == .bool(ambiguous))
  }

  @Test func `a prompt is certain as soon as one of two files is`() {
    let (sure, unsure) = (record("a cat", ambiguous: false), record("a cat", ambiguous: true))
    for merged in [sure.merging(unsure), unsure.merging(sure)] {
      #expect(!merged.provenance.ambiguous)
      #expect(merged.alsoFrom.isEmpty)
    }
    #expect(unsure.merging(unsure) == unsure)
  }

  @Test func `another prompt stays another provenance with its own doubt`() {
    let merged = record("a cat", ambiguous: false).merging(record("a dog", ambiguous: true))
    #expect(!merged.provenance.ambiguous)
    #expect(merged.alsoFrom.map(\.ambiguous) == [true])
  }

  @Test func `a prompt that fills a gap brings its doubt with it`() {
    #expect(record(nil, ambiguous: false).merging(record("a cat", ambiguous: true)).provenance.ambiguous)
  }
}
