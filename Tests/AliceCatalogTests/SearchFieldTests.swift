import AliceCatalog
import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// Each field of the search language, asked of a catalog.
struct SearchFieldTests {
  /// A test that the asset `full` meets, and one that it does not.
  private static let tests: [SearchField: (met: String, unmet: String)] = [
    .quality: (">=4", "2"), .rating: ("4", "<4"), .score: ("71.3", ">80"), .model: ("flux-*", "kling*"),
    .provider: ("FAL", "other"), .generator: ("alice", "comfyui"), .type: ("video", "image"), .format: ("mp4", "png"),
    .ext: ("mp4", "png"), .tag: ("sea", "sky"), .project: ("film", "fil"), .seed: ("7", ">7"), .steps: ("28", "27"),
    .cfg: ("3..4", "5"), .width: ("1024", "<1024"), .height: ("768", "769"), .megapixels: ("0.8", ">1"),
    .aspectRatio: ("4:3", "1:1"), .duration: ("5", "6"), .cost: ("0.01..0.05", ">0.05"), .created: ("2020-05", "2021"),
    .added: ("2021-06", "2020"), .path: ("2020-05-05", "2021"), .id: ("00000a", "00000b"), .from: ("00000c", "00000d"),
    .of: ("00000e", "00000a"), .prompt: ("castle", "lake"), .negativePrompt: ("fog", "castle"),
    .elo: ("1500..1520", ">1600"), .lora: ("salt", "pepper"),
    .note: ("cover", "print"), .dup: ("00000f", "00000a"),
    .like: ("00000f", "00000a"), .color: ("teal", "red"),
  ]

  private func full() throws -> Asset {
    let parent = try SampleLibrary.asset(0xC).id
    return try SampleLibrary.asset(0xA) { asset in
      asset.path = "2020-05-05/flux-dev/full.mp4"
      asset.facts = FileFacts(format: .mp4, width: 1024, height: 768, duration: 5.2, bytes: 1)
      asset.record = AssetRecord(added: Timestamp("2021-06-06T12:00:00Z") ?? asset.record.added)
      asset.record.provenance = Provenance(
        recipe: Recipe(
          prompt: "a castle", negativePrompt: "fog", model: "Flux-Dev", seed: "7",
          parameters: ["steps": 28, "cfg": 3.5, "loras": [["name": "Salt_Air.safetensors", "weight": 1]]]),
        provider: "fal", generator: .alice, cost: Cost(amount: Money(nanos: 25_000_000), basis: .billed),
        created: Timestamp("2020-05-05T12:00:00Z"), parents: [parent])
      asset.record.assessment = Assessment(score: Score(value: 71.3, scorer: "s/1"))
      asset.record.rating = Rating(4)
      asset.record.elo = 1516
      asset.record.tags = ["Sea"]
      asset.record.project = "Film"
      asset.record.note = "for the cover"
    }
  }

  @Test func `every field finds what it is about, and nothing else`() async throws {
    try await withCatalog { catalog in
      let full = try full()
      try catalog.record([
        full, SampleLibrary.asset(0xB, name: "bare"),
        SampleLibrary.asset(0xE, name: "child") { $0.record.provenance.parents = [full.id] },
        SampleLibrary.asset(0xF, name: "copy"),
      ])
      let look = PictureLook(hash: PictureHash(low: 1, right: 2, below: 3, high: 4), pixels: 5)
      try catalog.setLooks([(full.id, look), (SampleLibrary.asset(0xF).id, look)])
      try catalog.compareLooks()
      let features = PictureFeatures(bytes: [UInt8](repeating: 1, count: PictureFeatures.count))
      try catalog.setFeatures([(full.id, features), (SampleLibrary.asset(0xF).id, features)])
      try catalog.setColor(0x00_8080, of: full.id)
      for field in SearchField.allCases {
        let (met, unmet) = try #require(Self.tests[field], "\(field) is tried nowhere")
        let name = field.rawValue
        #expect(try catalog.names("\(name):\(met)") == ["full"], "\(field)")
        #expect(try !catalog.names("\(name):\(unmet)").contains("full"), "\(field)")
        #expect(try !catalog.names("-\(name):\(met)").contains("full"), "\(field)")
        #expect(try catalog.names("\(name):*").contains("full"), "\(field)")
      }
    }
  }

  @Test func `every field is told of in the page of commands`() throws {
    let page = try String(contentsOf: Fixtures.root.appending(path: "docs/commands.md"), encoding: .utf8)
    let start = try #require(page.range(of: "\n## alice search\n"))
    let end = try #require(page[start.upperBound...].range(of: "USAGE:"))
    let words = page[start.upperBound..<end.lowerBound].split { !$0.isLetter && !$0.isNumber }
    for field in SearchField.allCases { #expect(words.contains { $0 == field.rawValue }, "\(field)") }
  }
}
