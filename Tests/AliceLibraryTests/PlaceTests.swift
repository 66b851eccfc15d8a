import AliceLibrary
import AliceModel
import AliceTestSupport
import Testing

@Suite struct `Placing` {
  @Test func `writes what the splice tells, with its sidecar and its time`() async throws {
    try await withLibrary { library, folder in
      let source = folder.appending("source.png")
      try Disk.write("0123456789", to: source)
      var splice = Splice()
      splice.append(source: 0..<2)
      splice.append(Array("new".utf8))
      splice.append(source: 5..<10)
      let placement = Placement(
        source: .file(try OpenFile.open(source)), splice: splice, destination: "2026-11-22/flux-dev/a.png",
        sidecar: Array("<xmp/>".utf8), modified: Timestamp(milliseconds: 1_500))
      let placed = try library.place([placement])[0].get()
      #expect(try library.text(of: "2026-11-22/flux-dev/a.png") == "01new56789")
      #expect(try library.text(of: "2026-11-22/flux-dev/a.png.xmp") == "<xmp/>")
      #expect(placed.path == "2026-11-22/flux-dev/a.png")
      #expect(placed.stamp == (try library.stamp(of: placed.path)))
      #expect(placed.stamp.modifiedNanoseconds == 1_500_000_000)
      #expect(library.leftovers == [])
      #expect(try Disk.read(source) == Array("0123456789".utf8))
    }
  }

  @Test(arguments: [1, 65_535, 65_536, 262_144, 699_049, (1 << 20) - 3, 3_000_001])
  func `copies ranges of any size`(size: Int) async throws {
    try await withLibrary { library, folder in
      let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
      try Disk.write(bytes, to: folder.appending("s"))
      let source = try OpenFile.open(folder.appending("s"))
      var spliced = Splice()
      spliced.append([1, 2, 3])
      spliced.append(source: 0..<UInt64(size))
      spliced.append(source: UInt64(size / 2)..<UInt64(size))
      var shorter = Splice()
      shorter.append([4])
      shorter.append(source: 0..<UInt64(size / 2))
      let results = library.place([
        Placement(source: .file(source), splice: Splice(copying: UInt64(size)), destination: "whole"),
        Placement(source: .file(source), splice: spliced, destination: "spliced"),
        Placement(source: .bytes(bytes), splice: spliced, destination: "from-memory"),
        Placement(source: .file(source), splice: shorter, destination: "shorter"),
      ])
      #expect(results.compactMap { try? $0.get() }.count == 4)
      #expect(try Disk.read(library.root.appending("shorter")) == [4] + bytes[..<(size / 2)])
      #expect(try Disk.read(library.root.appending("whole")) == bytes)
      #expect(try Disk.read(library.root.appending("spliced")) == [1, 2, 3] + bytes + bytes[(size / 2)...])
      #expect(try Disk.read(library.root.appending("from-memory")) == [1, 2, 3] + bytes + bytes[(size / 2)...])
    }
  }

  @Test func `never overwrites`() async throws {
    try await withLibrary { library, folder in
      try library.place("old", at: "a.png")
      #expect(throws: LibraryError.occupied("a.png")) { try library.place("new", at: "a.png", sidecar: "x") }
      #expect(try library.text(of: "a.png") == "old")
      #expect(Disk.files(below: library.root).filter { !$0.hasPrefix(".alice") } == ["a.png"])
      #expect(library.leftovers == [])
    }
  }

  @Test func `never overwrites a sidecar, and then shows no file`() async throws {
    try await withLibrary { library, folder in
      try Disk.write("mine", to: library.root.appending("a.png.xmp"))
      #expect(throws: LibraryError.occupied("a.png.xmp")) { try library.place("new", at: "a.png", sidecar: "other") }
      #expect(try library.stamp(of: "a.png") == nil)
      #expect(try library.text(of: "a.png.xmp") == "mine")
    }
  }

  @Test func `goes on where a crash left the sidecar without its file`() async throws {
    try await withLibrary { library, folder in
      try Disk.write("same", to: library.root.appending("a.png.xmp"))
      try library.place("picture", at: "a.png", sidecar: "same")
      #expect(try library.text(of: "a.png") == "picture")
      #expect(library.leftovers == [])
    }
  }

