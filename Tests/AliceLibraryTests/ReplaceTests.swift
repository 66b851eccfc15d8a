import AliceLibrary
import AliceModel
import AliceTestSupport
import Testing

@Suite struct `Replacing` {
  @Test func `puts the new file in the old one's place, with its mode and time`() async throws {
    try await withLibrary { library, folder in
      try library.place("0123456789", at: "a/b.png")
      let file = library.root.appending("a/b.png")
      try Disk.setMode(0o640, of: file)
      try Disk.setModified(1_000_000, of: file)
      var splice = Splice("new")
      splice.append(source: 8..<10)
      let placed = try library.replace(
        "a/b.png", with: splice, source: library.openFile("a/b.png"), sidecar: Array("<xmp/>".utf8))
      #expect(try library.text(of: "a/b.png") == "new89")
      #expect(try library.text(of: "a/b.png.xmp") == "<xmp/>")
      #expect(try Disk.mode(file) == 0o640)
      #expect(placed.stamp.modifiedNanoseconds == 1_000_000_000_000_000)
      #expect(placed.stamp == (try library.stamp(of: "a/b.png")))
      #expect(library.leftovers == [])
    }
  }

  @Test func `leaves the sidecar alone where it has none to write`() async throws {
    try await withLibrary { library, folder in
      try library.place("old", at: "a.png", sidecar: "kept")
      _ = try library.replace("a.png", with: Splice("new"), source: library.openFile("a.png"))
      #expect(try library.text(of: "a.png.xmp") == "kept")
    }
  }

  @Test func `does not touch a file that is not the one that was read`() async throws {
    try await withLibrary { library, folder in
      try library.place("written to", at: "a.png")
      try library.place("replaced", at: "b.png")
      try library.place("removed", at: "c.png")
      let files = try ["a.png", "b.png", "c.png"].map { try library.openFile($0) }
      try Disk.append("!", to: library.root.appending("a.png"))
      try Disk.write("other", to: library.root.appending("b.new"))
      try Disk.rename(library.root.appending("b.new"), to: library.root.appending("b.png"))
      try Disk.remove(library.root.appending("c.png"))
      let results = library.replace(
        zip(["a.png", "b.png", "c.png"] as [BytePath], files).map { path, file in
          Replacement(path: path, source: file, splice: Splice("new"), sidecar: [1])
        })
      #expect(results.allSatisfy { $0.failure != nil })
      #expect(try library.text(of: "a.png") == "written to!")
      #expect(try library.text(of: "b.png") == "other")
      #expect(Disk.files(below: library.root).filter { !$0.hasPrefix(".alice") } == ["a.png", "b.png"])
      #expect(library.leftovers == [])
    }
  }

  @Test func `of many files at once tells each one's fate`() async throws {
    try await withLibrary { library, folder in
      let paths = (0..<20).map { BytePath("\($0 % 3)/\($0).png") }
      for path in paths { try library.place("old", at: path) }
      let batch = try paths.map { path in
        Replacement(path: path, source: try library.openFile(path), splice: Splice("new \(path)"))
      }
      #expect(library.replace(batch).map { try? $0.get().path } == paths)
      for path in paths { #expect(try library.text(of: path) == "new \(path)") }
    }
  }
}

@Suite struct `A sidecar` {
  @Test func `is written beside its file, and written anew`() async throws {
    try await withLibrary { library, folder in
      try library.place("x", at: "a/b.png")
      #expect(try library.readSidecar(for: "a/b.png") == nil)
      for text in ["one", "two"] {
        try library.writeSidecar(for: "a/b.png", Array(text.utf8))
        #expect(try library.readSidecar(for: "a/b.png") == Array(text.utf8))
      }
      #expect(library.leftovers == [])
    }
  }

  @Test func `needs its file, inside the library`() async throws {
    try await withLibrary { library, folder in
      #expect(throws: LibraryError.missing("a.png")) { try library.writeSidecar(for: "a.png", [1]) }
      #expect(throws: LibraryError.outside("../a.png")) { try library.writeSidecar(for: "../a.png", [1]) }
      #expect(throws: LibraryError.outside("../a.png")) { try library.readSidecar(for: "../a.png") }
      #expect(library.leftovers == [])
    }
  }

  @Test func `is found under both of its names, the longer one first`() async throws {
    try await withLibrary { library, folder in
      let file = library.root.appending("b.png")
      try library.place("x", at: "b.png")
      try Disk.write("short", to: library.root.appending("b.xmp"))
      #expect(try library.readSidecar(for: "b.png") == Array("short".utf8))
      #expect(try Sidecar.beside(file)?.path == library.root.appending("b.xmp"))
      try Disk.write("long", to: library.root.appending("b.png.xmp"))
      #expect(try library.readSidecar(for: "b.png") == Array("long".utf8))
      #expect(try Sidecar.beside(file)?.path == library.root.appending("b.png.xmp"))
    }
  }

  @Test func `is neither a link nor endless`() async throws {
    try await withLibrary { library, folder in
      try library.place("x", at: "b.png")
      try Disk.link(library.root.appending("b.png.xmp"), symbolicTo: "/etc/passwd")
      #expect(try library.readSidecar(for: "b.png") == nil)
      try Disk.write([UInt8](repeating: 0x20, count: (16 << 20) + 1), to: library.root.appending("b.xmp"))
      #expect(throws: LibraryError.self) { try library.readSidecar(for: "b.png") }
    }
  }
}
