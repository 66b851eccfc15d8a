import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

/// How far an undo without a number goes back, and what it recognises in a copied library.
@Suite struct UndoReachTests {
  @Test func `an operation of which nothing can be undone is passed over, and named`() async throws {
    try await World.with { world in
      let (picture, other) = try await ratedInTwoOperations(world)
      try touch(world.root.appending(picture.path))
      let undone = try world.undo()
      #expect(undone.operation.id == "2" && undone.refused.isEmpty, "\(undone)")
      #expect(undone.passedOver.map(\.id) == ["3"])
      #expect(undone.json["passed_over"]?[0]?["operation"]?.stringValue == "3")
      #expect(try #require(try world.all().first { $0.id == other.id }).record.rating == nil)
      #expect(try #require(try world.all().first { $0.id == picture.id }).record.rating == Rating(3))
    }
  }

  @Test func `if nothing at all can be undone, the latest operation says why`() async throws {
    try await World.with { world in
      let (picture, other) = try await ratedInTwoOperations(world)
      for asset in [picture, other] { try touch(world.root.appending(asset.path)) }
      let undone = try world.undo()
      #expect(undone.operation.id == "3" && undone.undone.isEmpty && undone.passedOver.isEmpty)
      #expect(undone.refused.map(\.path) == [picture.path])
    }
  }

  @Test func `an operation that is named is not passed over`() async throws {
    try await World.with { world in
      let (picture, _) = try await ratedInTwoOperations(world)
      try touch(world.root.appending(picture.path))
      let undone = try world.undo(3)
      #expect(undone.operation.id == "3" && undone.refused.count == 1 && undone.passedOver.isEmpty)
    }
  }

  @Test(arguments: [false, true])
  func `operations are undone in a copy of the library`(_ isInWholeSeconds: Bool) async throws {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png")
      try world.drop("media/codestream.jxl")
      try world.age()
      let sources = try snapshot(of: world.inbox)
      _ = try await world.organize(move: true)
      _ = try Annotator(world.workspace).apply(.init(rating: .some(Rating(4)), addedTags: ["a"]), to: world.all())
      let copy = try copied(world)
      if isInWholeSeconds { try truncateTimes(below: copy.root) }
      #expect(try copy.undo().refused.isEmpty)
      #expect(try copy.all().allSatisfy { $0.record.rating == nil && $0.record.tags.isEmpty })
      let last = try copy.undo()
      #expect(last.refused.isEmpty, "\(last.refused)")
      #expect(try snapshot(of: world.inbox) == sources)
      #expect(try copy.files().isEmpty)
      #expect(try LibraryCheck(copy.workspace).run(repair: false).findings.isEmpty)
    }
  }

  @Test func `another image with the size and time of a copied file is left alone`() async throws {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png")
      _ = try await world.organize()
      let copy = try copied(world)
      let file = copy.root.appending(try #require(try copy.all().first).path)
      let date = try modified(file)
      var bytes = try Data(contentsOf: URL(filePath: file.description))
      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: URL(filePath: file.description))
      try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: file.description)
      let undone = try copy.undo()
      #expect(undone.undone.isEmpty && undone.refused.count == 1)
    }
  }

  @Test func `the log says what was done to which file`() async throws {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png")
      let placed = try await world.organize(move: true)
      let asset = try #require(try world.all().first)
      _ = try Annotator(world.workspace).apply(.init(rating: .some(Rating(4))), to: [asset])
      let history = try OperationHistory(world.workspace)
      let source = try #require(placed.placed.first).source
      let deeds = try history.steps(of: 1).flatMap(\.deeds)
      #expect(deeds.map(\.done) == ["placed", "removed"])
      #expect(deeds.map(\.path) == [asset.path, source] && deeds.first?.from == source)
      #expect(
        try history.steps(of: 2).flatMap(\.deeds).map { "\($0.done) \($0.path ?? "")" } == ["replaced \(asset.path)"])
      let step = try #require(try history.steps(of: 2).first).json
      #expect(step["do"]?.stringValue == "rewrite" && step["deeds"]?[0]?["done"]?.stringValue == "replaced")
    }
  }

  /// Organizes two files, then rates one and the other; returns the last rated first.
  private func ratedInTwoOperations(_ world: World) async throws -> (Asset, Asset) {
    try world.drop("demo/00017-2718281828.png")
    try world.drop("demo/grid-0003.jpg")
    _ = try await world.organize()
    let assets = try world.all()
    _ = try Annotator(world.workspace).apply(.init(rating: .some(Rating(2))), to: [assets[1]])
    _ = try Annotator(world.workspace).apply(.init(rating: .some(Rating(3))), to: [assets[0]])
    return (assets[0], assets[1])
  }

  private func touch(_ file: BytePath) throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_600_000_000.5)], ofItemAtPath: file.description)
  }

  private func copied(_ world: World) throws -> World {
    let root = world.folder.appending("Copy")
    let process = Process()
    process.executableURL = URL(filePath: "/bin/cp")
    process.arguments = ["-a", world.root.description, root.description]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return World(folder: world.folder, workspace: try Workspace.openForWriting(root))
  }

  private func modified(_ file: BytePath) throws -> Date {
    let attributes = try FileManager.default.attributesOfItem(atPath: file.description)
    return try #require(attributes[.modificationDate] as? Date)
  }

  private func truncateTimes(below folder: BytePath) throws {
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder.description) where !name.hasPrefix(".alice")
    {
      let file = folder.appending(BytePath(name))
      let seconds = try modified(file).timeIntervalSince1970.rounded(.down)
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: seconds)], ofItemAtPath: file.description)
    }
  }
}
