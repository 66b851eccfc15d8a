import AliceLibrary
import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

/// An undo that did not come to its end, and is given again.
@Suite struct UndoAgainTests {
  @Test(arguments: [false, true])
  func `what an undo that was cut off put back is known by its content`(_ quality: Bool) async throws {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png", as: "a.png")
      try world.drop("media/codestream.jxl")
      _ = try await world.organize()
      let (before, assets) = (try contents(of: world), try world.all())
      try copyFiles(of: world.root, to: world.folder.appending("former"))
      if quality {
        // One file is written to twice, and moved.
        try world.drop("demo/00017-2718281828.png", as: "b.png")
        try world.write("a caption", as: "b.txt")
        _ = try await world.organize(quality: true)
      } else {
        _ = try Annotator(world.workspace).apply(.init(addedTags: ["a mistake"]), to: assets)
      }
      #expect(try contents(of: world) != before)
      try putBack(world.folder.appending("former"), in: world)
      let undone = try world.undo()
      #expect(undone.refused.isEmpty && undone.undone.isEmpty, "\(undone)")
      let id = try #require(Int64(undone.operation.id))
      #expect(throws: AliceError.notUndoable(undone.operation.id)) { try world.undo(id) }
      #expect(try contents(of: world) == before)
      #expect(try world.all().map(\.record) == assets.map(\.record) && world.all().map(\.path) == assets.map(\.path))
      #expect(try LibraryCheck(world.workspace).run(repair: false).findings.isEmpty)
      // Operations before it are not kept from being undone.
      #expect(try world.undo().refused.isEmpty)
      #expect(try contents(of: world).isEmpty)
    }
  }

  @Test func `an undo that could do only a part does the rest when it is given again`() async throws {
    try await withTwoKinds { world, picture, _ in
      _ = try Annotator(world.workspace).apply(.init(addedTags: ["mistake"]), to: try world.all())
      #expect(try world.search("tag:mistake").count == 2)
      let left = try setModified(1, of: picture)
      let first = try world.undo()
      #expect(first.refused.count == 1 && first.undone.count == 1)
      try setModified(left, of: picture)
      let second = try world.undo()
      #expect(
        second.operation == first.operation && second.refused.isEmpty && second.undone == first.refused.map(\.path))
      #expect(try world.search("tag:mistake").isEmpty)
    }
  }

  @Test(arguments: [true, false])
  func `a pair that an undo left torn is taken away by the next`(_ isFileGone: Bool) async throws {
    try await withTwoKinds { world, picture, sidecar in
      let kept = world.folder.appending("kept").description
      let other = String(sidecar.dropLast(4))
      let (time, otherTime) = (try setModified(1, of: picture), try setModified(isFileGone ? nil : 1, of: other))
      try FileManager.default.linkItem(atPath: sidecar, toPath: kept)
      #expect(try world.undo().refused.count == (isFileGone ? 1 : 2))
      if isFileGone {
        try makeFolder(of: sidecar)
        try FileManager.default.linkItem(atPath: kept, toPath: sidecar)
      } else {
        try FileManager.default.removeItem(atPath: sidecar)
        try setModified(otherTime, of: other)
      }
      try setModified(time, of: picture)
      #expect(try world.undo().refused.isEmpty)
      #expect(try world.files().isEmpty && world.all().isEmpty)
    }
  }

  @Test func `a sidecar without its file that was changed since stays`() async throws {
    try await withTwoKinds { world, picture, sidecar in
      _ = try setModified(1, of: picture)
      _ = try world.undo()
      try makeFolder(of: sidecar)
      try Data("theirs".utf8).write(to: URL(filePath: sidecar))
      #expect(try world.undo().refused.count == 2)
      #expect(FileManager.default.fileExists(atPath: sidecar))
    }
  }

  @Test func `nothing is touched where another undid it meanwhile`() async throws {
    try await withTwoKinds { world, _, _ in
      let late = try Undoer(world.workspace, operation: nil)
      _ = try world.undo()
      #expect(throws: AliceError.self) { try late.run() }
    }
  }

  @Test(.enabled(if: Tool.path("sqlite3") != nil, "not installed: sqlite3"))
  func `nothing is touched where the journal cannot be written to`() async throws {
    try await withTwoKinds { world, _, _ in
      let before = try world.files()
      let trigger = "create trigger refusing before update on operation begin select raise(abort, 'no'); end"
      #expect(Tool.output("sqlite3", [world.root.appending(".alice/journal.sqlite").description, trigger]) != nil)
      #expect(throws: (any Error).self) { try world.undo() }
      #expect(try world.files() == before)
    }
  }

  /// One that carries its record, and one with a sidecar.
  private func withTwoKinds(_ body: (World, _ picture: String, _ sidecar: String) throws -> Void) async throws {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png")
      try world.drop("media/codestream.jxl")
      _ = try await world.organize()
      let names = try world.files().keys
      let paths = try ["png", "xmp"].map { ending in
        world.root.appending(BytePath(try #require(names.first { $0.hasSuffix(ending) }))).description
      }
      try body(world, paths[0], paths[1])
    }
  }

  /// In nanoseconds since 1970; nil leaves it. Returns what it was.
  @discardableResult
  private func setModified(_ time: Int64?, of path: String) throws -> Int64 {
    let before = try OpenFile.open(BytePath(path)).stamp.modifiedNanoseconds
    guard let time else { return before }
    let spec = timespec(tv_sec: Int(time / 1_000_000_000), tv_nsec: Int(time % 1_000_000_000))
    #expect(utimensat(AT_FDCWD, path, [spec, spec], 0) == 0)
    return before
  }

  private func copyFiles(of folder: BytePath, to target: BytePath) throws {
    let manager = FileManager.default
    try manager.createDirectory(atPath: target.description, withIntermediateDirectories: true)
    for name in try manager.contentsOfDirectory(atPath: folder.description) where name != ".alice" {
      try manager.copyItem(
        atPath: folder.appending(BytePath(name)).description, toPath: target.appending(BytePath(name)).description)
    }
  }

  /// As an undo does: what was moved is moved, what was written to is a new file.
  private func putBack(_ former: BytePath, in world: World) throws {
    let manager = FileManager.default
    let names = try manager.subpathsOfDirectory(atPath: former.description).filter { !$0.hasPrefix(".") }
    var wanted: [String: Data] = [:]
    for name in names { wanted[name] = manager.contents(atPath: former.appending(BytePath(name)).description) }
    let present = try world.files().keys.map { world.root.appending(BytePath($0)).description }
    for path in present {
      // Folders have none.
      guard let content = manager.contents(atPath: path) else { continue }
      let home = wanted.first { $0.value == content }.map { world.root.appending(BytePath($0.key)).description }
      if path == home { continue }
      guard let home, !manager.fileExists(atPath: home) else {
        try manager.removeItem(atPath: path)
        continue
      }
      try makeFolder(of: home)
      try manager.moveItem(atPath: path, toPath: home)
    }
    for (name, content) in wanted {
      let path = world.root.appending(BytePath(name)).description
      if manager.contents(atPath: path) == content { continue }
      try makeFolder(of: path)
      try content.write(to: URL(filePath: path))
    }
  }

  /// Of files, by their paths.
  private func contents(of world: World) throws -> [String: String] {
    try world.files().compactMapValues { $0[0].isEmpty ? nil : $0[0] }
  }

  private func makeFolder(of path: String) throws {
    try FileManager.default.createDirectory(
      at: URL(filePath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
  }
}
