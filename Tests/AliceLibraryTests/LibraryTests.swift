import AliceLibrary
import AliceModel
import AliceTestSupport
import Foundation
import Testing

@Suite struct `A library` {
  @Test func `is made with all folders above it, and only its owner enters the hidden folder`() async throws {
    try await withTemporaryFolder { folder in
      let library = try Library.create(at: folder.appending("a/b/c/"))
      _ = try Library.open(at: folder.appending("a/b/c"))
      #expect(try Disk.mode(library.root.appending(".alice")) == 0o700)
      #expect(try Disk.mode(library.root.appending(".alice/tmp")) == 0o700)
      #expect(library.catalogPath == library.root.appending(".alice/catalog.sqlite"))
      #expect(library.journalPath == library.root.appending(".alice/journal.sqlite"))
    }
  }

  @Test func `that exists is opened as it is`() async throws {
    try await withLibrary { library, folder in
      try library.place("picture", at: "a.png")
      #expect(try Library.create(at: folder.appending("library")).text(of: "a.png") == "picture")
      #expect(try Library.open(at: folder.appending("library")).root == library.root)
    }
  }

  @Test func `may be named from the working directory`() async throws {
    try await withTemporaryFolder { folder in
      let relative = BytePath(String(repeating: "../", count: 40) + folder.description.dropFirst())
      let library = try Library.create(at: relative.appending("a/b"))
      try library.place("x", at: "a.png")
      #expect(Disk.files(below: folder.appending("a/b")).contains("a.png"))
      #expect(FileWalk(relative.appending("a")).problems == [WalkProblem(path: library.root, reason: .library)])
    }
  }

  @Test func `is named by its real path`() async throws {
    try await withLibrary { library, folder in
      try Disk.link(folder.appending("link"), symbolicTo: "library")
      #expect(try Library.open(at: folder.appending("link")).root == library.root)
    }
  }

  @Test func `is needed where one is opened`() async throws {
    try await withTemporaryFolder { folder in
      #expect(throws: LibraryError.notALibrary(folder)) { try Library.open(at: folder) }
      #expect(throws: LibraryError.notALibrary("/nowhere/at/all")) { try Library.open(at: "/nowhere/at/all") }
      try Disk.write("", to: folder.appending(".alice"))
      #expect(throws: LibraryError.self) { try Library.open(at: folder) }
    }
  }

  @Test func `is not made where nothing can be written`() {
    #expect(throws: LibraryError.self) { try Library.create(at: "/proc/alice/library") }
    #expect(throws: LibraryError.self) { try Library.create(at: "/dev/null/library") }
  }

  @Test func `does not go through a hidden folder that is a symbolic link`() async throws {
    try await withTemporaryFolder { folder in
      try Disk.link(folder.appending(".alice"), symbolicTo: "/tmp")
      #expect(throws: LibraryError.notALibrary(folder)) { try Library.open(at: folder) }
      #expect(throws: LibraryError.self) { try Library.create(at: folder) }
    }
  }
}

@Suite struct `The lock` {
  @Test func `has one exclusive holder, and tells who it is`() async throws {
    try await withLibrary { library, folder in
      var lock: LibraryLock? = try library.lock(exclusive: true)
      let other = try Library.open(at: library.root)
      let held = LibraryError.locked(library.root.appending(".alice/lock"), process: ProcessID.own)
      #expect(throws: held) { try other.lock(exclusive: true) }
      #expect(throws: held) {
        try other.lock(exclusive: false, waitMilliseconds: 30)
      }
      withExtendedLifetime(lock) {}
      lock = nil
      withExtendedLifetime(try other.lock(exclusive: true)) {}
    }
  }

  @Test func `has many shared holders`() async throws {
    try await withLibrary { library, folder in
      let locks = try (0..<3).map { _ in try library.lock(exclusive: false) }
      #expect(throws: LibraryError.self) { try library.lock(exclusive: true) }
      withExtendedLifetime(locks) {}
    }
  }

  @Test func `is waited for`() async throws {
    try await withLibrary { library, folder in
      Thread.detachNewThread { [lock = try library.lock(exclusive: true)] in
        Thread.sleep(forTimeInterval: 0.05)
        withExtendedLifetime(lock) {}
      }
      let waited = try ContinuousClock().measure {
        withExtendedLifetime(try library.lock(exclusive: true, waitMilliseconds: 60_000)) {}
      }
      #expect(waited < .seconds(60))
    }
  }
}
