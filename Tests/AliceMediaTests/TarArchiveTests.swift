import AliceMedia
import AliceModel
import AliceTestSupport
import Foundation
import Testing

@Suite struct `A tar archive` {
  private static let files: [(name: BytePath, bytes: [UInt8])] = [
    ("a.json", Array("{}\n".utf8)), ("empty", []),
    ("b.sqlite", (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }),
    ("block", [UInt8](repeating: 9, count: 512)),
  ]

  private static func packed(_ files: [(name: BytePath, bytes: [UInt8])] = files) -> [UInt8] {
    let modified = Timestamp("2026-11-22T18:04:05+01:00") ?? Timestamp(milliseconds: 0)
    let parts = files.map { file in
      let size = UInt64(file.bytes.count)
      return TarWriter.header(of: file.name, byteCount: size, modified: modified) + file.bytes
        + TarWriter.padding(after: size)
    }
    return Array(parts.joined()) + TarWriter.end
  }

  private static func unpacked(_ bytes: [UInt8]) throws -> [BytePath: [UInt8]] {
    let entries = try TarArchive(bytes, limit: 8).entries
    return try Dictionary(
      uniqueKeysWithValues: entries.map { ($0.name, try $0.read(at: 0, count: Int($0.byteCount))) })
  }

  private static let contents = Dictionary(uniqueKeysWithValues: files.map { ($0.name, $0.bytes) })

  @Test func `unpacks to what was packed`() throws {
    #expect(try Self.unpacked(Self.packed()) == Self.contents)
    let entry = try #require(TarArchive(Self.packed(), limit: 8).entries.first { $0.name == "b.sqlite" })
    #expect(try entry.read(at: 99_998, count: 100) == Array(Self.files[2].bytes.suffix(2)))
    #expect(try entry.read(at: 100_000, count: 1).isEmpty && entry.read(at: .max, count: 1).isEmpty)
  }

