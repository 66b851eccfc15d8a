import AliceLibrary
import AliceModel
import AliceTestSupport
import Testing

@Suite struct `Removing what was placed` {
  @Test func `takes the sidecar and empty folders along`() async throws {
    try await withLibrary { library, folder in
      let placed = try library.place("x", at: "2026/flux/a.png", sidecar: "s")
      try library.place("y", at: "2026/b.png")
      try library.removePlaced(placed.path, expecting: placed.stamp)
      #expect(Disk.files(below: library.root) == ["2026/b.png"])
      #expect(!Disk.exists(library.root.appending("2026/flux")))
      #expect(library.leftovers == [])
    }
  }

  @Test func `leaves what is not the expected file, with its sidecar`() async throws {
    try await withLibrary { library, folder in
      let placed = try library.place("x", at: "a.png", sidecar: "s")
      try Disk.append("y", to: library.root.appending("a.png"))
      let other = try library.place("x", at: "b.png")
      #expect(throws: LibraryError.changed("a.png")) { try library.removePlaced("a.png", expecting: placed.stamp) }
      #expect(throws: LibraryError.changed("b.png")) { try library.removePlaced("b.png", expecting: placed.stamp) }
      #expect(throws: LibraryError.missing("c.png")) { try library.removePlaced("c.png", expecting: other.stamp) }
      #expect(throws: LibraryError.outside("../b")) { try library.removePlaced("../b", expecting: other.stamp) }
      #expect(Disk.files(below: library.root) == ["a.png", "a.png.xmp", "b.png"])
    }
  }

  @Test func `does not mind that a link to the file came or went`() async throws {
    try await withLibrary { library, folder in
      let placed = try library.place("x", at: "a.png")
      try Disk.link(folder.appending("link"), to: library.root.appending("a.png"))
      try library.removePlaced("a.png", expecting: placed.stamp)
      #expect(try Disk.read(folder.appending("link")) == [0x78])
    }
  }

  @Test func `of many tells each one's fate`() async throws {
    try await withLibrary { library, folder in
      let placed = try (0..<30).map { try library.place("\($0)", at: BytePath("\($0 % 4)/\($0).png"), sidecar: "s") }
      try Disk.append("!", to: library.root.appending("3/7.png"))
      let results = library.removePlaced(placed.map { Removal(path: $0.path, expecting: $0.stamp) })
      #expect(results.map(\.failure) == placed.map { $0.path == "3/7.png" ? .changed("3/7.png") : nil })
      #expect(Disk.files(below: library.root) == ["3/7.png", "3/7.png.xmp"])
    }
  }

  @Test func `keeps for ever what could be neither removed nor put back, and lists it`() async throws {
    try await withLibrary { library, folder in
      try library.place("x", at: "a.png")
      try Disk.makeFolder(library.root.appending(".alice/tmp/kept"))
      try Disk.makeFolder(library.root.appending(".alice/tmp/crashed"))
      for name in ["kept", "crashed"] {
        try Disk.write("picture", to: library.root.appending(BytePath(".alice/tmp/\(name)/b.png")))
      }
      _ = try library.lock(exclusive: true)
      #expect(try library.temporaryLeftovers() == [".alice/tmp/kept/b.png"])
    }
  }

  @Test func `that is gone takes what stood beside it along, and nothing that is somebody's`() async throws {
    try await withLibrary { library, folder in
      for name in ["a", "b", "c"] { try library.place("x", at: BytePath("2026/\(name).png"), sidecar: "s") }
      for name in ["a", "b"] { try Disk.remove(library.root.appending(BytePath("2026/\(name).png"))) }
      try Disk.write("recipe", to: library.root.appending("2026/a.txt"))
      let sidecar = try #require(try library.stamp(of: "2026/a.png.xmp"))
      for _ in 0..<2 { try library.removeRest(of: "2026/a.png", sidecar: sidecar) }
      #expect(throws: LibraryError.changed("2026/b.png")) { try library.removeRest(of: "2026/b.png", sidecar: sidecar) }
      try library.removeRest(of: "2026/b.png", sidecar: nil)
      #expect(throws: LibraryError.occupied("2026/c.png")) {
        try library.removeRest(of: "2026/c.png", sidecar: sidecar)
      }
      #expect(Disk.files(below: library.root) == ["2026/b.png.xmp", "2026/c.png", "2026/c.png.xmp"])
      try library.removeRest(of: "2025/a.png", sidecar: sidecar)
    }
  }
}

