import AliceCatalog
import AliceLibrary
import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

/// Which files a check reads as a whole, and when.
@Suite struct VerificationTests {
  private func fill(_ world: World, _ count: Int) async throws {
    for number in 1...count {
      // Trailing bytes make another picture of each file.
      let name = world.inbox.appending("\(number).gif").description
      let gif = try #require(Data(base64Encoded: "R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw=="))
      var bytes = gif
      bytes[13] = UInt8(number)
      try bytes.write(to: URL(filePath: name))
    }
    _ = try await world.organize()
    #expect(try world.all().count == count)
  }

  private func verify(_ world: World, _ verification: Verification) throws -> CheckReport {
    try LibraryCheck(world.workspace).run(repair: false, verification: verification)
  }

  @Test func `twenty nights of a twentieth read every file once`() async throws {
    try await World.with { world in
      try await fill(world, 40)
      for night in 1...20 {
        #expect(try verify(world, .share(0.05)).verified == 2, "night \(night)")
      }
      let store = world.workspace.library.verifiedPath.description
      let counted = try verify(world, .all)
      #expect(counted.verified == 40 && FileManager.default.fileExists(atPath: store))
    }
  }

  @Test func `a share reads those first that were verified the longest ago`() async throws {
    try await World.with { world in
      try await fill(world, 4)
      _ = try verify(world, .all)
      try await fill(world, 6)
      // Two are new, so they come before the four.
      let progress = FileProgress()
      #expect(
        try LibraryCheck(world.workspace).run(
          repair: false, verification: .share(0.3), progress: progress
        ).verified == 2)
      #expect(progress.now?.phase == .verifying)
      try FileManager.default.removeItem(atPath: world.workspace.library.verifiedPath.description)
      #expect(try verify(world, .share(1)).verified == 6)
    }
  }

  @Test func `a run over all files that was stopped is continued by the next`() async throws {
    try await World.with { world in
      try await fill(world, 5)
      let all = try world.all()
      let store = try VerifiedFiles(at: world.workspace.library.verifiedPath.description)
      let stopped = try store.begin(isWhole: true, at: Clock.system.now())
      let read = try all.prefix(3).map { asset in
        let stamp = try #require(try world.workspace.library.stamp(of: asset.path))
        return (id: asset.id, file: VerifiedFile?(VerifiedFile(id: asset.id, stamp: stamp, digest: "")))
      }
      try store.record(read, run: stopped)
      try store.close()
      #expect(try verify(world, .all).verified == 2)
      #expect(try verify(world, .all).verified == 5)
    }
  }

  @Test func `a run that is cancelled keeps what it has read`() async throws {
    try await World.with { world in
      try await fill(world, 3)
      let check = LibraryCheck(world.workspace)
      let running = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        return try check.run(repair: false, verification: .all)
      }
      _ = await #expect(throws: CancellationError.self) { try await running.value }
      #expect(try verify(world, .all).verified == 3)
    }
  }

  @Test func `a record of verified files that is damaged itself is made anew`() async throws {
    try await World.with { world in
      try await fill(world, 2)
      _ = try verify(world, .all)
      let path = world.workspace.library.verifiedPath.description
      for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
      try Data(repeating: 0x5A, count: 8192).write(to: URL(filePath: path))
      #expect(try LibraryCheck(world.workspace).run(repair: false).findings.isEmpty)
      #expect(try verify(world, .all).verified == 2)
    }
  }

  @Test func `a dry run reads every file, and writes nothing`() async throws {
    try await World.with { world in
      try await fill(world, 2)
      let damaged = try #require(try world.all().first)
      try Rot.flip(world.root.appending(damaged.path), after: "GIF89a", 10)
      let before = try snapshot(of: world.root)
      for _ in 1...2 {
        let report = try LibraryCheck(world.workspace).run(repair: false, verification: .all, records: false)
        #expect(report.verified == 2 && report.findings == [.damaged(damaged.id, damaged.path, .picture)])
      }
      #expect(try snapshot(of: world.root) == before)
      #expect(try world.all().allSatisfy { !$0.record.damaged })
      #expect(!FileManager.default.fileExists(atPath: world.workspace.library.verifiedPath.description))
    }
  }

  @Test func `what was verified of a file that has moved stays known, and that of a deleted asset does not`()
    async throws
  {
    try await World.with { world in
      try await fill(world, 3)
      _ = try verify(world, .all)
      let all = try world.all()
      try world.rename(all[0], to: "elsewhere/a.gif")
      try FileManager.default.removeItem(atPath: world.root.appending(all[1].path).description)
      _ = try Trash(world.workspace).delete([all[2]])
      _ = try verify(world, .all)
      let store = try VerifiedFiles(at: world.workspace.library.verifiedPath.description)
      #expect(try all.map { try store.file(of: $0.id) != nil } == [true, true, false])
    }
  }

  @Test func `a reindex does not mind a record of verified files that a newer alice has written`() async throws {
    try await World.with { world in
      try await fill(world, 2)
      let path = world.workspace.library.verifiedPath.description
      try VerifiedFiles(at: path).close()
      // Its version is in the header of the file.
      let file = try FileHandle(forUpdating: URL(filePath: path))
      try file.seek(toOffset: 60)
      try file.write(contentsOf: Data([0, 0, 1, 0]))
      try file.close()
      #expect(throws: (any Error).self) { try VerifiedFiles(at: path) }
      try Rot.flip(world.root.appending(try #require(try world.all().first).path), after: "GIF89a", 10)
      let report = try Reindexer(library: world.root).run()
      #expect(report.assets == 2 && report.damaged.count == 1 && report.unreachable.isEmpty)
    }
  }
}