  @Test func `takes the place of an orphaned sidecar that was read, and of no other`() async throws {
    try await withLibrary { library, folder in
      try Disk.write("left", to: library.root.appending("a.png.xmp"))
      var placement = Placement(
        source: .bytes([]), splice: Splice("picture"), destination: "a.png", sidecar: Array("new".utf8))
      placement.orphan = Array("other".utf8)
      #expect(library.place([placement])[0].failure == .occupied("a.png.xmp"))
      #expect(try library.text(of: "a.png.xmp") == "left")
      placement.orphan = Array("left".utf8)
      #expect(try library.place([placement])[0].get().path == "a.png")
      #expect(try library.text(of: "a.png.xmp") == "new" && library.text(of: "a.png") == "picture")
      #expect(library.place([placement])[0].failure == .occupied("a.png"))
      #expect(library.leftovers == [])
    }
  }

  @Test func `secures what is there, and tells what is not`() async throws {
    try await withLibrary { library, folder in
      try library.place("picture", at: "a/b.png", sidecar: "x")
      let absent = library.root.appending("a/c.png")
      #expect(library.secure(["a/b.png", "a/c.png", "../d.png"]) == [nil, .missing(absent), .outside("../d.png")])
      let many = (0..<40).map { BytePath("m/\($0).png") }
      for path in many { try library.place("picture", at: path) }
      #expect(library.secure(many).allSatisfy { $0 == nil })
    }
  }

