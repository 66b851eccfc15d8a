import AliceLibrary
import AliceModel
import AliceTestSupport
import Testing

@Suite struct `A source` {
  @Test func `goes when the library holds what it held`() async throws {
    try await withSource { source, placed, library in
      try library.removeSource(source.path, expecting: source.stamp, holding: splice, in: placed)
      #expect(!Disk.exists(source.path))
      #expect(try library.text(of: "a.png") == "01new89")
    }
  }

  @Test func `stays where it changed`() async throws {
    try await withSource { source, placed, library in
      try Disk.append("!", to: source.path)
      #expect(throws: LibraryError.changed(source.path)) {
        try library.removeSource(source.path, expecting: source.stamp, holding: splice, in: placed)
      }
      #expect(Disk.exists(source.path))
    }
  }

  @Test(arguments: ["01new88", "01new8", "01old89", ""])
  func `stays where the copy holds something else`(content: String) async throws {
    try await withSource { source, placed, library in
      try Disk.write(content, to: library.root.appending("a.png"))
      let placed = Placed(path: "a.png", stamp: try #require(try library.stamp(of: "a.png")))
      #expect(throws: LibraryError.unverified(source.path)) {
        try library.removeSource(source.path, expecting: source.stamp, holding: splice, in: placed)
      }
      #expect(Disk.exists(source.path))
    }
  }

  @Test func `stays where the copy is gone`() async throws {
    try await withSource { source, placed, library in
      try Disk.remove(library.root.appending("a.png"))
      #expect(throws: LibraryError.self) {
        try library.removeSource(source.path, expecting: source.stamp, holding: splice, in: placed)
      }
      #expect(Disk.exists(source.path))
    }
  }

  @Test func `stays where it lies in the library`() async throws {
    try await withLibrary { library, folder in
      let placed = try library.place("x", at: "f/a.png")
      try Disk.link(folder.appending("door"), symbolicTo: "library/f")
      for path in [library.root.appending("f/a.png"), folder.appending("door/a.png")] {
        #expect(throws: LibraryError.outside(path)) {
          try library.removeSource(path, expecting: placed.stamp, holding: Splice("x"), in: placed)
        }
      }
      #expect(try library.text(of: "f/a.png") == "x")
    }
  }

  @Test func `goes where the library links to it`() async throws {
    try await withTemporaryFolder { folder in
      let library = try Library.create(at: folder.appending("library"))
      try Disk.write("0123456789", to: folder.appending("s"))
      let source = try OpenFile.open(folder.appending("s"))
      let placement = Placement(
        source: .file(source), splice: Splice(copying: 10), destination: "a.png", transfer: .hardLink)
      let placed = try library.place([placement])[0].get()
      try library.removeSource(source.path, expecting: source.stamp, holding: Splice(copying: 10), in: placed)
      #expect(!Disk.exists(source.path))
      #expect(try library.text(of: "a.png") == "0123456789")
    }
  }

  private var splice: Splice {
    var splice = Splice(copying: 2)
    splice.append(Array("new".utf8))
    splice.append(source: 8..<10)
    return splice
  }

  private func withSource(_ body: (OpenFile, Placed, Library) throws -> Void) async throws {
    try await withLibrary { library, folder in
      try Disk.write("0123456789", to: folder.appending("s"))
      let source = try OpenFile.open(folder.appending("s"))
      let placed = try library.place([Placement(source: .file(source), splice: splice, destination: "a.png")])[0].get()
      try body(source, placed, library)
    }
  }
}
