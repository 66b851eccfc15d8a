import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

@Suite struct UndoTests {
  @Test func `undoing a move puts sources back bit for bit, and the library is as it was`() async throws {
    try await World.with { world in
      try world.drop("demo/grid-0003.jpg", as: "kept.jpg")
      _ = try await world.organize()
      let library = try world.files()
      for name in ["00017-2718281828.png", "ComfyUI_00042_.png", "grid-0003.jpg"] { try world.drop("demo/\(name)") }
      try world.write("a prompt\nSteps: 20, Sampler: Euler, Seed: 5, Size: 64x64", as: "00017-2718281828.txt")
      try world.age()
      let sources = try snapshot(of: world.inbox)
      let report = try await world.organize(move: true)
      #expect(report.placed.count == 2)
      #expect(try snapshot(of: world.inbox).keys.filter { $0.hasSuffix("ng") || $0.hasSuffix("txt") }.isEmpty)
      let undone = try world.undo()
      #expect(undone.refused.isEmpty, "\(undone.refused)")
      #expect(try snapshot(of: world.inbox) == sources)
      #expect(try world.files() == library)
      #expect(try world.all().count == 1)
    }
  }

  @Test func `names of any bytes come back`() async throws {
    try await World.with { world in
      let name = BytePath(bytes: Array("caf".utf8) + [0xE9, 0x0A] + Array(".png".utf8))
      try world.drop("demo/00017-2718281828.png", asBytes: name)
      _ = try await world.organize(move: true)
      #expect(try !exists(world.inbox.appending(name)))
      _ = try world.undo()
      #expect(try exists(world.inbox.appending(name)))
    }
  }

