import AliceGenerate
import AliceLibrary
import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

@Suite struct EventLogTests {
  private func lines(_ root: BytePath, _ name: String = "events.jsonl") throws -> [JSONValue] {
    let text = try String(contentsOfFile: root.appending(".alice/\(name)").description, encoding: .utf8)
    #expect(text.hasSuffix("\n"))
    return try text.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
  }

  private func line(_ id: Int64, _ filler: Int = 0) -> [UInt8] {
    Array(#"{"schema":1,"id":"\#(id)","time":"2026-11-22T18:04:05Z","name":"asset.placed","data":{"f":""#.utf8)
      + [UInt8](repeating: UInt8(ascii: "x"), count: filler) + Array(#""}}"#.utf8)
  }

  @Test func `what happened stands in the log when the verb has ended, but for progress`() async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.fault(["fault": "slow", "times": 1, "seconds": 1])
      let runner = GenerationRunner(PaidSession(world.workspace, provider: simulated.provider))
      _ = try await runner.run(try await runner.prepare(GenerationRequest(prompt: "a lake", model: "flux-schnell")))
      try checkGeneration(world.root)
    }
  }

  private func checkGeneration(_ root: BytePath) throws {
    let logged = try lines(root)
    let names = logged.map { $0["name"]?.stringValue ?? "" }
    #expect(names == ["generation.started", "generation.queued", "asset.placed", "generation.completed"])
    let ids = logged.compactMap { $0["id"]?.stringValue }
    #expect(ids == ids.sorted() && Set(ids).count == 4 && ids.allSatisfy { $0.count == 16 })
    #expect(logged.allSatisfy { $0["schema"] == 1 && $0["time"] != nil })
    let path = root.appending(".alice/events.jsonl").description
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }

  @Test func `a dry run and a search leave no log`() async throws {
    try await World.with { world in
      try world.drop("demo/grid-0003.jpg")
      let request = OrganizeRequest(sources: [world.inbox])
      _ = try await Organizer(world.workspace, root: world.root, request: request, now: Clock.system.now()).plan()
      _ = try world.all()
      #expect(!FileManager.default.fileExists(atPath: world.root.appending(".alice/events.jsonl").description))
    }
  }

  @Test func `many writers tear no line, and ids ascend over all of them and over rotation`() async throws {
    try await World.with { world in
      let library = try Library.open(at: world.root)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<6 {
          group.addTask {
            let log = EventLogFile(of: library, sizeLimit: 40_000)
            for round in 0..<40 {
              _ = try log.append(count: 5, now: Int64(1000 + round)) { index, id in self.line(id, 10 * index) }
            }
          }
        }
        try await group.waitForAll()
      }
      var ids: [Int64] = []
      for name in ["events.3.jsonl", "events.2.jsonl", "events.1.jsonl", "events.jsonl"] {
        let part = try lines(world.root, name)
        ids += part.compactMap { $0["id"]?.stringValue.flatMap { Int64($0) } }
        let attributes = try FileManager.default.attributesOfItem(
          atPath: world.root.appending(".alice/\(name)").description)
        #expect((attributes[.size] as? Int ?? .max) <= 40_000)
      }
      #expect(ids == ids.sorted() && Set(ids).count == ids.count)
      #expect(ids == (1000..<2200).suffix(ids.count).map { $0 } && ids.count > 900)
      let names = try FileManager.default.contentsOfDirectory(atPath: world.root.appending(".alice").description)
      #expect(!names.contains("events.4.jsonl"))
    }
  }

  @Test func `half a line that a killed writer left is ended, and passed over`() async throws {
    try await World.with { world in
      let log = EventLogFile(of: try Library.open(at: world.root))
      _ = try log.append(count: 1, now: 1) { _, id in line(id) }
      let path = world.root.appending(".alice/events.jsonl").description
      let handle = try #require(FileHandle(forWritingAtPath: path))
      try handle.seekToEnd()
      try handle.write(contentsOf: Data(#"{"schema":1,"id":"00"#.utf8))
      try handle.close()
      _ = try log.append(count: 1, now: 2) { _, id in line(id) }
      let text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(text.split(separator: "\n").count == 3)
      #expect(try EventHistory(library: world.root).events(.init()).count == 2)
    }
  }

  @Test func `a link in the log's place is not written through`() async throws {
    try await World.with { world in
      let target = world.folder.appending("target").description
      try Data("mine".utf8).write(to: URL(filePath: target))
      try FileManager.default.createSymbolicLink(
        atPath: world.root.appending(".alice/events.jsonl").description, withDestinationPath: target)
      world.workspace.events.publish(Event(.assetPlaced, at: Clock.system.now()))
      world.workspace.settleEvents()
      #expect(try String(contentsOfFile: target, encoding: .utf8) == "mine")
    }
  }

  @Test func `an event that is too long is cut, and its line still tells what it is`() async throws {
    try await World.with { world in
      let long = String(repeating: "x", count: 200_000)
      world.workspace.events.publish(
        Event(.generationFailed, at: Clock.system.now(), data: ["job": "abc", "error": .string(long)]))
      world.workspace.settleEvents()
      let logged = try #require(try lines(world.root).first)
      #expect(logged["data"]?["job"] == "abc" && logged["data"]?["truncated"] == true)
      #expect(logged.text.utf8.count < 64 << 10)
    }
  }

  @Test(.timeLimit(.minutes(1))) func `a follower sees each event once, over rotation`() async throws {
    try await World.with { world in
      let library = try Library.open(at: world.root)
      let log = EventLogFile(of: library, sizeLimit: 3000)
      _ = try log.append(count: 3, now: 1) { _, id in line(id) }
      let history = try EventHistory(library: world.root)
      let seen = AsyncStream.makeStream(of: String.self)
      let start = try history.latest()
      let following = Task {
        try await history.follow(.init(), after: start) { seen.continuation.yield($0.id) }
      }
      let writing = Task {
        for round in 0..<30 {
          _ = try log.append(count: 2, now: Int64(100 + 10 * round)) { _, id in line(id, 40) }
          try await Task.sleep(for: .milliseconds(15))
        }
      }
      var ids: [String] = []
      for await id in seen.stream {
        ids.append(id)
        if ids.count == 60 { break }
      }
      try await writing.value
      following.cancel()
      #expect(Set(ids).count == 60 && ids == ids.sorted())
      #expect(FileManager.default.fileExists(atPath: world.root.appending(".alice/events.2.jsonl").description))
    }
  }

  @Test func `the last of what was asked for is given`() async throws {
    try await World.with { world in
      for number in 0..<20 {
        world.workspace.events.publish(
          Event(
            number % 2 == 0 ? .assetPlaced : .assetRated, at: Timestamp(milliseconds: Int64(number) * 1000),
            data: ["n": JSONValue(number)]))
      }
      world.workspace.settleEvents()
      let history = try EventHistory(library: world.root)
      let found = try history.events(
        .init(patterns: [EventPattern("asset.r*")], since: Timestamp(milliseconds: 5000)), limit: 3)
      #expect(found.map { $0.event.data["n"]?.intValue } == [15, 17, 19])
    }
  }
}
