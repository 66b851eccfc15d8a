import AliceLibrary
import AliceModel
import AliceTestSupport
import Foundation
import Testing

@Suite(.timeLimit(.minutes(2))) struct `A watcher` {
  @Test func `needs its folders`() async throws {
    try await withTemporaryFolder { folder in
      #expect(throws: LibraryError.missing(folder.appending("a"))) {
        try FolderWatcher([folder, folder.appending("a")])
      }
      try Disk.write("x", to: folder.appending("a"))
      #expect(throws: LibraryError.self) { try FolderWatcher([folder.appending("a")]) }
    }
  }

  @Test func `ends when its task is cancelled`() async throws {
    try await withTemporaryFolder { folder in
      let watcher = try FolderWatcher([folder])
      let task = Task {
        var count = 0
        for await _ in watcher { count += 1 }
        return count
      }
      try await Task.sleep(for: .milliseconds(20))
      task.cancel()
      #expect(await task.value == 0)
    }
  }

  @Test func `is one for each library`() async throws {
    try await withLibrary { library, _ in
      var lock: LibraryLock? = try library.watchLock()
      let other = try Library.open(at: library.root)
      let held = LibraryError.locked(library.root.appending(".alice/watch.lock"), process: ProcessID.own)
      #expect(throws: held) { try other.watchLock() }
      withExtendedLifetime(try other.lock(exclusive: true)) {}
      withExtendedLifetime(lock) {}
      lock = nil
      withExtendedLifetime(try other.watchLock()) {}
    }
  }
}

