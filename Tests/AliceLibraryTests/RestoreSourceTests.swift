import AliceLibrary
import AliceModel
import AliceTestSupport
import Testing

@Suite struct `A source that was moved` {
  @Test func `comes back with its bytes, mode and time to the nanosecond, and with its folders`() async throws {
    try await withMoved { moved, library, _ in
      let stamp = try library.restoreSource(moved.restoration)
      #expect(try Disk.read(moved.path) == moved.bytes)
      #expect(try Disk.mode(moved.path) == 0o640)
      #expect(stamp.modifiedNanoseconds == -1_234_567_890_123_456_789)
      #expect(stamp == (try OpenFile.open(moved.path).stamp))
      #expect(try Disk.read(library.root.appending("a.png")) != moved.bytes)
      #expect(moved.sidecars == [moved.path.lastComponent.description])
    }
  }

  @Test(arguments: HostileNames.all)
  func `may have any name`(name: BytePath) async throws {
    try await withMoved(name: name) { moved, library, _ in
      _ = try library.restoreSource(moved.restoration)
      #expect(try Disk.read(moved.path) == moved.bytes)
    }
  }

  @Test func `never overwrites`() async throws {
    try await withMoved { moved, library, folder in
      try Disk.makeFolder(folder.appending("from"))
      try Disk.write("stranger", to: moved.path)
      #expect(throws: LibraryError.occupied(moved.path)) { try library.restoreSource(moved.restoration) }
      #expect(try Disk.read(moved.path) == Array("stranger".utf8))
      try Disk.remove(moved.path)
      try Disk.link(moved.path, symbolicTo: "nowhere")
      #expect(throws: LibraryError.occupied(moved.path)) { try library.restoreSource(moved.restoration) }
      #expect(moved.sidecars == [moved.path.lastComponent.description])
    }
  }

  @Test func `is restored again as if it were the first time`() async throws {
    try await withMoved { moved, library, _ in
      let first = try library.restoreSource(moved.restoration)
      #expect(try library.restoreSource(moved.restoration) == first)
      try Disk.setModified(7, of: moved.path)
      #expect(throws: LibraryError.occupied(moved.path)) { try library.restoreSource(moved.restoration) }
    }
  }

  @Test func `replaces what a crash left half written, and nothing that another process writes`() async throws {
    try await withMoved { moved, library, folder in
      var refused = moved.restoration
      // The hidden name, as seen while the file is written.
      let seen = Names()
      let parent = folder.appending("from")
      refused.proof = { _ in
        seen.note(Disk.files(below: parent))
        return false
      }
      #expect(throws: LibraryError.unverified(moved.path)) { try library.restoreSource(refused) }
      let hidden = try #require(seen.all.first)
      #expect(hidden.hasPrefix(".alice-"))
      #expect(moved.sidecars == [])
      try Disk.write("half a fi", to: parent.appending(hidden))
      var nested = moved.restoration
      nested.proof = { _ in
        #expect(throws: LibraryError.occupied(parent.appending(hidden))) {
          try library.restoreSource(moved.restoration)
        }
        return true
      }
      _ = try library.restoreSource(nested)
      #expect(moved.sidecars == [moved.path.lastComponent.description])
    }
  }

  @Test func `is proved before it gets its name`() async throws {
    try await withMoved { moved, library, _ in
      var item = moved.restoration
      item.proof = { [bytes = moved.bytes] file in (try? file.readAll(limit: 1 << 20)) == bytes }
      _ = try library.restoreSource(item)
      #expect(try Disk.read(moved.path) == moved.bytes)
    }
  }

  @Test func `stays away where the library's file is another one`() async throws {
    try await withMoved { moved, library, _ in
      try Disk.append("!", to: library.root.appending("a.png"))
      #expect(throws: LibraryError.changed("a.png")) { try library.restoreSource(moved.restoration) }
      #expect(!Disk.exists(moved.path))
    }
  }

  @Test func `does not come back into the library, nor by a way around`() async throws {
    try await withMoved { moved, library, folder in
      try Disk.link(folder.appending("door"), symbolicTo: "library")
      let inside = library.root.appending("x/b.png")
      let paths = [
        inside, folder.appending("door/x/b.png"), folder.appending("from/../library/b.png"), "b.png",
        folder.appending("a//b.png"), folder.appending("from/"), "/", BytePath(bytes: folder.bytes + [0x2f, 0x61, 0]),
      ]
      for path in paths {
        var item = moved.restoration
        item.path = path
        #expect(throws: LibraryError.outside(path)) { try library.restoreSource(item) }
      }
      #expect(Disk.files(below: library.root) == ["a.png"])
      #expect(!Disk.exists(library.root.appending("x")))
    }
  }

  private struct Moved {
    let path: BytePath
    let bytes: [UInt8]
    let restoration: SourceRestoration

    var sidecars: [String] { Disk.files(below: path.parent ?? "/") }
  }

  private func withMoved(
    name: BytePath = "s.png", _ body: (Moved, Library, _ folder: BytePath) throws -> Void
  ) async throws {
    try await withLibrary { library, folder in
      let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ $0 >> 8) }
      try Disk.write(bytes, to: folder.appending("taken"))
      var splice = Splice(copying: 8)
      splice.append(Array("metadata".utf8))
      splice.append(source: 20..<100_000)
      let placed = try library.place([
        Placement(source: .file(try OpenFile.open(folder.appending("taken"))), splice: splice, destination: "a.png")
      ])[0].get()
      let inverse = try #require(
        splice.inverse(sourceCount: 100_000) { Array(bytes[Int($0.lowerBound)..<Int($0.upperBound)]) })
      let path = folder.appending("from").appending(name)
      let restoration = SourceRestoration(
        path: path, placed: "a.png", expecting: placed.stamp, splice: inverse, mode: 0o640,
        modifiedNanoseconds: -1_234_567_890_123_456_789)
      try body(Moved(path: path, bytes: bytes, restoration: restoration), library, folder)
    }
  }
}
