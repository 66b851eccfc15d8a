import AliceLibrary
import AliceModel
import AliceTestSupport
import Testing

@Suite struct `Moving` {
  @Test func `takes the sidecar along and removes folders that become empty`() async throws {
    try await withLibrary { library, folder in
      try library.place("x", at: "2026/flux/unrated/a.png", sidecar: "s")
      try library.place("y", at: "2026/other/b.png")
      let placed = try library.move(from: "2026/flux/unrated/a.png", to: "2027/5-star/a.png")
      #expect(placed.stamp == (try library.stamp(of: "2027/5-star/a.png")))
      #expect(try library.text(of: "2027/5-star/a.png") == "x")
      #expect(try library.text(of: "2027/5-star/a.png.xmp") == "s")
      #expect(!Disk.exists(library.root.appending("2026/flux")))
      #expect(Disk.exists(library.root.appending("2026/other/b.png")))
    }
  }

  @Test func `keeps folders in which something remains`() async throws {
    try await withLibrary { library, folder in
      try library.place("x", at: "a/b.png")
      try library.place("x", at: "a/c.png")
      _ = try library.move(from: "a/b.png", to: "b.png")
      #expect(Disk.exists(library.root.appending("a/c.png")))
    }
  }

  @Test func `never overwrites a file or a sidecar`() async throws {
    try await withLibrary { library, folder in
      try library.place("x", at: "a.png", sidecar: "s")
      try library.place("y", at: "b.png")
      try Disk.write("foreign", to: library.root.appending("c.png.xmp"))
      #expect(throws: LibraryError.occupied("b.png")) { try library.move(from: "a.png", to: "b.png") }
      #expect(throws: LibraryError.occupied("c.png.xmp")) { try library.move(from: "a.png", to: "c.png") }
      #expect(try library.text(of: "a.png") == "x")
      #expect(try library.text(of: "a.png.xmp") == "s")
    }
  }

  @Test func `leaves no empty folder where it fails`() async throws {
    try await withLibrary { library, folder in
      #expect(throws: LibraryError.missing("a.png")) { try library.move(from: "a.png", to: "x/y/a.png") }
      #expect(!Disk.exists(library.root.appending("x")))
    }
  }

  @Test func `goes on where it was interrupted between sidecar and file`() async throws {
    try await withLibrary { library, folder in
      try library.place("x", at: "a.png")
      try Disk.write("s", to: library.root.appending("b.png.xmp"))
      _ = try library.move(from: "a.png", to: "b.png")
      #expect(try library.readSidecar(for: "b.png") == [0x73])
    }
  }

  @Test func `stays inside and takes files only`() async throws {
    try await withLibrary { library, folder in
      try library.place("x", at: "a/b.png")
      try Disk.write("x", to: folder.appending("c.png"))
      try Disk.link(library.root.appending("l.png"), symbolicTo: "a/b.png")
      #expect(throws: LibraryError.outside("../c.png")) { try library.move(from: "../c.png", to: "c.png") }
      #expect(throws: LibraryError.outside("../c.png")) { try library.move(from: "a/b.png", to: "../c.png") }
      #expect(throws: LibraryError.outside(".alice/lock")) { try library.move(from: "a/b.png", to: ".alice/lock") }
      #expect(throws: LibraryError.notRegular("a")) { try library.move(from: "a", to: "b") }
      #expect(throws: LibraryError.notRegular("l.png")) { try library.move(from: "l.png", to: "m.png") }
    }
  }

  @Test func `to where it lies changes nothing`() async throws {
    try await withLibrary { library, folder in
      let placed = try library.place("x", at: "a/b.png")
      #expect(try library.move(from: "a/b.png", to: "a/b.png") == placed)
    }
  }

  @Test func `of many is done in one go, each with its result`() async throws {
    try await withLibrary { library, folder in
      for index in 0..<30 { try library.place("\(index)", at: BytePath("old/\(index).png")) }
      let results = library.move(
        (0..<31).map { (BytePath("old/\($0).png"), BytePath("new/\($0 % 7)/\($0).png")) })
      #expect(results.map { $0.failure == nil } == Array(repeating: true, count: 30) + [false])
      #expect(try library.text(of: "new/1/29.png") == "29")
      #expect(!Disk.exists(library.root.appending("old")))
    }
  }
}

@Suite struct `The trash` {
  @Test func `takes files with their sidecars and gives them back`() async throws {
    try await withLibrary { library, folder in
      try library.place("x", at: "2026/a.png", sidecar: "s")
      let path = try library.trash("2026/a.png")
      #expect(path == ".alice/trash/2026/a.png")
      #expect(!Disk.exists(library.root.appending("2026")))
      #expect(try library.readSidecar(for: path) == [0x73])
      _ = try library.move(from: path, to: "2026/a.png")
      #expect(try library.text(of: "2026/a.png") == "x")
      #expect(try library.readSidecar(for: "2026/a.png") == [0x73])
      #expect(Disk.exists(library.root.appending(".alice/trash")))
      #expect(!Disk.exists(library.root.appending(".alice/trash/2026")))
    }
  }

  @Test func `keeps all files of one name`() async throws {
    try await withLibrary { library, folder in
      let paths = try (1...3).map { round in
        try library.place("\(round)", at: "a.tar.png")
        return try library.trash("a.tar.png")
      }
      #expect(paths == [".alice/trash/a.tar.png", ".alice/trash/a.tar-2.png", ".alice/trash/a.tar-3.png"])
      #expect(try paths.map { try library.text(of: $0) } == ["1", "2", "3"])
    }
  }

  @Test func `takes many at once`() async throws {
    try await withLibrary { library, folder in
      for name in ["a/1.png", "b/2.png"] { try library.place(name, at: BytePath(name)) }
      let results = library.trash(["a/1.png", "nothing.png", "b/2.png"])
      #expect(results.map(\.failure) == [nil, .missing("nothing.png"), nil])
      #expect(FileWalk(library.root).files.isEmpty)
    }
  }
}