  @Test func `a copy is not taken back where it is the only one left`() async throws {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png")
      let report = try await world.organize()
      try FileManager.default.removeItem(atPath: report.placed[0].source.description)
      let undone = try world.undo()
      #expect(undone.refused.count == 1)
      #expect(try world.all().count == 1)
    }
  }

  @Test(arguments: [false, true])
  func `a recipe is not taken back while the copy that brought it is gone`(atOnce: Bool) async throws {
    try await World.with { world in
      try world.drop("media/plain.png", as: "a.png")
      if !atOnce { _ = try await world.organize() }
      try world.drop("media/plain.png", as: "b.png")
      try world.write("a fox\nSteps: 20, Sampler: Euler, Seed: 42, Size: 64x64", as: "b.txt")
      try world.age()
      let operation = try await world.organize().operation.flatMap { Int64($0) }
      #expect(try world.search("seed:42").count == 1)
      try world.move(["b.png", "b.txt"], from: world.inbox, to: world.folder)
      let undone = try world.undo(operation)
      #expect(undone.refused.count == 1 && undone.undone.isEmpty, "\(undone)")
      #expect(try world.search("seed:42").count == 1, "no other file has the recipe")
      try world.move(["b.png", "b.txt"], from: world.folder, to: world.inbox)
      #expect(try world.undo(operation).refused.isEmpty)
      #expect(try world.search("seed:42").isEmpty)
    }
  }

  @Test func `a stripped copy that is gone is no reason to keep a file`() async throws {
    try await World.with { world in
      try world.drop("media/plain.png", as: "b.png")
      try world.write("a fox\nSteps: 20, Sampler: Euler, Seed: 42, Size: 64x64", as: "b.txt")
      try world.drop("media/plain.png", as: "c.png")
      try world.age()
      _ = try await world.organize()
      try world.move(["c.png"], from: world.inbox, to: world.folder)
      #expect(try world.undo().refused.isEmpty)
      #expect(try world.all().isEmpty)
    }
  }

  @Test func `a copy is not taken back where its source became something else`() async throws {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png", as: "a.png")
      try world.drop("demo/grid-0003.jpg", as: "b.jpg")
      _ = try await world.organize()
      try Data().write(to: URL(filePath: world.inbox.appending("a.png").description))
      try FileManager.default.removeItem(atPath: world.inbox.appending("b.jpg").description)
      try world.drop("media/plain.jpg", as: "b.jpg")
      let undone = try world.undo()
      #expect(undone.refused.count == 2 && undone.undone.isEmpty)
      #expect(try world.all().count == 2)
    }
  }

  @Test func `operations are undone one after the other, however many wrote to a file`() async throws {
    try await World.with { world in
      for name in ["00017-2718281828.png", "ComfyUI_00042_.png", "grid-0003.jpg"] { try world.drop("demo/\(name)") }
      try world.drop("media/codestream.jxl")
      var states = [try world.files()]
      _ = try await world.organize()
      states.append(try world.files())
      for stars in [4, 5, 3] {
        _ = try Annotator(world.workspace).apply(.init(rating: .some(Rating(stars))), to: try world.all())
        states.append(try world.files())
      }
      _ = try await world.organize(quality: true)
      while let last = states.popLast() {
        let undone = try world.undo()
        #expect(undone.refused.isEmpty, "\(undone.refused)")
        #expect(try world.files() == last)
      }
      #expect(try world.all().isEmpty)
    }
  }

  @Test func `a run that rewrote a file twice takes itself back`() async throws {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png", as: "a.png")
      _ = try await world.organize(move: true)
      let before = try world.files()
      try world.drop("demo/00017-2718281828.png", as: "b.png")
      try world.write("a caption", as: "b.txt")
      _ = try await world.organize(quality: true, move: true)
      let undone = try world.undo()
      #expect(undone.refused.isEmpty, "\(undone.refused)")
      #expect(try world.files() == before)
    }
  }

  @Test func `what was changed since is left alone, and the rest is undone`() async throws {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png")
      try world.drop("demo/grid-0003.jpg")
      let report = try await world.organize()
      let rated = try #require(try world.all().first { $0.facts.format == .png })
      _ = try Annotator(world.workspace).apply(.init(rating: .some(Rating(5))), to: [rated])
      let undone = try world.undo(report.operation.flatMap { Int64($0) })
      #expect(undone.refused.map(\.path) == [rated.path])
      #expect(try world.all().map(\.id) == [rated.id])
      _ = try world.undo()
    }
  }

  @Test func `a rating is taken back, and then the run before it`() async throws {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png")
      _ = try await world.organize()
      let before = try world.files()
      let asset = try #require(try world.all().first)
      _ = try Annotator(world.workspace).apply(.init(rating: .some(Rating(5)), addedTags: ["x"]), to: [asset])
      #expect(try world.files() != before)
      _ = try world.undo()
      #expect(try world.files() == before)
      #expect(try world.all().first?.record.rating == nil)
    }
  }

  @Test func `what a second source added to a file is taken back with it`() async throws {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png", as: "a.png")
      _ = try await world.organize()
      let before = try world.files()
      try world.drop("demo/00017-2718281828.png", as: "b.png")
      let sidecar = #"""
        <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="4"/></rdf:RDF></x:xmpmeta>
        """#
      try world.write(sidecar, as: "b.png.xmp")
      _ = try await world.organize()
      #expect(try world.all().first?.record.rating?.stars == 4)
      _ = try world.undo()
      #expect(try world.files() == before)
      #expect(try world.all().first?.record.rating == nil)
    }
  }

  @Test func `asking for quality is taken back: names, scores and the setting`() async throws {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png")
      _ = try await world.organize()
      let before = try world.files()
      _ = try await world.organize(quality: true)
      #expect(try world.files() != before)
      let undone = try world.undo()
      #expect(undone.refused.isEmpty)
      #expect(try world.files() == before)
      #expect(try !world.workspace.settings.quality)
    }
  }

  @Test func `a plan looks at the disk, and a file that changes after it is left alone`() async throws {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png")
      try world.drop("demo/grid-0003.jpg")
      _ = try await world.organize()
      let undoer = try Undoer(world.workspace, operation: nil)
      let (paths, before) = (Set(try world.all().map(\.path)), try undoer.plan())
      #expect(Set(before.undone) == paths && before.refused.isEmpty)
      let picture = try #require(paths.first)
      let file = try FileHandle(forWritingTo: URL(filePath: world.root.appending(picture).description))
      try file.seekToEnd()
      try file.write(contentsOf: Data("theirs".utf8))
      try file.close()
      let after = try undoer.plan()
      #expect(after.refused.map(\.path) == [picture] && Set(after.undone) == paths.subtracting([picture]))
      #expect(try undoer.run() == after)
      #expect(try world.files()[picture.description] != nil)
    }
  }

  @Test func `a plan tells of what took the place of a source, and of a file that was moved`() async throws {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png", as: "a.png")
      try world.drop("media/codestream.jxl")
      _ = try await world.organize(move: true)
      try world.write("theirs", as: "a.png")
      let undone = try world.undo()
      #expect(undone.refused.map(\.path) == [world.inbox.appending("a.png")] && undone.restored.count == 1)
      try FileManager.default.removeItem(atPath: world.inbox.appending("a.png").description)
      #expect(try world.undo().refused.isEmpty)
      #expect(try world.all().isEmpty)
      _ = try await world.organize()
      let refiled = OrganizeRequest(sources: [], layout: "{model}/{name}")
      _ = try await Organizer(world.workspace, root: world.root, request: refiled, now: Clock.system.now()).run()
      let asset = try #require(try world.all().first)
      try world.rename(asset, to: "elsewhere.png")
      #expect(try world.undo().refused.map(\.path) == [asset.path])
    }
  }

  @Test func `an operation is undone once`() async throws {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png")
      let id = try await world.organize().operation.flatMap { Int64($0) }
      _ = try world.undo(id)
      #expect(throws: AliceError.self) { try world.undo(id) }
      #expect(throws: AliceError.nothingToUndo) { try world.undo() }
      #expect(throws: AliceError.noSuchOperation("99")) { try Undoer(world.workspace, operation: 99) }
    }
  }

  private func exists(_ path: BytePath) throws -> Bool {
    path.withCString { access($0, F_OK) } == 0
  }
}