  @Test(.needs("tar", "python3"), arguments: ["tar", "bsdtar", "python3"])
  func `is unpacked by other programs, and what they pack again is read`(_ tool: String) async throws {
    guard Tool.path(tool) != nil else { return }
    try await withTemporaryFolder { folder in
      let (archive, out) = (folder.appending("a.tar").description, folder.appending("out").description)
      try Data(Self.packed()).write(to: URL(filePath: archive))
      try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: false)
      let script = "import sys, tarfile; tarfile.open(sys.argv[1]).extractall(sys.argv[2])"
      let unpack = tool == "python3" ? ["-c", script, archive, out] : ["-xf", archive, "-C", out]
      #expect(try Tool.run(tool, unpack).status == 0)
      for file in Self.files {
        #expect(try Data(contentsOf: URL(filePath: "\(out)/\(file.name)")) == Data(file.bytes))
        let mode = try FileManager.default.attributesOfItem(atPath: "\(out)/\(file.name)")[.posixPermissions] as? Int
        #expect(mode == 0o600)
      }
      // With the folder itself, and with extended attributes for the times.
      let again = folder.appending("again.tar").description
      let pack = "import sys, tarfile; t = tarfile.open(sys.argv[1], 'w'); t.add(sys.argv[2], '.'); t.close()"
      #expect(
        try Tool.run(tool, tool == "python3" ? ["-c", pack, again, out] : ["-cf", again, "-C", out, "."]).status == 0)
      #expect(try Self.unpacked([UInt8](Data(contentsOf: URL(filePath: again)))) == Self.contents)
    }
  }

  /// Makes one header say something else, with a checksum that fits.
  private static func changed(_ change: (inout [UInt8]) -> Void) -> [UInt8] {
    var bytes = packed([("a", [1, 2, 3])])
    var header = Array(bytes[..<512])
    change(&header)
    header.replaceSubrange(148..<156, with: [UInt8](repeating: 0x20, count: 8))
    let sum = String(header.reduce(0) { $0 + Int($1) }, radix: 8)
    let digits = Array((String(repeating: "0", count: 6 - sum.count) + sum).utf8)
    header.replaceSubrange(148..<155, with: digits + [0])
    bytes.replaceSubrange(..<512, with: header)
    return bytes
  }

  private static func renamed(_ name: String) -> [UInt8] {
    changed { $0.replaceSubrange(..<name.utf8.count, with: Array(name.utf8)) }
  }

  @Test(arguments: ["/etc/passwd", "../a", "a/b", "..", "x/../../y", "./../a", "./a/b"])
  func `with a name that leads elsewhere is refused`(_ name: String) {
    let clean = name.hasPrefix("./") ? String(name.dropFirst(2)) : name
    #expect(throws: TarError.elsewhere(BytePath(clean))) { try TarArchive(Self.renamed(name), limit: 8) }
  }

  @Test(arguments: ["1", "2", "3", "4", "6", "7", "L", "K", "S", "V"])
  func `with something that is no file is refused`(_ type: String) {
    let bytes = Self.changed { $0[156] = Array(type.utf8)[0] }
    #expect(throws: TarError.notAFile("a")) { try TarArchive(bytes, limit: 8) }
  }

  @Test func `is read only as far as it is whole`() throws {
    let bytes = Self.packed()
    #expect(throws: TarError.malformed) { try TarArchive([UInt8](), limit: 8) }
    #expect(throws: TarError.malformed) { try TarArchive([UInt8](repeating: 0, count: 2048), limit: 8) }
    #expect(throws: TarError.malformed) { try TarArchive([UInt8](repeating: 65, count: 2048), limit: 8) }
    for count in [512, 700, 1024, 1500, 20_000, bytes.count - 1500] {
      #expect(throws: TarError.cutOff, "\(count)") { try TarArchive(Array(bytes[..<count]), limit: 8) }
    }
    #expect(throws: TarError.tooMany) { try TarArchive(bytes, limit: 3) }
    #expect(throws: TarError.twice("a")) {
      try TarArchive(Self.packed([("a", [1]), ("b", []), ("a", [2])]), limit: 8)
    }
    var spoiled = bytes
    spoiled[3] ^= 1
    #expect(throws: TarError.malformed) { try TarArchive(spoiled, limit: 8) }
  }

  @Test(arguments: ["77777777777", "80000000000\u{80}", "           ", "-0000000001", "000x0000000"])
  func `with a size that cannot be is refused`(_ size: String) {
    let bytes = Self.changed { $0.replaceSubrange(124..<136, with: Array(size.utf8).prefix(12) + [0]) }
    #expect(throws: TarError.self) { try TarArchive(bytes, limit: 8) }
    let large = Self.changed { $0.replaceSubrange(124..<136, with: [0x80] + [UInt8](repeating: 0xFF, count: 11)) }
    #expect(throws: TarError.malformed) { try TarArchive(large, limit: 8) }
  }

  @Test(arguments: [
    ("20 path=/etc/passwd\n", false), ("18 linkpath=../a\n", false), ("12 size=999\n", false),
    ("24 GNU.sparse.major=1000\n", false), ("99 mtime=1\n", false), ("mtime=1\n", false), ("2 \n", false),
    ("20 mtime=1790000000\n", true),
  ])
  func `may say in extended headers when, and not what`(_ text: String, _ isFine: Bool) throws {
    let size = UInt64(text.utf8.count)
    var header = TarWriter.header(of: "x", byteCount: size, modified: Timestamp(milliseconds: 0))
    let other = Self.changed {
      $0.replaceSubrange(..<512, with: header)
      $0[156] = UInt8(ascii: "x")
    }
    header = Array(other[..<512])
    let bytes = header + Array(text.utf8) + TarWriter.padding(after: size) + Self.packed([("a", [7])])
    if isFine {
      #expect(try Self.unpacked(bytes) == ["a": [7]])
    } else {
      #expect(throws: TarError.self) { try TarArchive(bytes, limit: 8) }
    }
  }

  @Test func `of random bytes behind a header never traps`() {
    var random = SplitMix64(seed: 3)
    for _ in 0..<2000 {
      var bytes = Self.packed([("a", [1, 2, 3]), ("b", [4])])
      for _ in 0..<(1 + random.below(6)) { bytes[random.below(bytes.count)] = UInt8(random.below(256)) }
      _ = try? TarArchive(Array(bytes[..<(1 + random.below(bytes.count))]), limit: 8)
    }
  }
}
