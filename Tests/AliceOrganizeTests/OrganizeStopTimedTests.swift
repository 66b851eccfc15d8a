import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

@Suite struct OrganizeStopTests {
  private static let count = 24

  /// An inbox with pictures that take their time to score.
  private static func withPictures(_ body: (World) async throws -> Void) async throws {
    try await World.with { world in
      for number in 0..<count {
        try world.put(NoisePicture.png(side: 512, seed: UInt64(number)), as: "p\(number + 10).png")
      }
      try await body(world)
    }
  }

  private static func expectSound(_ world: World) throws {
    let check = try LibraryCheck(world.workspace).run(repair: false)
    #expect(check.findings.filter(\.isProblem).isEmpty, "\(check.findings)")
    let left = try FileManager.default.subpathsOfDirectory(atPath: world.root.appending(".alice/tmp").description)
    #expect(left.filter { $0.contains("/") }.isEmpty, "\(left)")
  }

  @Test(arguments: [false, true])
  func `a run that is cancelled while it scores stops at once, and another one goes on`(_ move: Bool) async throws {
    try await Self.withPictures { world in
      let sources = try snapshot(of: world.inbox)
      let request = OrganizeRequest(sources: [world.inbox], quality: true, move: move)
      let organizer = Organizer(world.workspace, root: world.root, request: request, now: Clock.system.now())
      let progress = FileProgress()
      let run = Task { try await organizer.run(progress: progress) }
      while (progress.now?.done ?? 0) < 2 { try await Task.sleep(for: .milliseconds(2)) }
      run.cancel()
      let report = try await run.value
      #expect(report.stopped is CancellationError)
      #expect(report.placed.isEmpty && report.refused.isEmpty)
      #expect(try #require(progress.now).done < Self.count)
      #expect(try snapshot(of: world.inbox) == sources)
      try Self.expectSound(world)
      #expect(try await organizer.run().placed.count == Self.count)
      try Self.expectSound(world)
    }
  }

  @Test func `what was placed when a run is cancelled stays, is recorded and can be undone`() async throws {
    try await World.with { world in
      for number in 0..<200 {
        try world.put(NoisePicture.png(side: 8, seed: UInt64(number)), as: "p\(number + 100).png")
      }
      let sources = try snapshot(of: world.inbox)
      let request = OrganizeRequest(sources: [world.inbox], move: true)
      let organizer = Organizer(world.workspace, root: world.root, request: request, now: Clock.system.now())
      let events = world.workspace.events.events("asset.placed")
      let run = Task { try await organizer.run() }
      for await _ in events { break }
      run.cancel()
      let report = try await run.value
      #expect(report.stopped is CancellationError)
      #expect(!report.placed.isEmpty && report.placed.count < 200 && report.refused.isEmpty)
      #expect(report.kept.allSatisfy { $0.reason == .stopped })
      try Self.expectSound(world)
      #expect(try world.all().count == report.placed.count)
      let log = try #require(try OperationHistory(world.workspace).entries(limit: 1).first)
      #expect(log.state == "partial" && log.id == report.operation)
      let undone = try Undoer(world.workspace, operation: nil).run()
      #expect(undone.refused.isEmpty, "\(undone.refused)")
      #expect(try snapshot(of: world.inbox) == sources)
      #expect(try await organizer.run().placed.count == 200)
      try Self.expectSound(world)
    }
  }

  @Test func `filing anew is heard while it scores`() async throws {
    try await Self.withPictures { world in
      _ = try await world.organize()
      let request = OrganizeRequest(sources: [], quality: true)
      let organizer = Organizer(world.workspace, root: world.root, request: request, now: Clock.system.now())
      for isPlan in [true, false] {
        let progress = FileProgress()
        let run = Task {
          if isPlan {
            _ = try await organizer.plan(progress: progress)
          } else {
            _ = try await organizer.run(progress: progress).stopped.map { throw $0 }
          }
        }
        while (progress.now?.done ?? 0) < 2 { try await Task.sleep(for: .milliseconds(2)) }
        run.cancel()
        await #expect(throws: CancellationError.self) { try await run.value }
        let state = try #require(progress.now)
        #expect(state.phase == .scoring && state.found == Self.count && state.done < Self.count)
      }
      try Self.expectSound(world)
      #expect(try await organizer.run().moved.count == Self.count)
      try Self.expectSound(world)
    }
  }

  @Test func `an undo that is cancelled leaves the library sound, and another one goes on`() async throws {
    try await World.with { world in
      for number in 0..<300 {
        try world.put(NoisePicture.png(side: 8, seed: UInt64(number)), as: "p\(number + 100).png")
      }
      let sources = try snapshot(of: world.inbox)
      _ = try await world.organize(move: true)
      let progress = FileProgress()
      let run = Task { try Undoer(world.workspace, operation: nil).run(progress: progress) }
      while (progress.now?.done ?? 0) < 5 { try await Task.sleep(for: .milliseconds(1)) }
      run.cancel()
      let report = try await run.value
      #expect(report.isStopped && report.refused.isEmpty)
      #expect(!report.undone.isEmpty && report.undone.count < 300)
      try Self.expectSound(world)
      let rest = try Undoer(world.workspace, operation: nil).run()
      #expect(rest.operation == report.operation && !rest.isStopped)
      #expect(rest.refused.isEmpty, "\(rest.refused)")
      #expect(try world.all().isEmpty && world.files().isEmpty)
      #expect(try snapshot(of: world.inbox) == sources)
    }
  }

  @Test func `a cancelled task reads, rates and copies nothing, and says so`() async throws {
    try await World.with { world in
      for name in ["00017-2718281828.png", "grid-0003.jpg"] { try world.drop("demo/\(name)") }
      _ = try await world.organize()
      let files = try world.files()
      let asset = try #require(try world.all().first)
      let out = world.folder.appending("Out")
      try await inCancelledTask {
        #expect(throws: CancellationError.self) { try LibraryCheck(world.workspace).run(repair: false) }
        #expect(throws: CancellationError.self) { try Reindexer(library: world.root).run() }
        #expect(throws: CancellationError.self) { try AssetInspector.show(asset, in: world.workspace) }
        #expect(throws: CancellationError.self) {
          try AssetInspector.show(file: world.root.appending(asset.path), now: asset.created)
        }
        let annotate = Annotator(world.workspace)
        #expect(throws: CancellationError.self) { try annotate.apply(.init(rating: Rating(5)), to: [asset]) }
        let export = try Exporter(world.workspace, to: out, as: .whole)
        #expect(throws: CancellationError.self) { try export.export(asset) }
        await FileScorer().score([world.root.appending(asset.path)]) { result in Issue.record("\(result.file)") }
        #expect(try Undoer(world.workspace, operation: nil).run().isStopped)
      }
      #expect(try world.files() == files)
      #expect(try world.all().count == 2 && world.search("rating:5").isEmpty)
      #expect((try? FileManager.default.subpathsOfDirectory(atPath: out.description)) ?? [] == [])
      try Self.expectSound(world)
    }
  }
}

extension World {
  fileprivate func put(_ bytes: [UInt8], as name: String) throws {
    try Data(bytes).write(to: URL(filePath: inbox.appending(name).description))
  }
}
