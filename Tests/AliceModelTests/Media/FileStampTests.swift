import AliceModel
import Testing

@Suite struct `A stamp` {
  private static let second: Int64 = 1_000_000_000
  private static let day: Int64 = 86_400 * second
  private static let now: Int64 = 1_800_000_000 * second

  @Test(arguments: [
    (age: 2 * second, true), (2 * second - 1, false), (0, false), (-1, false), (-day, false), (-day - 1, true),
    (now + second, true), (now - .max, true),
  ])
  func `tells a file that rests from one that is still being written`(age: Int64, isSettled: Bool) {
    #expect(stamp(modified: Self.now &- age, changed: 0).isSettled(now: Self.now) == isSettled)
    #expect(stamp(modified: 0, changed: Self.now &- age).isSettled(now: Self.now) == isSettled)
  }

  @Test func `believes no time that cannot be`() {
    for time in [Int64.min, .max] {
      for now in [Int64.min, .max, 0] {
        #expect(stamp(modified: time, changed: time).isSettled(now: now) == (time != now))
      }
    }
  }

  @Test func `waits as long as it is told to`() {
    #expect(!stamp(modified: 0, changed: 0).isSettled(now: 9, quiet: 10))
    #expect(stamp(modified: 0, changed: 0).isSettled(now: 10, quiet: 10))
  }

  @Test func `that was kept holds on another device, and for no other file`() {
    let kept = stamp(modified: 1, changed: 2)
    #expect(stamp(modified: 1, changed: 3, device: 9).isStill(kept))
    #expect(!stamp(modified: 2, changed: 2).isStill(kept))
    #expect(!stamp(modified: 1, changed: 2, inode: 8).isStill(kept))
    #expect(!stamp(modified: 1, changed: 2, size: 4).isStill(kept))
  }

  @Test func `of another device is no stamp of the same content`() {
    let kept = stamp(modified: 1, changed: 2)
    #expect(stamp(modified: 1, changed: 3).hasSameContent(as: kept))
    #expect(!stamp(modified: 1, changed: 2, device: 9).hasSameContent(as: kept))
    #expect(stamp(modified: 5, changed: 2, size: 8).isSameFile(as: kept))
  }

  @Test func `comes back from its JSON, with the time of the last change and without`() throws {
    let extremes = stamp(modified: .min, changed: .max, device: .max, inode: 1 << 63, size: 0)
    #expect(
      extremes.json.text == "[18446744073709551615,9223372036854775808,0,-9223372036854775808,9223372036854775807]")
    #expect(extremes.withoutChange.json.text == "[18446744073709551615,9223372036854775808,0,-9223372036854775808]")
    for stamp in [extremes, extremes.withoutChange] {
      #expect(try FileStamp(json: JSONValue(parsing: stamp.json.text)) == stamp)
      #expect(stamp.isStill(extremes))
    }
  }

  @Test(arguments: [
    "null", "{}", "[]", "[1,2,3]", #"[1,2,3,"4"]"#, "[-1,2,3,4]", "[1,2.5,3,4]", "[1,2,3,9223372036854775808]",
  ])
  func `comes from nothing else`(text: String) throws {
    #expect(try FileStamp(json: JSONValue(parsing: text)) == nil)
  }

  private func stamp(
    modified: Int64, changed: Int64, device: UInt64 = 1, inode: UInt64 = 2, size: UInt64 = 3
  ) -> FileStamp {
    FileStamp(
      device: device, inode: inode, size: size, modifiedNanoseconds: modified, changedNanoseconds: changed)
  }
}
