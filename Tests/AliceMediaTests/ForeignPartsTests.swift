import AliceMedia
import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// Real files, and what of them stands in the new ones.
@Suite struct ForeignPartsTests {
  private static let sources: [(name: String, url: URL)] =
    ContainerFixture.all.map { ($0, Fixtures.url("media/" + $0)) }
    + ContainerCorpusTests.files.compactMap { name in
      Fixtures.corpus.map { (name, $0.appending(path: name)) }
    }

  /// Every file that can be written into, and what comes of it.
  private func forEach(_ body: (String, [UInt8], [UInt8]) throws -> Void) throws {
    var count = 0
    for (name, url) in ForeignPartsTests.sources {
      let source = try [UInt8](Data(contentsOf: url))
      guard !source.isEmpty, try inspected(source).canEmbed else { continue }
      count += 1
      let once = try embedded(.found, in: source)
      try body(name, source, once)
      try body(name, source, embedded(.made, in: once))
    }
    #expect(count >= ContainerFixture.all.count - 2)
  }

  /// True where all of `parts` stand in `whole` in their order.
  private func contains(_ whole: [ArraySlice<UInt8>], _ parts: [ArraySlice<UInt8>]) -> Bool {
    var rest = whole[...]
    return parts.allSatisfy { part in
      guard let index = rest.firstIndex(of: part) else { return false }
      rest = rest[(index + 1)...]
      return true
    }
  }

  @Test func `every part of another program stands unchanged and in its order`() throws {
    try forEach { name, source, file in
      switch try inspected(source).format {
      case .png:
        let theirs = ContainerParts.png(source).filter { $0.name != "iTXt XML:com.adobe.xmp" }
        #expect(contains(ContainerParts.png(file).map { file[$0.range] }, theirs.map { source[$0.range] }), "\(name)")
        for keyword in ["parameters", "prompt", "workflow"] {
          let count = theirs.count { $0.name.hasSuffix("Xt " + keyword) }
          if count > 0 {
            #expect(ContainerParts.png(file).count { $0.name.hasSuffix("Xt " + keyword) } == count, "\(name)")
          }
        }
      case .jpeg:
        let theirs = ContainerParts.segments(source).filter { !$0.name.hasPrefix("E1 http://ns.adobe.com/xap/1.0/") }
        #expect(
          contains(ContainerParts.segments(file).map { file[$0.range] }, theirs.map { source[$0.range] }), "\(name)")
      case .webp:
        let theirs = ContainerParts.riff(source).filter { $0.name != "XMP " && $0.name != "VP8X" }
        #expect(contains(ContainerParts.riff(file).map { file[$0.range] }, theirs.map { source[$0.range] }), "\(name)")
      default: break
      }
    }
  }

  @Test func `stripped of everything, a file is the same with and without alice's record`() throws {
    try forEach { name, source, file in
      let bare = try stripped(file)
      #expect(try inspected(bare).id == inspected(source).id, "\(name)")
      if try inspected(source).format.kind == .image { #expect(try bare == stripped(source), "\(name)") }
      #expect(try inspected(bare).entries.isEmpty, "\(name)")
      #expect(try stripped(bare) == bare, "\(name)")
    }
  }

  @Test(.needsCorpus) func `generators are read as before`() throws {
    var count = 0
    for (name, url) in ForeignPartsTests.sources {
      let source = try [UInt8](Data(contentsOf: url))
      guard !source.isEmpty, try inspected(source).canEmbed else { continue }
      guard let read = try GeneratorReaders.read(inspected(source).entries) else { continue }
      count += 1
      var record = AssetRecord.made
      record.provenance = read.provenance
      let file = try embedded(record, in: source)
      #expect(try GeneratorReaders.read(inspected(file).entries)?.provenance == read.provenance, "\(name)")
    }
    #expect(count > 0)
  }

  @Test(.needsCorpus) func `signed files are left alone`() throws {
    var count = 0
    for (name, url) in ForeignPartsTests.sources {
      let source = try [UInt8](Data(contentsOf: url))
      guard !source.isEmpty, try inspected(source).facts.signed else { continue }
      count += 1
      guard case .sidecar = try MediaFile.embed(.made, into: source, inspection: inspected(source)) else {
        Issue.record("\(name)")
        continue
      }
      #expect(try inspected(stripped(source)).facts.signed == false, "\(name)")
    }
    #expect(count > 0)
  }
}
