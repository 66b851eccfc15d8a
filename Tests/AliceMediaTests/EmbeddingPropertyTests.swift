import AliceMedia
import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// What holds for every record and every file.
@Suite struct EmbeddingPropertyTests {
  private static let files = ["media/plain.png", "media/plain.jpg", "media/lossy.webp", "clips/clip-9x16-5s.mp4"]
  private static let batch = 10

  /// The file and the sidecar beside it, if the record had to go there.
  private func stored(_ record: AssetRecord, in source: [UInt8]) throws -> (file: [UInt8], sidecar: [UInt8]?) {
    switch try MediaFile.embed(record, into: source, inspection: inspected(source)) {
    case .splice(let splice): (carryOut(splice, on: source), nil)
    case .sidecar(let bytes): (source, bytes)
    }
  }

  /// Not for the sake of brevity alone: a list of the bytes would fill the screen.
  private func isSame(_ found: AssetRecord?, _ record: AssetRecord) -> Bool { found?.everyByte == record.everyByte }

  /// A mark that AI made it stays from the record before.
  private func marked(_ record: AssetRecord, _ mark: DigitalSource?, over old: [UInt8]?) -> AssetRecord {
    guard old != nil, record.disclosure == nil else { return record }
    var marked = record
    marked.disclosure = mark
    return marked
  }

  @Test(arguments: files, 0..<10)
  func `any record is read back as it was, alone and after another`(name: String, seed: Int) throws {
    let source = try Fixtures.bytes(name)
    let id = try inspected(source).id
    var numbers = SplitMix64(seed: UInt64(seed))
    var before: [UInt8]?
    for _ in 0..<EmbeddingPropertyTests.batch {
      let record = numbers.record()
      for old in [source, before].compactMap({ $0 }) {
        let (file, sidecar) = try stored(record, in: old)
        let found = try inspected(file)
        #expect(found.id == id)
        #expect(found.problems.isEmpty)
        if let sidecar {
          #expect(name.hasSuffix("jpg") && sidecar.count > 65_000)
          #expect(isSame(XMPSidecar.read(sidecar).record, record))
          continue
        }
        #expect(isSame(found.record, marked(record, found.disclosure, over: old == source ? nil : old)))
        #expect(found.recordID == id)
        // Once more changes nothing.
        let isStable = try embedded(record, in: file) == file
        #expect(isStable)
        let subjects = found.entries.filter { $0.key == "dc:subject" }.map(\.text)
        #expect(Set(subjects).count == subjects.count)
        before = file
      }
    }
  }

  @Test(arguments: 0..<15)
  func `any record is read back from a sidecar`(seed: Int) throws {
    var numbers = SplitMix64(seed: UInt64(seed))
    let id = try inspected(Fixtures.bytes("media/plain.png")).id
    var before: [UInt8]?
    for _ in 0..<EmbeddingPropertyTests.batch {
      let record = numbers.record()
      for old in [nil, before] {
        let bytes = XMPSidecar.make(record, id: id, existing: old)
        let found = XMPSidecar.read(bytes)
        #expect(isSame(found.record, marked(record, found.disclosure, over: old)))
        #expect(XMPSidecar.make(record, id: id, existing: bytes) == bytes)
        before = bytes
      }
    }
  }

  @Test(arguments: files.filter { !$0.hasSuffix("mp4") }, 0..<10)
  func `stripping takes out what embedding put in, to the byte`(name: String, seed: Int) throws {
    let source = try Fixtures.bytes(name)
    var numbers = SplitMix64(seed: UInt64(1000 + seed))
    var file = source
    for _ in 0..<EmbeddingPropertyTests.batch {
      file = try stored(numbers.record(), in: file).file
      let isBare = try stripped(file) == source
      #expect(isBare)
    }
  }

  @Test(arguments: ["media/plain.png", "media/lossy.webp", "clips/clip-9x16-5s.mp4"])
  func `very long texts come back`(name: String) throws {
    var record = AssetRecord.made
    record.provenance.recipe.prompt = String(repeating: "a long prompt & <more> \u{1F5FC}\n", count: 8000)
    #expect(isSame(try inspected(embedded(record, in: Fixtures.bytes(name))).record, record))
  }
}
