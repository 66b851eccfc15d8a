import AliceCatalog
import Testing

struct ScratchTableTests {
  @Test func `a table holds the last value of each key`() throws {
    let table = try ScratchTable()
    for number in 0..<5_000 { try table.set(Array("key \(number % 2_500)".utf8), to: Array("\(number)".utf8)) }
    #expect(try table.value(of: Array("key 7".utf8)) == Array("2507".utf8))
    #expect(try table.value(of: []) == nil)
    try table.set([], to: [])
    #expect(try table.value(of: []) == [])
    #expect(try table.value(of: Array("key 2500".utf8)) == nil)
  }

  @Test func `two tables are apart`() throws {
    let (one, other) = (try ScratchTable(), try ScratchTable())
    try one.set([1], to: [2])
    #expect(try other.value(of: [1]) == nil)
  }
}
