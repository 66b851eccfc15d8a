import AliceModel
import AliceWorkspace
import Testing

struct LongListTests {
  private static let paths = (0..<2_000).map { BytePath(bytes: Array("folder/\($0)".utf8) + [0xFF, UInt8($0 % 256)]) }

  @Test func `a list holds what an array holds, in memory and beyond`() {
    for count in [0, 1, 255, 256, 257, 2_000] {
      let array = Array(Self.paths.prefix(count))
      let list = LongList(array)
      #expect(list.count == count && list.isEmpty == array.isEmpty)
      #expect(list == array && Array(list) == array)
      #expect(list.map(\.bytes) == array.map(\.bytes))
      #expect(Array(list.prefix(300)) == Array(array.prefix(300)) && list.last == array.last)
      #expect(list.indices.reversed().map { list[$0] } == array.reversed())
    }
  }

  @Test func `a copy is independent of its original`() {
    var one = LongList(Self.paths.prefix(700))
    var other = one
    one += Self.paths.dropFirst(700)
    other.append("another")
    #expect(one == Self.paths)
    #expect(other == Self.paths.prefix(700) + ["another"])
    other.removeAll { $0 == "another" }
    #expect(other == Self.paths.prefix(700) + [])
  }

  @Test func `moves come back as they were`() throws {
    let id = try #require(AssetID(hex: String(repeating: "4f", count: 32)))
    let moves = Self.paths.map { Move(id, from: $0, to: $0.appending("x")) }
    #expect(LongList(moves) == moves)
  }
}
