import AliceMedia
import AliceModel
import AliceTestSupport
import Foundation
import Testing

@Suite(.needsCorpus) struct ContainerCorpusTests {
  static let files: [String] =
    Fixtures.corpus.map { corpus in
      let paths = FileManager.default.enumerator(atPath: corpus.path)?.compactMap { $0 as? String } ?? []
      let names = Set(MediaFormat.readable.flatMap(\.knownExtensions))
      return paths.filter { names.contains(($0 as NSString).pathExtension.lowercased()) }.sorted()
    } ?? []

  @Test func `every real file is recognised and keeps its identity and its texts when it is written into`() throws {
    let corpus = try #require(Fixtures.corpus)
    var written = 0
    for name in ContainerCorpusTests.files {
      let source = try [UInt8](Data(contentsOf: corpus.appending(path: name)))
      if source.isEmpty { continue }
      let before = try inspected(source)
      guard case .splice(let splice) = try MediaFile.embed(.found, into: source, inspection: before) else {
        #expect(!before.canEmbed, "\(name)")
        continue
      }
      written += 1
      let after = try inspected(carryOut(splice, on: source))
      #expect(after.id == before.id, "\(name)")
      #expect(after.record?.recipe == AssetRecord.found.recipe, "\(name)")
      #expect(after.problems == before.problems, "\(name)")
      let kept = Set(after.entries.filter { !$0.container.hasPrefix("xmp") })
      #expect(kept.isSuperset(of: before.entries.filter { !$0.container.hasPrefix("xmp") }), "\(name)")
    }
    #expect(written > 20)
  }
}
