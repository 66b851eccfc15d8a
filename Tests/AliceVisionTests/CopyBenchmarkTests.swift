import AliceModel
import AliceTestSupport
import AliceVision
import Foundation
import Testing

/// How many copies are found among the training pictures, and how many other pictures are taken for copies.
/// `docs/duplicates.md` has the figures.
@Suite(.needsQuality, .needsOptimisation) struct CopyBenchmarkTests {
  /// Every how many pictures one is edited.
  private static let step = 16

  private static func names() throws -> [String] {
    try String(decoding: QualityCollection.bytes("agiqa3k/train.tsv"), as: UTF8.self).split(separator: "\n").dropFirst()
      .compactMap { $0.split(separator: "\t").first.map { String($0) } }
  }

  private static func pixels(_ name: String) throws -> Pixels {
    try ImageDecoder.decode(QualityCollection.bytes("agiqa3k/images/" + name), format: .jpeg).pixels
  }

  /// The pairs that a person judged after looking at them, each in the order of names.
  private static func judged() throws -> (copies: Set<[String]>, others: Set<[String]>) {
    let lines = try String(contentsOf: Fixtures.url("copies/agiqa3k.tsv"), encoding: .utf8).split(separator: "\n")
    var (copies, others): (Set<[String]>, Set<[String]>) = ([], [])
    for line in lines.dropFirst() {
      let cells = line.split(separator: "\t").map { String($0) }
      try #require(cells.count >= 3)
      if cells[2] == "copy" { copies.insert(cells[..<2].sorted()) } else { others.insert(cells[..<2].sorted()) }
    }
    return (copies, others)
  }

  @Test func `the copies among the training pictures are found, and few other pairs`() async throws {
    let names = try Self.names()
    #expect(names.count == 2396)
    let looks = try await withThrowingTaskGroup(of: [(String, PictureHash)].self) { group in
      for part in 0..<8 {
        group.addTask {
          try stride(from: part, to: names.count, by: 8).compactMap { index in
            try Self.pixels(names[index]).look().map { (names[index], $0.hash) }
          }
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }.sorted { $0.0 < $1.0 }
    }
    // A few pictures are flat.
    #expect(looks.count > names.count - 20)
    let (copies, others) = try Self.judged()
    let pairs = TwinFinder(looks.map(\.1)).pairs(of: looks.indices).map { pair in
      [looks[pair.index].0, looks[pair.other].0].sorted()
    }
    #expect(copies.isSubset(of: pairs), "\(copies.subtracting(pairs)) are not found")
    let wrong = Set(pairs).subtracting(copies)
    #expect(wrong.count <= 20)
    // Whatever is found was looked at.
    #expect(wrong.isSubset(of: others), "\(wrong.subtracting(others)) are not judged yet")
    print("\(looks.count) pictures: \(copies.count) copies, \(wrong.count) other pairs are taken for copies")
  }

  @Test func `edited pictures are found, and mirrored and turned ones are told as such`() throws {
    let names = try Self.names()
    var found = Dictionary(uniqueKeysWithValues: CopyEdit.allCases.map { ($0, 0) })
    var (tried, turned) = (0, 0)
    var random = SplitMix64(seed: 5)
    for index in stride(from: 0, to: names.count, by: Self.step) {
      let original = try Self.pixels(names[index])
      guard let hash = original.look()?.hash else { continue }
      tried += 1
      for edit in CopyEdit.allCases {
        let copy = try edit.applied(to: original, &random).look()?.hash
        if let copy, hash.distance(toCopy: copy) != nil { found[edit, default: 0] += 1 }
      }
      for (orientation, turn) in [(2, PictureTurn.mirrored), (6, .turned90)] {
        let png = try ImageEncoder.png(original)
        let copy = try #require(
          try ImageDecoder.decode(png, format: .png, orientation: orientation).pixels.look()?.hash)
        let pairs = TwinFinder([copy, hash]).pairs(of: 0..<2)
        if pairs.map(\.turn) == [turn] { turned += 1 }
      }
    }
    let recall = Double(found.values.reduce(0, +)) / Double(tried * CopyEdit.allCases.count)
    let each = CopyEdit.allCases.map { "\($0) \((found[$0] ?? 0) * 1000 / max(1, tried))" }.joined(separator: ", ")
    print("\(tried) pictures, five edits of each: recall \(String(format: "%.4f", recall)); of 1,000: \(each)")
    #expect(recall >= 0.95)
    #expect(turned == 2 * tried)
  }
}
