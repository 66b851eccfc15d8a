import AliceLibrary
import AliceModel
import AliceTestSupport
import Testing

@Suite struct `A walk` {
  @Test func `yields files depth first in the order of their bytes`() async throws {
    try await withTemporaryFolder { folder in
      for name in ["b", "b/y", "a"] { try Disk.makeFolder(folder.appending(name)) }
      for name in ["b/2.png", "b/10.png", "b/y/z.png", "a.png", "c.png", "B.png", "a/1.png"] {
        try Disk.write(name, to: folder.appending(name))
      }
      let walked = FileWalk(folder).files.map { $0.relative.description }
      #expect(walked == ["B.png", "a/1.png", "a.png", "b/10.png", "b/2.png", "b/y/z.png", "c.png"])
      #expect(FileWalk(folder).files.map(\.path) == walked.map { folder.appending($0) })
    }
  }

  @Test func `tells each file's stamp as opening it does`() async throws {
    try await withTemporaryFolder { folder in
      try Disk.write("12345", to: folder.appending("a.png"))
      let found = try #require(FileWalk(folder).files.first)
      #expect(found.stamp == (try OpenFile.open(found.path).stamp))
      #expect(found.stamp.size == 5)
    }
  }

  @Test func `of a file yields the file`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("a.png")
      try Disk.write("x", to: path)
      #expect(FileWalk(path).files.map(\.relative) == ["a.png"])
      #expect(FileWalk(path).files.map(\.path) == [path])
    }
  }

  @Test func `follows its source where that is a link, and no other link`() async throws {
    try await withTemporaryFolder { folder in
      try Disk.makeFolder(folder.appending("real"))
      try Disk.write("x", to: folder.appending("real/a.png"))
      try Disk.link(folder.appending("link"), symbolicTo: "real")
      try Disk.link(folder.appending("real/loop"), symbolicTo: ".")
      try Disk.link(folder.appending("real/out"), symbolicTo: "/etc/passwd")
      try Disk.link(folder.appending("real/dangling"), symbolicTo: "nowhere")
      #expect(FileWalk(folder.appending("link")).files.map(\.relative) == ["a.png"])
      let problems = FileWalk(folder.appending("link")).problems
      #expect(problems.map(\.reason) == [.symbolicLink, .symbolicLink, .symbolicLink])
      #expect(problems.map { $0.path.lastComponent } == ["dangling", "loop", "out"])
    }
  }

  @Test func `passes over what is hidden and what systems leave behind`() async throws {
    try await withTemporaryFolder { folder in
      for name in [".hidden", "@eaDir", "$RECYCLE.BIN", "System Volume Information", "__MACOSX", "kept"] {
        try Disk.makeFolder(folder.appending(name))
        try Disk.write("x", to: folder.appending(name).appending("a.png"))
      }
      for name in [".DS_Store", "._a.png", "Thumbs.db", "desktop.ini"] {
        try Disk.write("x", to: folder.appending(name))
      }
      #expect(FileWalk(folder).map(\.name) == ["kept/a.png"])
    }
  }

  @Test func `reports pipes without blocking and goes on`() async throws {
    try await withTemporaryFolder { folder in
      try Disk.makePipe(folder.appending("a.png"))
      try Disk.write("x", to: folder.appending("b.png"))
      #expect(FileWalk(folder).problems.map(\.reason) == [.special])
      #expect(FileWalk(folder).files.map(\.relative) == ["b.png"])
    }
  }

  @Test func `yields a file with two names once, or as often as it is asked to`() async throws {
    try await withTemporaryFolder { folder in
      try Disk.write("x", to: folder.appending("b.png"))
      try Disk.link(folder.appending("a.png"), to: folder.appending("b.png"))
      #expect(FileWalk(folder).files.map(\.relative) == ["a.png"])
      #expect(FileWalk(folder, repeatsHardLinks: true).files.map(\.relative) == ["a.png", "b.png"])
    }
  }

  @Test func `leaves a library within its source alone`() async throws {
    try await withLibrary { library, folder in
      try library.place("x", at: "a.png")
      try Disk.write("x", to: folder.appending("b.png"))
      #expect(FileWalk(folder).files.map(\.relative) == ["b.png"])
      #expect(FileWalk(folder).problems == [WalkProblem(path: library.root, reason: .library)])
      #expect(FileWalk(library.root).files.map(\.relative) == ["a.png"])
    }
  }

  @Test func `passes over the one library it is told of, under whatever name, and no other`() async throws {
    try await withLibrary { library, folder in
      try library.place("x", at: "a.png")
      let other = try Library.create(at: folder.appending("other"))
      try Disk.write("x", to: folder.appending("b.png"))
      try Disk.link((folder.parent ?? "/").appending("door-\(folder.lastComponent)"), symbolicTo: "\(library.root)")
      let door = (folder.parent ?? "/").appending("door-\(folder.lastComponent)")
      defer { try? Disk.remove(door) }
      for name in [library.root, door] {
        let walk = FileWalk(folder, skipping: name)
        #expect(walk.files.map(\.relative) == ["b.png"])
        #expect(walk.problems == [WalkProblem(path: other.root, reason: .library)])
      }
      #expect(FileWalk(library.root, skipping: door).map(\.name) == [])
      #expect(FileWalk(folder, skipping: "/nowhere/at/all").problems.count == 2)
    }
  }

  @Test(arguments: [
    ["a", "a/b"], ["a/b", "a"], ["a", "link"], ["a", "a/b/2.png", "a/b/2.png"], ["a/b/2.png", "a", "a"],
  ])
  func `of sources that overlap yields each file once`(sources: [String]) async throws {
    try await withTemporaryFolder { folder in
      for name in ["a", "a/b"] { try Disk.makeFolder(folder.appending(name)) }
      for name in ["a/1.png", "a/b/2.png", "a/b/3.png"] { try Disk.write("x", to: folder.appending(name)) }
      try Disk.link(folder.appending("link"), symbolicTo: "a/b")
      for repeats in [false, true] {
        let walk = FileWalk(sources.map { folder.appending($0) }, repeatsHardLinks: repeats)
        #expect(
          walk.files.map(\.path).sorted() == ["a/1.png", "a/b/2.png", "a/b/3.png"].map { folder.appending($0) })
        #expect(walk.problems == [])
      }
    }
  }

  @Test func `of several sources yields a file with a name in each once`() async throws {
    try await withTemporaryFolder { folder in
      for name in ["a", "b"] { try Disk.makeFolder(folder.appending(name)) }
      try Disk.write("x", to: folder.appending("a/1.png"))
      for name in ["b/2.png", "3.png"] { try Disk.link(folder.appending(name), to: folder.appending("a/1.png")) }
      let sources = ["a", "b", "3.png"].map { folder.appending($0) }
      #expect(FileWalk(sources).files.map(\.relative) == ["1.png"])
      #expect(FileWalk(sources.reversed()).files.map(\.relative) == ["3.png"])
      #expect(FileWalk(sources, repeatsHardLinks: true).files.map(\.relative) == ["1.png", "2.png", "3.png"])
    }
  }

  @Test func `of a library that is named enters it, though it lies in another source`() async throws {
    try await withLibrary { library, folder in
      try library.place("x", at: "a.png")
      #expect(FileWalk([folder, library.root]).map(\.name) == ["library: \(library.root)", "a.png"])
    }
  }

  @Test func `of several sources goes on where one is missing`() async throws {
    try await withTemporaryFolder { folder in
      try Disk.write("x", to: folder.appending("a.png"))
      let walk = FileWalk(["/nowhere/at/all", folder, "/dev/null"])
      #expect(walk.map(\.name) == ["missing: /nowhere/at/all", "a.png", "special: /dev/null"])
      #expect(FileWalk([]).map(\.name) == [])
    }
  }

  @Test func `enters folders with names of any bytes`() async throws {
    try await withTemporaryFolder { folder in
      let names = HostileNames.all.filter { $0.bytes.first != UInt8(ascii: ".") && $0.bytes.count < 200 }
      for name in names {
        try Disk.makeFolder(folder.appending(name))
        try Disk.write("x", to: folder.appending(name).appending(name))
      }
      #expect(FileWalk(folder).files.map(\.relative) == names.sorted().map { $0.appending($0) })
      #expect(FileWalk(names.map { folder.appending($0) }).files.map(\.relative) == names)
    }
  }

  @Test func `ends at 64 folders`() async throws {
    try await withTemporaryFolder { folder in
      var path = folder
      for _ in 0..<70 {
        path = path.appending("d")
        try Disk.makeFolder(path)
        try Disk.write("x", to: path.appending("f"))
      }
      #expect(FileWalk(folder).files.count == 63)
      #expect(FileWalk(folder).problems.map(\.reason) == [.tooDeep])
    }
  }

  @Test func `of nothing is a problem, not an end`() {
    #expect(FileWalk("/nowhere/at/all").problems.map(\.reason) == [.missing])
    #expect(FileWalk("/dev/null").problems.map(\.reason) == [.special])
  }

  @Test func `tells what it passes over, where that is asked for`() async throws {
    try await withTemporaryFolder { folder in
      for name in [".git", "@eaDir", "drafts", "kept"] { try Disk.makeFolder(folder.appending(BytePath(name))) }
      for name in [".git/config", ".hidden", "Thumbs.db", "@eaDir/a.png", "drafts/b.png", "kept/._a.png", "kept/a.png"]
      {
        try Disk.write("x", to: folder.appending(BytePath(name)))
      }
      try Disk.link(folder.appending("z.png"), to: folder.appending("kept/a.png"))
      let excluded = ["drafts"].compactMap(PathGlob.init)
      let told = FileWalk([folder], excluding: excluded, tellingPassedOver: true).map(\.name)
      #expect(
        told
          == [
            "hidden folder: .git", "hidden: .hidden", "system folder: @eaDir", "system: Thumbs.db",
            "excluded folder: drafts", "hidden: ._a.png", "kept/a.png", "otherName: z.png",
          ])
      #expect(FileWalk([folder], excluding: excluded).map(\.name) == ["kept/a.png"])
    }
  }

  @Test func `keeps every byte of a name`() async throws {
    try await withTemporaryFolder { folder in
      let names = HostileNames.all.filter { $0.bytes.first != UInt8(ascii: ".") }
      for name in names { try Disk.write("x", to: folder.appending(name)) }
      let files = FileWalk(folder).files
      #expect(files.map(\.relative) == names.sorted())
      #expect(files.allSatisfy { (try? OpenFile.open($0.path)) != nil })
    }
  }
}

extension FileWalk {
  var files: [FoundFile] { compactMap { if case .file(let file) = $0 { file } else { nil } } }
  var problems: [WalkProblem] { compactMap { if case .problem(let problem) = $0 { problem } else { nil } } }
}

extension WalkedEntry {
  var name: String {
    switch self {
    case .file(let file): file.relative.description
    case .problem(let problem): "\(problem.reason): \(problem.path)"
    case .passedOver(let entry): "\(entry.reason)\(entry.isFolder ? " folder" : ""): \(entry.path.lastComponent)"
    }
  }
}
