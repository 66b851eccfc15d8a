import AliceLibrary
import AliceMedia
import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

/// Files that are offered as a backup, and are none.
@Suite struct BackupHostileTests {
  private typealias Files = [(name: BytePath, bytes: [UInt8])]

  /// Writes a backup, gives its files to `change`, packs them again, and restores that into a folder without `.alice`.
  /// Returns the error; nothing is there afterwards.
  private static func refusal(
    manifest fits: Bool = true, _ change: (inout [(name: BytePath, bytes: [UInt8])]) throws -> Void
  ) async throws -> BackupError? {
    try await World.with { world in
      try world.drop("demo/grid-0003.jpg")
      _ = try await world.organize()
      let tar = world.folder.appending("a.tar")
      _ = try LibraryBackup(library: world.root).write(to: tar)
      let archive = try TarArchive([UInt8](Data(contentsOf: URL(filePath: tar.description))), limit: 20)
      var files = try archive.entries.map { (name: $0.name, bytes: try $0.read(at: 0, count: Int($0.byteCount))) }
      try change(&files)
      if fits { files[0].bytes = try manifest(of: files) }
      try Data(packed(files)).write(to: URL(filePath: tar.description))
      let target = world.folder.appending("Target")
      try FileManager.default.createDirectory(atPath: target.description, withIntermediateDirectories: false)
      do {
        _ = try LibraryRestore(tar, library: target).run(agreed: true)
        return nil
      } catch AliceError.backup(let error) {
        #expect(try FileManager.default.contentsOfDirectory(atPath: target.description).isEmpty)
        return error
      }
    }
  }

  private static func packed(_ files: Files) -> [UInt8] {
    files.reduce(into: [UInt8]()) { bytes, file in
      let size = UInt64(file.bytes.count)
      bytes += TarWriter.header(of: file.name, byteCount: size, modified: Timestamp(milliseconds: 0))
      bytes += file.bytes + TarWriter.padding(after: size)
    } + TarWriter.end
  }

  /// Makes the first file fit the others.
  private static func manifest(of files: Files) throws -> [UInt8] {
    let parts: [JSONValue] = try files.dropFirst().map { file in
      [
        "name": .string(file.name.description), "bytes": .string(String(file.bytes.count)),
        "sha256": .string(try ContentDigest.hex(of: file.bytes)),
      ]
    }
    let json: JSONValue = ["alice_backup": 1, "made": "2026-11-22T12:00:00.000+01:00", "files": .array(parts)]
    return Array(json.text.utf8)
  }

  @Test func `a backup that was packed again is as good`() async throws {
    #expect(try await Self.refusal { $0.swapAt(1, 2) } == nil)
  }

  @Test(arguments: ["evil.sh", ".bashrc", "catalog.sqlite", "gallery", "journal.sqlite-wal"])
  func `a file that no backup has is refused`(_ name: String) async throws {
    let error = try await Self.refusal { $0.append((BytePath(name), [1])) }
    guard case .notABackup(_, let reason) = error else { return #expect(Bool(false), "\(String(describing: error))") }
    #expect(reason.contains(name))
  }

  @Test func `each byte of each file is proved`() async throws {
    for index in 0..<3 {
      let error = try await Self.refusal(manifest: false) { files in
        let at = files[index].bytes.count / 2
        files[index].bytes[at] ^= 1
      }
      #expect(error != nil, "\(index)")
    }
    let cut = try await Self.refusal(manifest: false) { $0.remove(at: 1) }
    guard case .damaged(_, "journal.sqlite") = cut else { return #expect(Bool(false), "\(String(describing: cut))") }
  }

  @Test func `a manifest of a newer alice, or none, is refused`() async throws {
    let newer = try await Self.refusal(manifest: false) { $0[0].bytes = Array(#"{"alice_backup": 2}"#.utf8) }
    guard case .newer = newer else { return #expect(Bool(false), "\(String(describing: newer))") }
    for text in [
      "", "{}", "[1]", #"{"alice_backup": 1}"#, #"{"alice_backup": -1}"#, #"{"alice_backup": 1, "made": 7}"#,
    ] {
      #expect(try await Self.refusal(manifest: false) { $0[0].bytes = Array(text.utf8) } != nil, "\(text)")
    }
    #expect(try await Self.refusal(manifest: false) { $0.remove(at: 0) } != nil)
    #expect(try await Self.refusal(manifest: false) { $0.removeAll() } != nil)
  }

  @Test(arguments: [
    "no settings", "{}", #"{"alice":1,"quality":true,"layout":"../../{name}"}"#,
    #"{"alice":1,"quality":false,"layout":"{name}","keep_layout":true}"#,
  ])
  func `settings that could not be are refused`(_ text: String) async throws {
    let error = try await Self.refusal { files in
      let index = files.firstIndex { $0.name == "settings.json" } ?? 0
      files[index].bytes = Array(text.utf8)
    }
    guard case .damaged(_, "settings.json") = error else {
      return #expect(Bool(false), "\(String(describing: error))")
    }
  }

  @Test(arguments: ["", "no database"]) func `a journal that is none is refused`(_ text: String) async throws {
    let error = try await Self.refusal { files in
      let index = files.firstIndex { $0.name == "journal.sqlite" } ?? 0
      files[index].bytes = Array(text.utf8)
    }
    guard case .notABackup = error else { return #expect(Bool(false), "\(String(describing: error))") }
  }

  @Test func `a picture, a link and a folder are no backups`() async throws {
    try await World.with { world in
      try world.drop("demo/grid-0003.jpg")
      let picture = world.inbox.appending("grid-0003.jpg")
      let link = world.folder.appending("link.tar")
      try FileManager.default.createSymbolicLink(
        atPath: link.description, withDestinationPath: picture.description)
      for path in [picture, link, world.inbox, world.folder.appending("none.tar")] {
        let error = #expect(throws: AliceError.self) { try LibraryRestore(path, library: world.root) }
        guard case .backup(.notABackup) = error else { return #expect(Bool(false), "\(path)") }
      }
    }
  }
}
