import AliceMedia
import AliceModel
import AliceTestSupport
import Foundation
import Testing

private let clips = ["clip-16x9-5s.mp4", "clip-1x1-10s.mp4", "clip-9x16-5s.mp4"]

private func clip(_ name: String = "clip-9x16-5s.mp4") throws -> [UInt8] { try Fixtures.bytes("clips/" + name) }

@Suite struct FilmTests {
  @Test(arguments: [
    ("clip-16x9-5s.mp4", 16.0 / 9, 5.0), ("clip-1x1-10s.mp4", 1.0, 10.0), ("clip-9x16-5s.mp4", 9.0 / 16, 5.0),
  ])
  func `size and length are told`(name: String, ratio: Double, duration: Double) throws {
    let facts = try inspected(try clip(name)).facts
    let (width, height) = (try #require(facts.width), try #require(facts.height))
    #expect(facts.format == .mp4)
    #expect(abs(Double(width) / Double(height) - ratio) < 0.02)
    #expect(abs(try #require(facts.duration) - duration) < 0.1)
  }

  @Test(arguments: clips)
  func `a record comes back and the film stays the same asset`(name: String) throws {
    let source = try clip(name)
    var record = AssetRecord.made
    record.provenance.recipe.prompt = "灯台 🗼 \"quoted\"\nsecond line \u{1} <&>"
    let found = try inspected(try embedded(record, in: source))
    #expect(found.record == record)
    #expect(found.recordID == found.id)
    #expect(try found.id == inspected(source).id)
    #expect(found.problems.isEmpty)
    let keys = Dictionary(grouping: found.entries.filter { $0.container == "mp4:keys" }, by: \.key)
    #expect(keys["com.apple.quicktime.description"]?.map(\.text) == [try #require(record.recipe.prompt)])
    #expect(keys["com.apple.quicktime.software"]?.map(\.text) == ["alice"])
  }

  @Test(arguments: UInt64(0)..<30)
  func `any text comes back`(seed: UInt64) throws {
    var numbers = SplitMix64(seed: seed)
    var record = AssetRecord.made
    record.provenance.recipe.prompt = numbers.text(upTo: 200)
    record.tags = ["tag"]
    #expect(try inspected(try embedded(record, in: try clip())).record == record)
  }

  @Test func `a film grows once and then no more`() throws {
    var file = try embedded(.made, in: try clip())
    let first = file.count
    for stars in [1, 2, 3, 4] {
      var record = AssetRecord.made
      record.rating = Rating(stars)
      file = try embedded(record, in: file)
      #expect(file.count == first)
      #expect(try inspected(file).record == record)
    }
  }

  @Test func `no sample moves`() throws {
    let source = try clip()
    let file = try embedded(.made, in: source)
    let place = try #require(BoxParts.top(source).first { $0.type == "mdat" })
    #expect(file[place.range] == source[place.range])
    #expect(BoxParts.top(file).map(\.type) == ["ftyp", "free", "free", "mdat", "uuid", "moov"])
  }

  @Test func `a header at the end is replaced where it is`() throws {
    let source = BoxParts.withHeaderLast(try clip())
    let file = try embedded(.made, in: source)
    #expect(BoxParts.top(file).map(\.type) == BoxParts.top(source).map(\.type).dropLast() + ["uuid", "moov"])
    #expect(try inspected(file).record == .made)
  }

  @Test func `where the boxes stand makes no difference to the asset`() throws {
    let source = try clip()
    let id = try inspected(source).id
    #expect(try inspected(BoxParts.withHeaderLast(source)).id == id)
    var changed = source
    changed[changed.count - 100] ^= 1
    #expect(try inspected(changed).id != id)
  }

  @Test func `a box without an end gets one before something follows it`() throws {
    var source = try clip()
    let place = try #require(BoxParts.top(source).first { $0.type == "mdat" })
    source.replaceSubrange(place.range.lowerBound..<(place.range.lowerBound + 4), with: [0, 0, 0, 0])
    #expect(try inspected(source).id == inspected(try clip()).id)
    let file = try embedded(.made, in: source)
    #expect(try inspected(file).record == .made)
    #expect(BoxParts.top(file).contains { $0.type == "mdat" && $0.range == place.range })
  }

  @Test func `other programs' XMP stays`() throws {
    let foreign = """
      <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
      <rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:source="a tape"/></rdf:RDF></x:xmpmeta>
      """
    let box = BoxParts.box("uuid", BoxParts.xmpType + Array(foreign.utf8))
    let clip = try clip()
    // In front of the samples, where its space must stay taken, and behind them.
    for source in [Array(clip[..<32]) + box + BoxParts.shifted(clip[32...], by: box.count), clip + box] {
      let found = try inspected(try embedded(.made, in: source))
      #expect(found.entries.contains { $0.key == "dc:source" && $0.text == "a tape" })
      #expect(found.record == .made)
      #expect(try found.id == inspected(clip).id)
    }
  }

  @Test(arguments: ["moof", "signed"])
  func `films in fragments and signed films get a sidecar`(kind: String) throws {
    let box = kind == "moof" ? BoxParts.box("moof", []) : BoxParts.box("uuid", BoxParts.signedType + [1, 2, 3])
    let source = try clip() + box
    let found = try inspected(source)
    #expect(found.sidecarReason == (kind == "moof" ? .fragmented : .signed))
    #expect(found.facts.signed == (kind == "signed"))
    guard case .sidecar(let bytes) = try MediaFile.embed(.made, into: source, inspection: found) else {
      Issue.record("must not be written into")
      return
    }
    #expect(XMPSidecar.read(bytes).record == .made)
  }
}

@Suite struct DamagedFilmTests {
  @Test func `a film that is cut off is told, and never written into`() throws {
    let source = try clip()
    for count in stride(from: 12, to: source.count, by: 61) {
      guard let found = try? inspected(Array(source.prefix(count))) else { continue }
      #expect(!found.canEmbed)
    }
  }

