import AliceLibrary
import AliceModel
import AliceTestSupport
import Testing

@Suite struct `A temporary file` {
  @Test func `grows, is read, is placed and goes`() async throws {
    try await withLibrary { library, folder in
      try place(library)
      #expect(library.leftovers == [])
      #expect(try library.text(of: "a.mp4") == "01234567")
    }
  }

  private func place(_ library: Library) throws {
    let file = try download(library)
    #expect(file.path.fileExtension == "mp4")
    #expect(try Disk.read(file.path) == Array("01234567".utf8))
    let results = library.place([
      Placement(source: .file(file), splice: Splice(copying: file.byteCount), destination: "a.mp4")
    ])
    #expect(results.map(\.failure) == [nil])
  }

  private func download(_ library: Library) throws -> OpenFile {
    let temporary = try library.temporaryFile(suffix: ".mp4")
    try temporary.write(Array("0123".utf8))
    try Array("4567".utf8).withUnsafeBytes { try temporary.write($0) }
    #expect(temporary.byteCount == 8)
    return try temporary.finish()
  }

  @Test func `has a suffix that stays in its folder`() async throws {
    try await withLibrary { library, folder in
      #expect(throws: LibraryError.outside("/../../x")) { try library.temporaryFile(suffix: "/../../x") }
    }
  }
}

@Suite struct `A sweep` {
  @Test func `removes what a crash left behind and nothing that is in use`() async throws {
    try await withLibrary { library, folder in
      let temporary = try library.temporaryFile(suffix: ".png")
      try temporary.write([1, 2, 3])
      let crashed = library.root.appending(".alice/tmp/4711-dead")
      try Disk.makeFolder(crashed)
      for name in ["1", "2.mp4"] { try Disk.write("half a fi", to: crashed.appending(name)) }
      try Disk.write("stray", to: library.root.appending(".alice/tmp/stray"))
      try Disk.link(library.root.appending(".alice/tmp/link"), symbolicTo: "/etc")
      #expect(try Library.open(at: library.root).sweepTemporary() == 4)
      #expect(!Disk.exists(crashed))
      #expect(Disk.exists("/etc/passwd"))
      #expect(try temporary.finish().readAll(limit: 3) == [1, 2, 3])
    }
  }

  @Test func `happens once when somebody is about to change the library, and not for those who only read`() async throws
  {
    try await withLibrary { library, folder in
      let temporary = try library.temporaryFile()
      try temporary.write([1])
      let crashed = library.root.appending(".alice/tmp/4711-dead")
      func crash() throws {
        try Disk.makeFolder(crashed)
        for name in ["1", "2.mp4"] { try Disk.write("half a fi", to: crashed.appending(name)) }
      }
      try crash()
      let other = try Library.open(at: library.root)
      do { _ = try other.lock(exclusive: false) }
      let found: [BytePath] = [".alice/tmp/4711-dead/1", ".alice/tmp/4711-dead/2.mp4"]
      #expect(try other.temporaryLeftovers() == found)
      #expect(try other.temporaryLeftovers() == found)
      do { _ = try other.lock(exclusive: true) }
      #expect(!Disk.exists(crashed))
      #expect(try other.temporaryLeftovers() == [])
      #expect(try temporary.finish().readAll(limit: 1) == [1])
      try crash()
      do { _ = try other.lock(exclusive: true) }
      #expect(Disk.exists(crashed))
    }
  }

  @Test func `takes no folder away that a process has just made`() async throws {
    try await withLibrary { library, folder in
      let root = library.root
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<3 {
          group.addTask {
            for _ in 0..<200 {
              let temporary = try Library.open(at: root).temporaryFile()
              try temporary.write([1, 2, 3])
              #expect(try temporary.finish().readAll(limit: 3) == [1, 2, 3])
            }
          }
          group.addTask { for _ in 0..<400 { try library.sweepTemporary() } }
        }
        try await group.waitForAll()
      }
    }
  }

  @Test func `works where the folders for it are missing, as after a restore`() async throws {
    try await withTemporaryFolder { folder in
      try Disk.makeFolder(folder.appending(".alice"))
      let library = try Library.open(at: folder)
      #expect(try library.sweepTemporary() == 0)
      try library.place("x", at: "a.png")
      #expect(try library.trash("a.png") == ".alice/trash/a.png")
    }
  }

  @Test func `finds nothing after a library was closed`() async throws {
    try await withLibrary { library, folder in
      try Library.open(at: library.root).place("x", at: "a.png")
      #expect(try library.sweepTemporary() == 0)
      #expect(library.leftovers == [])
    }
  }
}
