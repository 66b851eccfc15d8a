import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

/// What organizing does with folders as people have them.
@Suite struct OrganizeWholeTests {
  private static let infotext = "a heron in reeds\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 77, Size: 64x64"

  @Test func `a picture is filed by its recipe, whichever of its copies is found first`() async throws {
    try await World.with { world in
      // The files are examined 48 at a time: the copy with the recipe comes in a later batch.
      try world.drop("media/plain.png", as: "a.png")
      for number in 0..<50 {
        let picture = Data(NoisePicture.png(side: 8, seed: UInt64(number)))
        try picture.write(to: URL(filePath: world.inbox.appending("b\(number).png").description))
      }
      try world.drop("media/plain.png", as: "c.png")
      try world.write(
        "a red kite\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: 42, Size: 64x64, Model: dreamshaper_8", as: "c.txt")
      try world.age()
      let before = try snapshot(of: world.inbox)
      let report = try await world.organize()
      #expect(report.placed.count == 51 && report.moved.isEmpty)
      let asset = try #require(try world.search("seed:42").first)
      #expect(asset.path.description.contains("dreamshaper-8/a-red-kite-"))
      #expect(report.placed.first { $0.id == asset.id }?.path == asset.path)
      #expect(report.already.map(\.path) == [asset.path])
      let again = try await Organizer(
        world.workspace, root: world.root, request: OrganizeRequest(sources: [], refiles: true), now: Clock.system.now()
      ).run()
      #expect(again.moved.isEmpty && again.operation == nil)
      #expect(try world.undo().refused.isEmpty)
      #expect(try world.files().isEmpty && world.all().isEmpty)
      #expect(try snapshot(of: world.inbox) == before)
    }
  }

  @Test func `a recipe beside a picture is taken and travels with it`() async throws {
    try await World.with { world in
      try world.drop("media/plain.png", as: "bird.png")
      try world.write(Self.infotext, as: "bird.txt")
      let report = try await world.organize()
      let asset = try #require(try world.search("heron").first)
      #expect(asset.record.recipe.seed == "77")
      #expect(report.refused.isEmpty && report.placed.count == 1)
      let beside = world.root.appending(asset.path).description.dropLast(3) + "txt"
      #expect(try String(contentsOfFile: String(beside), encoding: .utf8) == Self.infotext)
      #expect(try LibraryCheck(world.workspace).run(repair: false).findings.isEmpty)
    }
  }

  @Test func `what stood beside a source goes with it when it is moved`() async throws {
    try await World.with { world in
      try world.drop("media/plain.png", as: "bird.png")
      try world.write(Self.infotext, as: "bird.txt")
      _ = try await world.organize(move: true)
      #expect(try FileManager.default.contentsOfDirectory(atPath: world.inbox.description).isEmpty)
    }
  }

  @Test func `a caption is kept and is nobody's prompt`() async throws {
    try await World.with { world in
      try world.drop("media/plain.png", as: "bird.png")
      try world.write("a photo of a zebrafish", as: "bird.txt")
      _ = try await world.organize()
      let found = try world.search("zebrafish")
      #expect(found.count == 1 && found.first?.record.recipe.prompt == nil)
      _ = try Reindexer(library: world.root).run()
      #expect(try world.search("zebrafish") == found)
    }
  }

  @Test func `the folder right under the source is the project`() async throws {
    try await World.with { world in
      try FileManager.default.createDirectory(
        atPath: world.inbox.appending("Birds/raw").description, withIntermediateDirectories: true)
      try world.drop("media/plain.png", as: "Birds/raw/a.png")
      try world.drop("media/plain.jpg", as: "b.jpg")
      _ = try await world.organize()
      #expect(Set(try world.all().map(\.record.project)) == ["Birds", nil])
      #expect(try world.search("project:Birds").count == 1)
    }
  }

  @Test func `a name tells the date where the file does not`() async throws {
    try await World.with { world in
      try world.drop("media/plain.png", as: "shot_20210304_050607.png")
      _ = try await world.organize()
      let created = try #require(try world.all().first).created
      #expect(created.description.hasPrefix("2021-03-04T05:06:07"))
    }
  }

  @Test func `a library below the source is passed over`() async throws {
    try await World.with { world in
      try world.drop("media/plain.png")
      let request = OrganizeRequest(sources: [world.folder])
      let organizer = Organizer(world.workspace, root: world.root, request: request, now: Clock.system.now())
      #expect(try await organizer.run().placed.count == 1)
      let again = try await organizer.run()
      #expect(again.placed.isEmpty && again.refused.isEmpty && again.already.count == 1)
    }
  }

