import AliceLibrary
import AliceModel
import AliceTestSupport
import Testing

@Suite struct `A recipe sidecar` {
  @Test func `is placed beside its file under the file's new name`() async throws {
    try await withLibrary { library, folder in
      try library.place(["a.txt": "prompt", "a.swarm.json": "{}"], with: "2026/a.b.png", sidecar: "s")
      #expect(
        Disk.files(below: library.root) == ["2026/a.b.png", "2026/a.b.png.xmp", "2026/a.b.swarm.json", "2026/a.b.txt"])
      #expect(
        try library.recipeSidecars(for: "2026/a.b.png") == [
          RecipeSidecar(suffix: ".txt", bytes: Array("prompt".utf8)),
          RecipeSidecar(suffix: ".swarm.json", bytes: Array("{}".utf8)),
        ])
      #expect(library.leftovers == [])
    }
  }

  @Test func `is never overwritten, and then nothing is placed`() async throws {
    try await withLibrary { library, folder in
      try Disk.write("mine", to: library.root.appending("a.json"))
      #expect(throws: LibraryError.occupied("a.json")) {
        try library.place(["a.txt": "1", "a.json": "2"], with: "a.png", sidecar: "s")
      }
      #expect(Disk.files(below: library.root) == ["a.json"])
      #expect(try library.text(of: "a.json") == "mine")
    }
  }

  @Test func `that a crash left without its file is gone on with`() async throws {
    try await withLibrary { library, folder in
      try Disk.write("1", to: library.root.appending("a.txt"))
      try library.place(["a.txt": "1", "a.json": "2"], with: "a.png")
      #expect(Disk.files(below: library.root) == ["a.json", "a.png", "a.txt"])
    }
  }

  @Test(arguments: ["/../../x", ".png", "", "/x.txt", "\0"] as [BytePath])
  func `has one of the known suffixes`(suffix: BytePath) async throws {
    try await withLibrary { library, folder in
      let placement = Placement(
        source: .bytes([]), splice: Splice("x"), destination: "a/b.png",
        recipeSidecars: [RecipeSidecar(suffix: suffix, bytes: [1])])
      #expect(library.place([placement]).map(\.failure) == [.outside(suffix)])
      #expect(Disk.files(below: library.root) == [])
    }
  }

  @Test func `travels with its file, to the trash and back, and goes with it`() async throws {
    try await withLibrary { library, folder in
      let placed = try library.place(["a.txt": "1", "a.json": "2"], with: "x/a.png")
      _ = try library.move(from: "x/a.png", to: "y/b.png")
      #expect(Disk.files(below: library.root) == ["y/b.json", "y/b.png", "y/b.txt"])
      let trashed = try library.trash("y/b.png")
      #expect(try library.recipeSidecars(for: trashed).map(\.bytes) == [[0x31], [0x32]])
      _ = try library.move(from: trashed, to: "c.png")
      #expect(Disk.files(below: library.root) == ["c.json", "c.png", "c.txt"])
      try library.removePlaced("c.png", expecting: placed.stamp)
      #expect(Disk.files(below: library.root) == [])
    }
  }

  @Test(arguments: ["mp4", "PNG", "jpeg"])
  func `that another picture of the same name shares stays until the last one goes`(other: String) async throws {
    try await withLibrary { library, folder in
      try library.place(["a.txt": "1"], with: "a.webp")
      try library.place("film", at: BytePath("a.\(other)"))
      _ = try library.move(from: "a.webp", to: "b/a.webp")
      #expect(Disk.files(below: library.root) == ["a.\(other)", "a.txt", "b/a.webp"])
      _ = try library.move(from: BytePath("a.\(other)"), to: BytePath("b/a.\(other)"))
      #expect(Disk.files(below: library.root) == ["b/a.\(other)", "b/a.txt", "b/a.webp"])
    }
  }

  @Test func `is never overwritten by a move, which then does nothing`() async throws {
    try await withLibrary { library, folder in
      try library.place(["a.txt": "1", "a.json": "2"], with: "a.png", sidecar: "s")
      try Disk.write("mine", to: library.root.appending("b.json"))
      #expect(throws: LibraryError.occupied("b.json")) { try library.move(from: "a.png", to: "b.png") }
      #expect(Disk.files(below: library.root) == ["a.json", "a.png", "a.png.xmp", "a.txt", "b.json"])
    }
  }

  @Test func `stays in its place where only the extension of its file changes`() async throws {
    try await withLibrary { library, folder in
      try library.place(["a.txt": "1"], with: "a.jpeg")
      _ = try library.move(from: "a.jpeg", to: "a.jpg")
      #expect(Disk.files(below: library.root) == ["a.jpg", "a.txt"])
    }
  }

  @Test func `is found beside any file, where it is a small file and no link`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("a.png")
      try Disk.write("x", to: path)
      try Disk.write("1", to: folder.appending("a.txt"))
      try Disk.link(folder.appending("a.json"), symbolicTo: "a.txt")
      try Disk.write([UInt8](repeating: 0x20, count: (4 << 20) + 1), to: folder.appending("a.swarm.json"))
      var hasFailed = false
      let found = RecipeSidecars.beside(path, hasFailed: &hasFailed)
      #expect(found.map(\.name.suffix) == [".txt"])
      #expect(found.map(\.file.path) == [folder.appending("a.txt")])
      #expect(RecipeSidecars.beside(folder.appending("a.txt"), hasFailed: &hasFailed).isEmpty)
      #expect(RecipeSidecars.beside("/nowhere/at/all.png", hasFailed: &hasFailed).isEmpty)
      #expect(!hasFailed)
    }
  }

  @Test(arguments: ["a.png.txt", "a.png.TXT", "a.TXT", "a.png.Json", "a.png.swarm.json", "a.CAPTION", "a.png.caption"])
  func `may follow the whole name, in any case`(name: String) async throws {
    try await withTemporaryFolder { folder in
      try Disk.write("x", to: folder.appending("a.png"))
      try Disk.write("1", to: folder.appending(name))
      var hasFailed = false
      let found = RecipeSidecars.beside(folder.appending("a.png"), hasFailed: &hasFailed)
      #expect(found.map(\.file.path) == [folder.appending(name)] && !hasFailed)
      #expect(found.map(\.name.followsWholeName) == [name.hasPrefix("a.png")])
      #expect(found.allSatisfy { RecipeSidecars.suffixes.contains($0.name.suffix) })
    }
  }

  @Test func `of the whole name goes with its file, whatever else has the stem`() async throws {
    try await withLibrary { library, folder in
      let whole = RecipeSidecar(name: RecipeSidecarName(suffix: ".txt", followsWholeName: true), bytes: [0x31])
      let placement = Placement(
        source: .bytes([1]), splice: Splice("x"), destination: "a.png", recipeSidecars: [whole])
      #expect(library.place([placement]).map(\.failure) == [nil])
      #expect(try library.recipeSidecars(for: "a.png") == [whole])
      try library.place("film", at: "a.mp4")
      _ = try library.move(from: "a.png", to: "b/c.jpg")
      #expect(Disk.files(below: library.root) == ["a.mp4", "b/c.jpg", "b/c.jpg.txt"])
    }
  }

  @Test(arguments: ["a.jxl", "a.jxl.cr3"] as [BytePath])
  func `does not take along an XMP sidecar that may be that of another file`(_ other: BytePath) async throws {
    try await withLibrary { library, folder in
      try library.place("x", at: "a.jxl.png")
      try Disk.write("y", to: library.root.appending(other))
      try Disk.write("s", to: library.root.appending("a.jxl.xmp"))
      _ = try library.move(from: "a.jxl.png", to: "z/b.png")
      #expect(Disk.files(below: library.root) == [other.description, "a.jxl.xmp", "z/b.png"].sorted())
      _ = try library.move(from: "z/b.png", to: "a.jxl.png")
      try Disk.remove(library.root.appending(other))
      _ = try library.move(from: "a.jxl.png", to: "z/b.png")
      #expect(Disk.files(below: library.root) == ["z/b.png", "z/b.xmp"])
    }
  }

  @Test func `whose name would be too long for the disk is none, and not an unreadable one`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending(BytePath(String(repeating: "a", count: 250) + ".png"))
      try Disk.write("x", to: path)
      var hasFailed = false
      #expect(RecipeSidecars.beside(path, hasFailed: &hasFailed).isEmpty && !hasFailed)
    }
  }

  @Test func `is known by its name`() {
    for name in ["a.txt", "x/b.json", "a.swarm.json", "a b.c.txt", "a.png.TXT", "a.caption"] as [BytePath] {
      #expect(RecipeSidecars.isRecipeSidecarName(name))
    }
    for name in [".txt", "x/.json", "txt", "a.txt.png", "a.xmp", ""] as [BytePath] {
      #expect(!RecipeSidecars.isRecipeSidecarName(name))
    }
  }
}

extension Library {
  /// Places a picture with recipe sidecars, told by names whose stem does not count.
  @discardableResult
  fileprivate func place(
    _ recipeSidecars: [BytePath: String], with path: BytePath, sidecar: String? = nil
  ) throws -> Placed {
    let recipeSidecars = recipeSidecars.sorted { $0.key < $1.key }.map { name, text in
      RecipeSidecar(
        suffix: BytePath(bytes: Array(name.bytes.drop { $0 != UInt8(ascii: ".") })), bytes: Array(text.utf8))
    }
    let placement = Placement(
      source: .bytes([]), splice: Splice("picture"), destination: path, sidecar: sidecar.map { Array($0.utf8) },
      recipeSidecars: recipeSidecars)
    return try place([placement])[0].get()
  }
}