  @Test func `has a result for each, and one that fails harms no other`() async throws {
    try await withLibrary { library, folder in
      let source = folder.appending("s")
      try Disk.write("0123", to: source)
      let file = try OpenFile.open(source)
      try library.place("old", at: "taken.png")
      func placement(_ path: BytePath, _ splice: Splice = Splice("x")) -> Placement {
        Placement(source: .file(file), splice: splice, destination: path)
      }
      let results = library.place([
        placement("a/1.png"), placement("taken.png"), placement("a/1.png"), placement("../b.png"),
        placement("short.png", Splice(copying: 5)), placement("a/2.png"),
      ])
      #expect(
        results.map(\.failure) == [
          nil, .occupied("taken.png"), .occupied("a/1.png"), .outside("../b.png"), .changed(source), nil,
        ])
      #expect(
        Disk.files(below: library.root).filter { !$0.hasPrefix(".alice") } == ["a/1.png", "a/2.png", "taken.png"])
      #expect(library.leftovers == [])
    }
  }

  @Test(
    arguments: [
      "../a.png", "a/../../b.png", "/etc/a.png", "", "a//b.png", "a/", ".", "./a.png", "a/.", ".alice/journal.sqlite",
      ".alice", ".ALICE/x.png", ".alice/trash/x.png", "a\0b.png",
      BytePath(String(repeating: "d/", count: 64) + "a.png"),
    ] as [BytePath])
  func `stays inside the library and out of alice's own folder`(path: BytePath) async throws {
    try await withLibrary { library, folder in
      #expect(throws: LibraryError.outside(path)) { try library.place("x", at: path) }
    }
  }

  @Test func `does not go through a symbolic link`() async throws {
    try await withLibrary { library, folder in
      try Disk.makeFolder(folder.appending("elsewhere"))
      try Disk.link(library.root.appending("2026"), symbolicTo: "../elsewhere")
      try Disk.link(library.root.appending("a.png"), symbolicTo: "../elsewhere/a.png")
      #expect(throws: LibraryError.outside("2026")) { try library.place("x", at: "2026/a.png") }
      #expect(throws: LibraryError.occupied("a.png")) { try library.place("x", at: "a.png") }
      #expect(Disk.files(below: folder.appending("elsewhere")) == [])
    }
  }

  @Test func `fails where a file stands in the place of a folder, and leaves nothing`() async throws {
    try await withLibrary { library, folder in
      try library.place("file", at: "2026")
      #expect(throws: LibraryError.outside("2026")) { try library.place("x", at: "2026/a.png") }
      #expect(library.leftovers == [])
    }
  }

  @Test func `fails as a whole, and tells so for each, where nothing can be written`() async throws {
    try await withLibrary { library, folder in
      try Disk.rename(library.root.appending(".alice/tmp"), to: folder.appending("moved away"))
      try Disk.write("in the way", to: library.root.appending(".alice/tmp"))
      let batch = ["a", "b"].map { Placement(source: .bytes([]), splice: Splice("x"), destination: BytePath($0)) }
      let way = library.root.appending(".alice/tmp")
      #expect(library.place(batch).map(\.failure) == [.outside(way), .outside(way)])
    }
  }

  @Test func `sees that its source changed since it was opened`() async throws {
    try await withLibrary { library, folder in
      let source = folder.appending("s")
      try Disk.write("0123", to: source)
      let file = try OpenFile.open(source)
      try Disk.append("4", to: source)
      let results = library.place([Placement(source: .file(file), splice: Splice(copying: 4), destination: "a.png")])
      #expect(results.map(\.failure) == [.changed(source)])
      #expect(try library.stamp(of: "a.png") == nil)
      #expect(library.leftovers == [])
    }
  }

  @Test func `sees that its source shrank while it is read`() async throws {
    try await withLibrary { library, folder in
      let source = folder.appending("s")
      try Disk.write([UInt8](repeating: 1, count: 300_000), to: source)
      let file = try OpenFile.open(source)
      try Disk.write("0123", to: source)
      var spliced = Splice()
      spliced.append([1])
      spliced.append(source: 0..<300_000)
      let results = library.place([
        Placement(source: .file(file), splice: Splice(copying: 300_000), destination: "a.png"),
        Placement(source: .file(file), splice: spliced, destination: "b.png"),
      ])
      #expect(results.map(\.failure) == [.changed(source), .changed(source)])
      #expect(library.leftovers == [])
    }
  }

  @Test(arguments: HostileNames.all.filter { $0.bytes.count < 252 })
  func `takes names of any bytes`(name: BytePath) async throws {
    try await withLibrary { library, folder in
      let path = name.appending(name)
      try library.place("picture", at: path, sidecar: "x")
      #expect(try library.text(of: path) == "picture")
      #expect(try library.readSidecar(for: path) == [0x78])
    }
  }

  @Test func `reports a name that the file system refuses and leaves nothing`() async throws {
    try await withLibrary { library, folder in
      let name = BytePath(bytes: [UInt8](repeating: 0x61, count: 256))
      #expect(throws: LibraryError.self) { try library.place("x", at: name) }
      #expect(throws: LibraryError.self) {
        try library.place("x", at: BytePath(bytes: Array(name.bytes.dropLast())), sidecar: "x")
      }
      #expect(Disk.files(below: library.root) == [])
    }
  }

  @Test func `keeps who may read a source, without the right to run it`() async throws {
    try await withLibrary { library, folder in
      for (index, (mode, expected)) in [(0o600, 0o600), (0o755, 0o644), (0o440, 0o640)].enumerated() {
        let source = folder.appending("\(index)")
        try Disk.write("x", to: source)
        try Disk.setMode(.init(mode), of: source)
        let placement = Placement(
          source: .file(try OpenFile.open(source)), splice: Splice(copying: 1), destination: BytePath("\(index)"))
        _ = try library.place([placement])[0].get()
        #expect(try Disk.mode(library.root.appending("\(index)")) == .init(expected))
      }
    }
  }

  @Test func `of one name by many has one winner`() async throws {
    try await withLibrary { library, folder in
      let wins = await withTaskGroup(of: Int.self) { group in
        for writer in 0..<8 {
          group.addTask {
            (0..<25).count { round in
              (try? library.place("\(writer)", at: BytePath("r/\(round).png"), sidecar: "\(writer)")) != nil
            }
          }
        }
        return await group.reduce(0, +)
      }
      #expect(wins == 25)
      for round in 0..<25 {
        let path = BytePath("r/\(round).png")
        let texts = try [library.text(of: path), library.text(of: path.adding(suffix: ".xmp"))]
        #expect(texts[0] == texts[1])
      }
      #expect(library.leftovers == [])
    }
  }

  @Test func `of a batch larger than the open files allowed works`() async throws {
    try await withLibrary { library, folder in
      let placements = (0..<1500).map { index in
        Placement(source: .bytes([]), splice: Splice("\(index)"), destination: BytePath("\(index % 150)/\(index).png"))
      }
      #expect(library.place(placements).allSatisfy { $0.failure == nil })
      let last = try library.text(of: "149/1499.png")
      #expect(last == "1499")
    }
  }
}

extension Result where Failure == LibraryError {
  var failure: LibraryError? { if case .failure(let error) = self { error } else { nil } }
}
