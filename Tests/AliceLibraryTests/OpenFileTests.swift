import AliceLibrary
import AliceModel
import AliceTestSupport
import Foundation
import Testing

@Suite struct `An open file` {
  @Test(arguments: [
    (UInt64(0), 4, "0123"), (8, 4, "89"), (10, 4, ""), (.max, 4, ""), (3, 0, ""), (3, -1, ""), (2, .max, "23456789"),
  ])
  func `is read at any place, never beyond its end`(offset: UInt64, count: Int, expected: String) async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("digits")
      try Disk.write("0123456789", to: path)
      #expect(try OpenFile.open(path).read(at: offset, count: count) == Array(expected.utf8))
    }
  }

  @Test func `fills a buffer as far as it goes`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("digits")
      try Disk.write("0123456789", to: path)
      let file = try OpenFile.open(path)
      var buffer = [UInt8](repeating: 0, count: 4)
      #expect(try buffer.withUnsafeMutableBytes { try file.read(into: $0, at: 8) } == 2)
      #expect(buffer == [0x38, 0x39, 0, 0])
    }
  }

  @Test func `is not read whole where it is larger than allowed`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("digits")
      try Disk.write("0123456789", to: path)
      let file = try OpenFile.open(path)
      #expect(try file.readAll(limit: 10).count == 10)
      #expect(throws: LibraryError.tooLarge(path, bytes: 10, limit: 9)) { try file.readAll(limit: 9) }
    }
  }

  @Test(arguments: [0, 1, 3] as [UInt64])
  func `tells how much of it was never written`(written: UInt64) async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("sparse")
      try Disk.write("", to: path)
      let handle = try FileHandle(forWritingTo: URL(filePath: path.description))
      let part = UInt64(1 << 20)
      for number in 0..<written {
        try handle.seek(toOffset: number * 100 * part)
        try handle.write(contentsOf: Data(repeating: 7, count: Int(part)))
      }
      try handle.truncate(atOffset: 1 << 40)
      try handle.close()
      let file = try OpenFile.open(path)
      #expect(file.holeByteCount == (1 << 40) - written * part)
      // Another program gets the descriptor as its standard input.
      #expect(lseek(file.descriptor, 0, SEEK_CUR) == 0)
    }
  }

  @Test func `that is written has no holes`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("zeros")
      try Disk.write(String(repeating: "\0", count: 40 << 20), to: path)
      #expect(try OpenFile.open(path).holeByteCount == 0)
    }
  }

  @Test func `that grows is read as it was, and its stamp tells`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("growing")
      try Disk.write("0123", to: path)
      let file = try OpenFile.open(path)
      #expect(try file.stampNow() == file.stamp)
      try Disk.append("4567", to: path)
      #expect(try file.read(at: 0, count: 100) == Array("0123".utf8))
      #expect(try file.stampNow() != file.stamp)
    }
  }

  @Test func `is a regular file and nothing else, and a pipe does not block`() async throws {
    try await withTemporaryFolder { folder in
      try Disk.makePipe(folder.appending("pipe"))
      try Disk.write("secret", to: folder.appending("file"))
      try Disk.link(folder.appending("link"), symbolicTo: "file")
      try Disk.link(folder.appending("loop"), symbolicTo: "loop")
      for path in ["pipe", "link", "loop", ""].map({ folder.appending($0) }) + ["/dev/null"] {
        #expect(throws: LibraryError.notRegular(path)) { try OpenFile.open(path) }
      }
      #expect(throws: LibraryError.missing(folder.appending("nothing"))) {
        try OpenFile.open(folder.appending("nothing"))
      }
    }
  }

  @Test(arguments: HostileNames.all)
  func `may have any name`(name: BytePath) async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending(name)
      try Disk.write("x", to: path)
      #expect(try OpenFile.open(path).readAll(limit: 1) == [0x78])
    }
  }

  @Test func `has no NUL in its name`() {
    let path = BytePath(bytes: Array("/etc/hostname\0.png".utf8))
    #expect(throws: LibraryError.self) { try OpenFile.open(path) }
  }
}

/// Names that exist on real disks and break programs.
enum HostileNames {
  static let all: [BytePath] = [
    "new\nline.png", "tab\t.png", "\u{1b}[31mred.png", "-rf.png", "--help", "~", "$(reboot).png", "quote'\".png",
    "back\\slash",
    "*", "%n%s.png", "trailing ", "...", "CON", "\u{202e}gnp.exe", "\u{feff}bom.png", "café.png", "cafe\u{301}.png",
    BytePath(bytes: [0x66, 0xff, 0xfe, 0x2e, 0x70, 0x6e, 0x67]), BytePath(bytes: [0xc3, 0x28]),
    BytePath(bytes: [UInt8](repeating: 0x61, count: 251) + Array(".png".utf8)),
    BytePath(String(repeating: "字", count: 83)),
  ]
}
