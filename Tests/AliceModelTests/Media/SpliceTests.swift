import AliceModel
import AliceTestSupport
import Testing

@Suite struct `A splice's inverse` {
  @Test(arguments: 0..<300)
  func `makes the old file of the new one`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let old = (0..<Int.random(in: 0...200, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
    let splice = Splice.random(over: old.count, using: &random)
    let new = splice.carriedOut(on: old)
    let inverse = try #require(
      splice.inverse(sourceCount: UInt64(old.count)) { Array(old[Int($0.lowerBound)..<Int($0.upperBound)]) })
    #expect(inverse.carriedOut(on: new) == old)
    #expect(Splice(json: inverse.json) == inverse)
    #expect(Splice(json: try JSONValue(parsing: splice.json.text)) == splice)
  }

  @Test func `keeps only what the new file lost`() throws {
    var splice = Splice()
    splice.append(source: 0..<10)
    splice.append([1, 2, 3])
    splice.append(source: 15..<100)
    let inverse = splice.inverse(sourceCount: 100) { [UInt8](repeating: 9, count: $0.count) }
    #expect(inverse?.pieces == [.source(0..<10), .bytes([9, 9, 9, 9, 9]), .source(13..<98)])
  }

  @Test func `of a copy is a copy`() {
    let inverse = Splice(copying: 1 << 40).inverse(sourceCount: 1 << 40) { _ in [] }
    #expect(inverse == Splice(copying: 1 << 40))
  }

  @Test func `is none where too much would have to be kept, and then nothing is read`() {
    var reads = 0
    let splice = Splice(copying: 10)
    func inverse(limit: Int) -> Splice? {
      splice.inverse(sourceCount: 15, limit: limit) { range in
        reads += 1
        return [UInt8](repeating: 0, count: range.count)
      }
    }
    #expect(inverse(limit: 4) == nil)
    #expect(inverse(limit: -1) == nil)
    #expect(reads == 0)
    #expect(inverse(limit: 5) != nil)
  }

  @Test func `is none where the old file is shorter than was believed`() {
    #expect(Splice(copying: 10).inverse(sourceCount: 9) { _ in [] } == nil)
    #expect(Splice(copying: 10).inverse(sourceCount: 12) { _ in [1] } == nil)
    var twice = Splice(copying: .max)
    twice.append(source: 0..<1)
    #expect(twice.inverse(sourceCount: .max) { _ in [] } == nil)
  }

  @Test func `fails as its reader fails`() {
    struct Unreadable: Error {}
    #expect(throws: Unreadable.self) {
      try Splice().inverse(sourceCount: 1) { _ throws(Unreadable) in throw Unreadable() }
    }
  }
}

@Suite struct `A splice in the journal` {
  @Test func `is short`() {
    var splice = Splice(copying: 8)
    splice.append([0xff, 0xfe, 0xfd])
    #expect(splice.json.text == #"[[0,8],"//79"]"#)
  }

  @Test(arguments: [
    "{}", "null", "[1]", "[[1]]", "[[1,2,3]]", "[[2,1]]", "[[1,1]]", "[[-1,2]]", "[[1.5,2]]", "[[\"1\",2]]",
    "[[0,18446744073709551616]]", "[\"\"]", "[\"a\"]", "[\"====\"]", "[\"AAA\\u0000\"]",
    "[[0,18446744073709551615],[0,1]]",
    "[[0,18446744073709551615],\"AAAA\"]", "[null]",
  ])
  func `is refused where it is damaged`(text: String) throws {
    #expect(Splice(json: try JSONValue(parsing: text)) == nil)
  }

  @Test func `holds no more new bytes than are allowed`() {
    let json: JSONValue = ["AAAA", [0, 4], "AAAA"]
    #expect(Splice(json: json, limit: 5) == nil)
    #expect(Splice(json: json, limit: 6)?.byteCount == 10)
    #expect(Splice(json: ["AA=="], limit: 1)?.byteCount == 1)
  }

  @Test func `of many small pieces is read in one go`() {
    let json = JSONValue.array(Array(repeating: "AA==", count: 200_000))
    #expect(Splice(json: json)?.pieces.count == 1)
  }
}

extension Splice {
  /// Ranges that overlap, repeat and stand in any order, with new bytes between them.
  static func random(over count: Int, using random: inout some RandomNumberGenerator) -> Splice {
    var splice = Splice()
    for _ in 0..<Int.random(in: 0...8, using: &random) {
      if Bool.random(using: &random) {
        let bounds = [0, 0].map { _ in UInt64.random(in: 0...UInt64(count), using: &random) }.sorted()
        splice.append(source: bounds[0]..<bounds[1])
      } else {
        splice.append(
          (0..<Int.random(in: 0...9, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) })
      }
    }
    return splice
  }

  func carriedOut(on source: [UInt8]) -> [UInt8] {
    pieces.flatMap { piece in
      switch piece {
      case .source(let range): Array(source[Int(range.lowerBound)..<Int(range.upperBound)])
      case .bytes(let bytes): bytes
      }
    }
  }
}