#if os(Linux)
  @Suite(.timeLimit(.minutes(2))) struct `A watcher on Linux` {
    @Test func `tells of what is written, moved here and linked, and of nothing else`() async throws {
      try await withTemporaryFolder { folder in
        let root = folder.appending("root")
        for name in ["root", "root/sub", "root/.hidden", "outside"] { try Disk.makeFolder(folder.appending(name)) }
        try Disk.write("x", to: root.appending("old.png"))
        try Disk.write("x", to: folder.appending("outside/a.png"))
        let watcher = try FolderWatcher([root], quiet: .milliseconds(50))

        try Disk.write("x", to: root.appending("written.png"))
        try Disk.append("y", to: root.appending("sub/../old.png"))
        try Disk.link(root.appending("sub/linked.png"), to: folder.appending("outside/a.png"))
        try Disk.rename(folder.appending("outside/a.png"), to: root.appending("sub/moved.png"))
        try Disk.write("x", to: root.appending("gone.png"))
        try Disk.remove(root.appending("gone.png"))
        for name in [".hidden/a.png", ".part", "Thumbs.db"] { try Disk.write("x", to: root.appending(name)) }
        try Disk.link(root.appending("link.png"), symbolicTo: "/etc/passwd")
        try Disk.makePipe(root.appending("pipe.png"))

        let seen = try await watcher.files(until: root.appending("zz"))
        #expect(seen == ["old.png", "sub/linked.png", "sub/moved.png", "written.png"].map { root.appending($0) })
      }
    }

    @Test func `enters folders that come, and finds what lay in them before`() async throws {
      try await withTemporaryFolder { folder in
        let root = folder.appending("root")
        for name in ["root", "tree", "tree/a", "tree/a/b", "tree/.git"] { try Disk.makeFolder(folder.appending(name)) }
        for name in ["tree/1.png", "tree/a/b/2.png", "tree/.git/3.png"] {
          try Disk.write("x", to: folder.appending(name))
        }
        let watcher = try FolderWatcher([root], quiet: .milliseconds(50))
        try Disk.rename(folder.appending("tree"), to: root.appending("tree"))
        try Disk.makeFolder(root.appending("new"))
        for name in ["new/4.png", "tree/a/5.png"] { try Disk.write("x", to: root.appending(name)) }
        let seen = try await watcher.files(until: root.appending("zz"))
        #expect(seen == ["new/4.png", "tree/1.png", "tree/a/5.png", "tree/a/b/2.png"].map { root.appending($0) })
      }
    }

    @Test func `follows folders that are renamed and leaves those that go`() async throws {
      try await withTemporaryFolder { folder in
        let root = folder.appending("root")
        for name in ["root", "root/a", "root/a/b", "root/c"] { try Disk.makeFolder(folder.appending(name)) }
        var events = try FolderWatcher([root], quiet: .milliseconds(50)).makeAsyncIterator()
        try Disk.rename(root.appending("a"), to: root.appending("d"))
        try Disk.rename(root.appending("c"), to: folder.appending("c"))
        #expect(try await events.files(until: root.appending("z1")) == [])
        for name in ["root/d/b/1.png", "c/2.png"] { try Disk.write("x", to: folder.appending(name)) }
        #expect(try await events.files(until: root.appending("z2")) == [root.appending("d/b/1.png")])
      }
    }

    @Test func `enters no library, and not the one it is told to pass over`() async throws {
      try await withLibrary { library, folder in
        let other = try Library.create(at: folder.appending("other"))
        let watcher = try FolderWatcher([folder, library.root], skipping: library.root, quiet: .milliseconds(50))
        try library.place("x", at: "a.png")
        try other.place("x", at: "b.png")
        #expect(try await watcher.files(until: folder.appending("zz")) == [])
        let own = try FolderWatcher([library.root], quiet: .milliseconds(50))
        try library.place("x", at: "2026/b.png")
        #expect(try await own.files(until: library.root.appending("zz")) == [library.root.appending("2026/b.png")])
      }
    }

    @Test func `keeps every byte of a name`() async throws {
      try await withTemporaryFolder { folder in
        let watcher = try FolderWatcher([folder], quiet: .milliseconds(50))
        let names = HostileNames.all.filter { $0.bytes.first != UInt8(ascii: ".") }
        for name in names { try Disk.write("x", to: folder.appending(name)) }
        #expect(try await watcher.files(until: folder.appending("zz")) == names.sorted().map { folder.appending($0) })
      }
    }

    @Test func `waits until a file is left alone`() async throws {
      try await withTemporaryFolder { folder in
        let path = folder.appending("a.png")
        var events = try FolderWatcher([folder], quiet: .seconds(2)).makeAsyncIterator()
        let writing = Task {
          for _ in 0..<10 {
            try Disk.write("x", to: path)
            try await Task.sleep(for: .milliseconds(50))
          }
          return ContinuousClock.now
        }
        #expect(await events.next(isolation: nil) == .changed([path]))
        let end = try await writing.value
        #expect(end.duration(to: .now) > .milliseconds(1500))
        #expect(try await events.files(until: folder.appending("zz")) == [])
      }
    }

    @Test func `asks for a rescan where a folder went, and watches it again when it is back`() async throws {
      try await withTemporaryFolder { folder in
        let root = folder.appending("root")
        try Disk.makeFolder(root)
        var events = try FolderWatcher([root], quiet: .zero, rescanInterval: .milliseconds(1)).makeAsyncIterator()
        try FileManager.default.removeItem(atPath: root.description)
        #expect(await events.next(isolation: nil) == .rescan)
        try Disk.makeFolder(root)
        #expect(await events.next(isolation: nil) == .rescan)
        try Disk.write("x", to: root.appending("a.png"))
        #expect(try await events.files(until: root.appending("zz")) == [root.appending("a.png")])
      }
    }

    /// Two files in turn, since the system joins events that are the same.
    @Test(.enabled(if: Queue.limit <= 1 << 15, "the system's queue of events is too long to fill"))
    func `asks for a rescan where events were lost, and goes on`() async throws {
      try await withTemporaryFolder { folder in
        var events = try FolderWatcher([folder], quiet: .milliseconds(50)).makeAsyncIterator()
        let paths = ["a", "b"].map { folder.appending($0) }
        for _ in 0...Queue.limit / 2 { for path in paths { try Disk.write("x", to: path) } }
        try Disk.makeFolder(folder.appending("unseen"))
        #expect(await events.next(isolation: nil) == .rescan)
        try Disk.write("x", to: folder.appending("unseen/c"))
        let seen = try await events.files(until: folder.appending("zz"))
        #expect(seen.contains(folder.appending("unseen/c")))
      }
    }
  }

  private enum Queue {
    static var limit: Int {
      let text = try? String(contentsOfFile: "/proc/sys/fs/inotify/max_queued_events", encoding: .utf8)
      return text.flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) } ?? .max
    }
  }
#endif

extension FolderWatcher {
  func files(until last: BytePath) async throws -> [BytePath] {
    var events = makeAsyncIterator()
    return try await events.files(until: last)
  }
}

extension FolderWatcher.AsyncIterator {
  /// Writes `last`, and returns what is told of until it is, in order and each once.
  mutating func files(until last: BytePath) async throws -> [BytePath] {
    try Disk.write("x", to: last)
    var seen: Set<BytePath> = []
    while !seen.contains(last), let event = await next(isolation: nil) {
      if case .changed(let files) = event { seen.formUnion(files) } else { Issue.record("\(event)") }
    }
    return seen.subtracting([last]).sorted()
  }
}
