import AliceModel
import Testing

struct VerdictTests {
  private let added = Timestamp(milliseconds: 0)

  @Test(arguments: [Pick.picked, .rejected, nil])
  func `a pick and an Elo rating are in the document and in the asset object`(_ pick: Pick?) throws {
    let record = AssetRecord(pick: pick, elo: pick == nil ? nil : 1516.5, added: added)
    #expect(AssetRecord(embeddedJSON: record.embeddedJSON(id: nil)) == record)
    let id = try #require(AssetID(hex: String(repeating: "0", count: 64)))
    let asset = Asset(id: id, path: "a.png", facts: FileFacts(format: .png, bytes: 1), record: record)
    let object = try #require(asset.json(in: "/library").objectValue)
    #expect(object["picked"] == (pick.map { .bool($0 == .picked) } ?? .null))
    #expect(object["elo"] == (pick == nil ? .null : 1516.5))
  }

  @Test func `no document says of its own file that it is damaged`() throws {
    let record = AssetRecord(added: added, damaged: true)
    #expect(AssetRecord(embeddedJSON: record.embeddedJSON(id: nil)) == AssetRecord(added: added))
  }

  @Test func `a value that cannot be a pick or a rating counts as absent, or as the nearest one`() throws {
    func record(_ members: JSONObject) -> AssetRecord? {
      var object: JSONObject = ["alice": 1, "added": .string(added.description)]
      for (key, value) in members { object[key] = value }
      return AssetRecord(embeddedJSON: .object(object))
    }
    #expect(record(["pick": "maybe", "elo": "good"]) == AssetRecord(added: added))
    #expect(record(["pick": true, "elo": 1e300])?.elo == Elo.range.upperBound)
    var written = AssetRecord(elo: -.infinity, added: added)
    #expect(written.elo == nil)
    written.elo = -3
    #expect(written.elo == Elo.range.lowerBound)
    written.elo = .nan
    #expect(written.elo == nil)
  }

  @Test func `two records of one asset keep the verdict that either has`() {
    let judged = AssetRecord(pick: .rejected, elo: 1600, added: added)
    #expect(AssetRecord(added: added).merging(judged) == judged)
    #expect(judged.merging(AssetRecord(pick: .picked, elo: 1400, added: added)) == judged)
  }

  @Test func `an asset is damaged until a sound file of it is known, whatever its document says`() throws {
    let damaged = AssetRecord(added: added, damaged: true)
    #expect(AssetRecord(embeddedJSON: damaged.embeddedJSON(id: nil)) == AssetRecord(added: added))
    #expect(AssetRecord(added: added).embeddedJSON(id: nil)["damaged"] == nil)
    let id = try #require(AssetID(hex: String(repeating: "0", count: 64)))
    let asset = Asset(id: id, path: "a.png", facts: FileFacts(format: .png, bytes: 1), record: damaged)
    #expect(asset.json(in: "/library")["damaged"] == true)
    #expect(damaged.merging(damaged).damaged && !damaged.merging(AssetRecord(added: added)).damaged)
    #expect(!AssetRecord(added: added).merging(damaged).damaged)
  }

  @Test func `equals exchange sixteen points, and an upset more than an expected win`() {
    #expect(Elo.after(winner: 1500, loser: 1500) == (1516, 1484))
    #expect(Elo.expectation(of: 1900, against: 1500) == 10.0 / 11)
    let expected = Elo.after(winner: 1900, loser: 1500)
    let upset = Elo.after(winner: 1500, loser: 1900)
    #expect(expected.winner - 1900 < 3 && upset.winner - 1500 > 29)
    for (winner, loser) in [(1500.0, 1500.0), (1234.5, 1789.25), (1900, 1500)] {
      let after = Elo.after(winner: winner, loser: loser)
      #expect(abs(after.winner + after.loser - winner - loser) < 1e-9)
    }
  }

  @Test func `no rating leaves the range, whatever it was before`() {
    for (winner, loser) in [(5000.0, 5000.0), (0, 0), (.infinity, -.infinity), (.nan, .nan), (1e300, -1e300)] {
      let after = Elo.after(winner: winner, loser: loser)
      #expect(Elo.range.contains(after.winner) && Elo.range.contains(after.loser))
    }
  }

  @Test(arguments: [
    ("nsfw", true), ("NSFW", true), ("nsfw/nudity", true), ("Nsfw/", true), ("nsfw-free", false), ("my/nsfw", false),
    ("nsf", false), ("", false),
  ])
  func `an asset is flagged by the tag nsfw and those below it`(_ tag: String, _ isFlagged: Bool) {
    #expect(AssetRecord(tags: ["hero", tag], added: added).isNSFW == isFlagged)
  }
}
