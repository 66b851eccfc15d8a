import AliceMedia
import AliceModel
import AliceTestSupport
import Testing

@Suite struct `A zip archive` {
  @Test(arguments: [false, true], [false, true])
  func `unpacks to what was packed`(isDeflated: Bool, isLarge: Bool) throws {
    let content = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    var entry = HandmadeZip.Entry("x/a.png", content)
    (entry.isDeflated, entry.isLarge) = (isDeflated, isLarge)
    var zip = HandmadeZip([entry, HandmadeZip.Entry("b.txt", [])])
    zip.comment = Array("PK\u{5}\u{6} in a comment".utf8)
    zip.prefix = [UInt8](repeating: 7, count: 100)
    let bytes = zip.bytes
    let archive = try ZipArchive(bytes, offsetMinutes: 60)
    #expect(archive.entries.map(\.path) == ["x/a.png", "b.txt"] && !archive.isCutOff)
    #expect(archive.entries.first?.modified == Timestamp("2025-11-22T18:04:04+01:00"))
    #expect(try archive.entries.map { try unpacked($0, bytes) } == [content, []])
    #expect(
      try archive.entries.first.map { try unpacked($0, bytes, limit: 10).starts(with: content.prefix(10)) } == true)
  }

  @Test(arguments: [
    ("../../etc/passwd", "etc/passwd"), ("/etc/passwd", "etc/passwd"), ("a/./b//../c.png", "a/b/c.png"),
    ("C:\\x\\a.png", "C:/x/a.png"), ("..\\a.png", "a.png"), ("a\0b", "a/b"),
  ])
  func `has no path that leads out of it`(name: String, path: String) throws {
    let archive = try ZipArchive(HandmadeZip([HandmadeZip.Entry(name, [1])]).bytes, offsetMinutes: 0)
    #expect(archive.entries.map(\.path) == [BytePath(path)])
  }

  @Test func `reads names of code page 437, and UTF-8 that is not marked`() throws {
    var old = HandmadeZip.Entry("", [1])
    old.name = [0x81, 0x62, 0x65, 0x72, 0x2E, 0x70, 0x6E, 0x67]
    let archive = try ZipArchive(HandmadeZip([old, HandmadeZip.Entry("über.png", [1])]).bytes, offsetMinutes: 0)
    #expect(archive.entries.map(\.path) == ["über.png", "über.png"])
  }

  @Test func `is recognised behind a program that unpacks it`() {
    var zip = HandmadeZip([HandmadeZip.Entry("a.png", [1])])
    #expect(ZipArchive.isZip(zip.bytes))
    zip.prefix = Array("MZ".utf8) + [UInt8](repeating: 7, count: 1000)
    #expect(ZipArchive.isZip(zip.bytes))
    #expect(!ZipArchive.isZip(zip.prefix) && !ZipArchive.isZip([UInt8]()))
    #expect(!ZipArchive.isZip(zip.prefix + [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18)))
  }

  @Test func `tells what it cannot unpack`() throws {
    var (locked, other, false1, longer, shorter) = (
      HandmadeZip.Entry("a", [1]), HandmadeZip.Entry("b", [1]), HandmadeZip.Entry("c", [1]),
      HandmadeZip.Entry("d", [1, 2]), HandmadeZip.Entry("e", [1, 2])
    )
    locked.flags = 1
    other.method = 14
    false1.checksum = 7
    (longer.isDeflated, longer.size) = (true, 1)
    (shorter.isDeflated, shorter.size) = (true, 3)
    let bytes = HandmadeZip([locked, other, false1, longer, shorter]).bytes
    let errors = try ZipArchive(bytes, offsetMinutes: 0).entries.map { entry in
      #expect(throws: ZipError.self) { try unpacked(entry, bytes) }
    }
    #expect(errors == [.encrypted, .unknownMethod, .damaged, .damaged, .damaged])
  }

  @Test func `passes on no more than its directory says`() throws {
    var bomb = HandmadeZip.Entry("a.png", [1])
    bomb.packed = Array(ZlibStream.bomb(50 << 20).dropFirst(2))
    (bomb.method, bomb.size) = (8, 1000)
    let bytes = HandmadeZip([bomb]).bytes
    var count = 0
    #expect(throws: ZipError.damaged) {
      try ZipArchive(bytes, offsetMinutes: 0).entries.first?.unpack(from: bytes) { count += $0.count }
    }
    #expect(count <= 1000)
  }

  @Test func `of which a part is missing or false traps nowhere`() throws {
    var entry = HandmadeZip.Entry("a.png", Array("content".utf8))
    entry.isLarge = true
    let whole = HandmadeZip([entry, HandmadeZip.Entry("b", [1])]).bytes
    for count in 0..<whole.count { _ = try? ZipArchive(Array(whole.prefix(count)), offsetMinutes: 0) }
    for index in whole.indices {
      for value in [0, 0x7F, 0xFF] as [UInt8] {
        var bytes = whole
        bytes[index] = value
        for entry in (try? ZipArchive(bytes, offsetMinutes: 0))?.entries ?? [] { _ = try? unpacked(entry, bytes) }
      }
    }
    #expect(throws: ZipError.malformed) { try ZipArchive(Array("no archive".utf8), offsetMinutes: 0) }
  }

  private func unpacked(_ entry: ZipEntry, _ bytes: [UInt8], limit: UInt64 = .max) throws -> [UInt8] {
    var content: [UInt8] = []
    try entry.unpack(from: bytes, limit: limit) { content += $0 }
    return content
  }
}
