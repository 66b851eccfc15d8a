import AliceGallery
import AliceKit
import AliceTestSupport
import AliceTestWorld
import Foundation
import Testing

/// Groups of images that look alike, and the one that a person keeps.
@Suite struct GalleryDuplicateTests {
  /// A scene in two sizes, and another one; `isSeen` is whether somebody has looked at them.
  private static func with(
    isSeen: Bool, isReadOnly: Bool = false, _ body: @Sendable (ShownLibrary) async throws -> Void
  ) async throws {
    try await ShownLibrary.with({ $0.isReadOnly = isReadOnly }, isEmpty: true) { world in
      let pictures = [
        "large.png": PaintedScene(21).png(width: 96, height: 72),
        "small.png": PaintedScene(21).png(width: 64, height: 48),
        "other.png": PaintedScene(22).png(width: 64, height: 48),
      ]
      for (name, bytes) in pictures {
        try Data(bytes).write(to: URL(filePath: world.inbox.appending(name).description))
      }
      _ = try await world.organize()
      let small = try #require(try world.all().first { $0.record.originalName == "small.png" })
      _ = try Annotator(world.workspace).apply(.init(addedTags: ["kept"]), to: [small])
      if isSeen { _ = try await DuplicateFinder(world.workspace, records: true).run(.all) }
    } _: {
      try await body($0)
    }
  }

  @Test(arguments: [true, false]) func `the groups of a result are told`(_ isReadOnly: Bool) async throws {
    try await Self.with(isSeen: true, isReadOnly: isReadOnly) { shown in
      let answer = try await shown.get("duplicates")
      #expect(answer.json?["compared"] == 3 && answer.json?["unseen"] == 0 && answer.json?["total"] == 1)
      let group = answer.json?["groups"]?[0]
      #expect(group?["assets"]?.arrayValue?.count == 2 && group?["kind"] == "near")
      #expect(group?["why"] == "it is larger: 96 × 72")
      #expect(try await shown.get("duplicates?q=w:96").json?["total"] == 0)
      #expect(try await shown.get("duplicates?q=colr:red").status == 400)
    }
  }

  @Test func `images that nobody has looked at are counted, and not decoded`() async throws {
    try await Self.with(isSeen: false) { shown in
      let answer = try await shown.get("duplicates")
      #expect(answer.json?["compared"] == 0 && answer.json?["unseen"] == 3 && answer.json?["total"] == 0)
      #expect(answer.json?["among"] == "0 images")
      #expect(answer.json?["not_compared"] == ["3 images not compared yet, which 'alice dedupe' does"])
    }
  }

  @Test func `what a person keeps gets what the others know, and undo brings them back`() async throws {
    try await Self.with(isSeen: true) { shown in
      let world = shown.world
      let assets = try #require(try await shown.get("duplicates").json?["groups"]?[0]?["assets"]?.arrayValue)
      let (keeper, other) = (assets[0], assets[1])
      #expect(try await shown.post("keep", ["keep": keeper, "ids": [keeper]]).status == 400)
      let answer = try await shown.post("keep", ["keep": keeper, "ids": [other]])
      #expect(answer.status == 200 && answer.json?["changed"] == 1 && answer.json?["refused"]?.arrayValue == [])
      let id = try #require(keeper.stringValue.flatMap { AssetID(hex: $0) })
      #expect(try world.all().first { $0.id == id }?.record.tags == ["kept"])
      #expect(try world.all().count == 2 && Trash(world.workspace).list().count == 1)
      let operation = try #require(answer.json?["operation"]?.intValue)
      #expect(try await shown.post("undo", ["operation": JSONValue(operation)]).status == 200)
      #expect(try world.all().count == 3 && Trash(world.workspace).list().isEmpty)
      #expect(try world.all().first { $0.id == id }?.record.tags == [])
    }
  }
}