  @Test func `a plan is carried out as it says, to the path that it names`() async throws {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png")
      try world.drop("demo/grid-0003.jpg")
      let request = OrganizeRequest(sources: [world.inbox])
      let organizer = Organizer(world.workspace, root: world.root, request: request, now: Clock.system.now())
      let lines = try await organizer.plan().lines.map(\.text)
      let kept = lines.filter { !$0.contains("grid-0003") }.joined(separator: "\n")
      let path = try #require(try JSONValue(parsing: lines[1])["path"]?.stringValue)
      let plan = try OrganizePlan(lines: kept.replacing(path, with: "chosen/by-hand.png"))
      let report = try await organizer.apply(plan)
      #expect(report.placed.map(\.path) == ["chosen/by-hand.png"])
      #expect(try world.all().map(\.path) == ["chosen/by-hand.png"])
    }
  }

  @Test(arguments: [
    "../out.png", "/tmp/out.png", ".alice/out.png", "a/../../out.png", "x/.alice/out.png", ".hidden/out.png", "con.png",
    "out.jpg", "a|b.png", "out .png/",
  ])
  func `a plan cannot name what no file of a library may be called`(path: String) async throws {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png")
      let request = OrganizeRequest(sources: [world.inbox])
      let organizer = Organizer(world.workspace, root: world.root, request: request, now: Clock.system.now())
      let lines = try await organizer.plan().lines.map(\.text).joined(separator: "\n")
      let own = try #require(try JSONValue(parsing: String(lines.split(separator: "\n")[1]))["path"]?.stringValue)
      let report = try await organizer.apply(try OrganizePlan(lines: lines.replacing(own, with: path)))
      #expect(report.placed.isEmpty && report.refused.count == 1)
    }
  }

  @Test func `a source that changed after the plan is left alone`() async throws {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png", as: "a.png")
      let request = OrganizeRequest(sources: [world.inbox])
      let organizer = Organizer(world.workspace, root: world.root, request: request, now: Clock.system.now())
      let plan = try await organizer.plan()
      try FileManager.default.removeItem(atPath: world.inbox.appending("a.png").description)
      try world.drop("media/plain.png", as: "a.png")
      #expect(try await organizer.apply(plan).refused.map(\.reason) == [.changed])
    }
  }

  @Test(arguments: ["", "{}", "{\"alice_plan\": 1}\nnot json", "{\"alice_plan\": 1}\n{\"do\": \"place\"}"])
  func `what is no plan is refused with the line`(text: String) {
    #expect(throws: PlanError.self) { try OrganizePlan(lines: text) }
  }

  @Test func `only files whose bytes need no change are linked`() async throws {
    try await World.with { world in
      try world.drop("media/codestream.jxl")
      try world.drop("media/plain.png")
      let request = OrganizeRequest(sources: [world.inbox], link: .hard)
      let report = try await Organizer(
        world.workspace, root: world.root, request: request, now: Clock.system.now()
      ).run()
      func links(_ path: BytePath) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path.description)[.referenceCount] as? Int
      }
      for item in report.placed {
        #expect(try links(world.root.appending(item.path)) == (item.path.fileExtension == "jxl" ? 2 : 1))
      }
      #expect(report.placed.count == 2)
    }
  }

  @Test func `a file that is open for writing waits until it is closed`() async throws {
    try await World.with { world in
      try world.drop("media/plain.png", as: "a.png")
      let writer = try #require(FileHandle(forUpdatingAtPath: world.inbox.appending("a.png").description))
      #expect(try await world.organize().refused.map(\.reason) == [.busy])
      try writer.close()
      #expect(try await world.organize().placed.count == 1)
    }
  }

  @Test func `a log that a program still writes is no media, and nothing to wait for`() async throws {
    try await World.with { world in
      for name in ["errors", "errors.log", "half.png"] {
        let path = world.inbox.appending(name).description
        #expect(FileManager.default.createFile(atPath: path, contents: Data()))
      }
      let writers = try ["errors", "errors.log", "half.png"].map { name in
        try #require(FileHandle(forUpdatingAtPath: world.inbox.appending(name).description))
      }
      let report = try await world.organize()
      #expect(report.refused.map(\.file.lastComponent.description) == ["half.png"])
      #expect(report.refused.map(\.reason) == [.busy] && report.skipped.count == 2)
      for writer in writers { try writer.close() }
    }
  }

  @Test func `copies that differ in their time alone add nothing`() async throws {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png", as: "a.png")
      _ = try await world.organize()
      let before = try world.files()
      try world.drop("demo/00017-2718281828.png", as: "b.png")
      try world.age()
      _ = try await world.organize()
      #expect(try world.files() == before)
    }
  }

  @Test func `a moved source that holds more than the library stays and is told`() async throws {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png", as: "a.png")
      _ = try await world.organize(move: true)
      try world.drop("demo/00017-2718281828.png", as: "same.png")
      try world.drop("demo/00017-2718281828.png", as: "more.png")
      try world.write("words of another program", as: "more.txt")
      let report = try await world.organize(move: true)
      #expect(report.kept.map(\.reason) == [.holdsMore])
      #expect(
        Set(try FileManager.default.contentsOfDirectory(atPath: world.inbox.description)) == ["more.png", "more.txt"])
    }
  }

  @Test func `a download that is not whole is passed over`() async throws {
    try await World.with { world in
      try world.drop("media/plain.png", as: "a.png.part")
      try world.drop("media/plain.jpg", as: "b.jpg.crdownload")
      let report = try await world.organize()
      #expect(report.placed.isEmpty && report.refused.isEmpty)
    }
  }

  @Test func `a run again opens nothing and says the same`() async throws {
    try await World.with { world in
      try world.drop("media/plain.png", as: "a.png")
      let first = try await world.organize()
      let again = try await world.organize()
      #expect(again.already == first.placed && again.placed.isEmpty)
    }
  }
}