@Suite struct `Putting back what was rewritten` {
  @Test func `brings the old bytes and the old time`() async throws {
    try await withRewritten { library, old, new, inverse in
      let placed = try library.restoreInPlace(
        "a.png", expecting: new.stamp, splice: inverse, modifiedNanoseconds: old.stamp.modifiedNanoseconds)
      #expect(try library.text(of: "a.png") == "0123456789")
      #expect(placed.stamp.modifiedNanoseconds == old.stamp.modifiedNanoseconds)
      #expect(placed.stamp == (try library.stamp(of: "a.png")))
      #expect(library.leftovers == [])
    }
  }

  @Test func `stops where the file changed since`() async throws {
    try await withRewritten { library, old, new, inverse in
      try Disk.append("!", to: library.root.appending("a.png"))
      #expect(throws: LibraryError.changed("a.png")) {
        try library.restoreInPlace("a.png", expecting: new.stamp, splice: inverse, modifiedNanoseconds: 0)
      }
      #expect(try library.text(of: "a.png") == "01new89!")
    }
  }

  @Test func `stops where the proof fails, and can be done again where it holds`() async throws {
    try await withRewritten { library, old, new, inverse in
      #expect(throws: LibraryError.unverified("a.png")) {
        try library.restoreInPlace(
          "a.png", expecting: new.stamp, splice: inverse, modifiedNanoseconds: 5, proof: { _ in false })
      }
      #expect(try library.text(of: "a.png") == "01new89")
      #expect(library.leftovers == [])
      let placed = try (0..<2).map { _ in
        try library.restoreInPlace(
          "a.png", expecting: new.stamp, splice: inverse, modifiedNanoseconds: 5,
          proof: { (try? $0.readAll(limit: 100)) == Array("0123456789".utf8) })
      }
      #expect(placed[0] == placed[1])
    }
  }

  @Test func `is known by its content once its source is gone`() async throws {
    try await withRewritten { library, old, new, inverse in
      #expect(try !library.mayHold(inverse, at: "a.png"))
      for (text, isKnown) in [("0123456789", true), ("01new89", false), ("0123x56789", false), ("01234567890", false)] {
        try Disk.remove(library.root.appending("a.png"))
        try library.place(text, at: "a.png")
        #expect(try library.mayHold(inverse, at: "a.png") == isKnown)
      }
    }
  }

  @Test func `leaves a linked source as it is`() async throws {
    try await withRewritten { library, old, new, inverse in
      let kept = try Disk.read(library.root.appending("../kept"))
      #expect(kept == Array("0123456789".utf8))
    }
  }

  private func withRewritten(
    _ body: (Library, _ old: Placed, _ new: Placed, _ inverse: Splice) throws -> Void
  ) async throws {
    try await withLibrary { library, folder in
      _ = try library.place("0123456789", at: "a.png")
      try Disk.link(folder.appending("kept"), to: library.root.appending("a.png"))
      try Disk.setModified(1_000_000, of: folder.appending("kept"))
      let old = Placed(path: "a.png", stamp: try #require(try library.stamp(of: "a.png")))
      var splice = Splice(copying: 2)
      splice.append(Array("new".utf8))
      splice.append(source: 8..<10)
      let file = try library.openFile("a.png")
      let inverse = try #require(
        try splice.inverse(sourceCount: 10) { try file.read(at: $0.lowerBound, count: $0.count) })
      let new = try library.replace([
        Replacement(path: "a.png", source: file, splice: splice, modifiedNanoseconds: 2_000_000_000_000_001)
      ])[0].get()
      #expect(new.stamp.modifiedNanoseconds == 2_000_000_000_000_001)
      try body(library, old, new, inverse)
    }
  }
}

@Suite struct `A former sidecar` {
  @Test func `is put back, or none is left where there was none`() async throws {
    try await withLibrary { library, folder in
      try library.place("x", at: "a.png", sidecar: "new")
      try library.restoreSidecar(for: "a.png", to: Array("old".utf8))
      #expect(try library.text(of: "a.png.xmp") == "old")
      for _ in 0..<2 { try library.restoreSidecar(for: "a.png", to: nil) }
      #expect(Disk.files(below: library.root) == ["a.png"])
    }
  }

  @Test func `is told apart from one under a shorter name`() async throws {
    try await withLibrary { library, folder in
      try library.place("x", at: "a.png")
      try Disk.write("theirs", to: library.root.appending("a.xmp"))
      #expect(try library.ownSidecar(for: "a.png") == nil)
      try library.writeSidecar(for: "a.png", [1])
      #expect(try library.ownSidecar(for: "a.png") == [1])
    }
  }
}