  @Test(.timeLimit(.minutes(10)), arguments: UInt64(0)..<150)
  func `damage never traps, and a film that can be written into keeps its identity`(seed: UInt64) throws {
    var numbers = SplitMix64(seed: seed)
    // Headers and metadata, where damage does most.
    var file = try embedded(.made, in: try clip())
    let boxes = BoxParts.top(file).filter { $0.type != "mdat" }
    for _ in 0..<3 {
      let range = boxes[Int.random(in: 0..<boxes.count, using: &numbers)].range
      file[Int.random(in: range, using: &numbers)] = UInt8.random(in: 0...255, using: &numbers)
    }
    guard let found = try? inspected(file),
      case .splice(let splice) = try MediaFile.embed(.made, into: file, inspection: found)
    else { return }
    #expect(try inspected(carryOut(splice, on: file)).id == found.id)
  }

  private static let nested: [UInt8] = (0..<20_000).reduce(into: []) { bytes, level in
    bytes += bigEndian(UInt32((20_000 - level) * 8))
    bytes += Array((level == 0 ? "moov" : "udta").utf8)
  }

  @Test(arguments: [
    NamedBytes("half a million boxes", String(repeating: "\0\0\0\u{8}free", count: 500_000)),
    NamedBytes("boxes in boxes", nested),
    NamedBytes("a size of 2^64 - 1", [0, 0, 0, 1] + Array("mdat".utf8) + Array(repeating: 0xFF, count: 8)),
    NamedBytes("a size smaller than its header", [0, 0, 0, 4] + Array("mdat".utf8)),
    NamedBytes("a header of 4 GiB", [0xFF, 0xFF, 0xFF, 0xFF] + Array("moov".utf8)),
  ])
  func `hostile boxes end`(hostile: NamedBytes) throws {
    let brand = BoxParts.box("ftyp", Array("isom".utf8) + [0, 0, 0, 0])
    let found = try inspected(brand + hostile.bytes)
    #expect(!found.canEmbed)
  }
}
