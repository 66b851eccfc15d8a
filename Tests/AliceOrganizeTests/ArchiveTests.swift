import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

@Suite struct `An archive that is named` {
  private static let infotext = "words of a\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: 42, Size: 64x64"

  @Test func `is taken in as a folder is, and stays as it was`() async throws {
    try await World.with { world in
      try world.pack(try Self.entries())
      let before = try snapshot(of: world.inbox)
      let report = try await world.organize(["pictures.zip"], { $0.move = true })
      #expect(report.placed.map(\.source.lastComponent) == ["a.png", "b.jpg"])
      #expect(report.placed.first?.source == world.inbox.appending("pictures.zip/cats/a.png"))
      #expect(Set(report.skipped.map(\.reason)) == [.unrecognised, .nestedArchive, .preview])
      #expect(report.skipped.count == 3 && report.refused.isEmpty)
      #expect(report.kept.map(\.file) == [world.inbox.appending("pictures.zip")])
      #expect(report.kept.map(\.reason) == [.inArchive])
      let asset = try #require(try world.search("words").first)
      #expect(asset.record.recipe.seed == "42" && asset.record.project == "cats")
      #expect(asset.record.originalName == "a.png")
      #expect(try snapshot(of: world.inbox) == before)
      #expect(try world.leftovers().isEmpty)
    }
  }

  @Test func `is taken in behind a program that unpacks it`() async throws {
    try await World.with { world in
      var zip = HandmadeZip(try Self.entries())
      zip.prefix = Array("MZ".utf8) + [UInt8](repeating: 7, count: 5000)
      try Data(zip.bytes).write(to: URL(filePath: world.inbox.appending("pictures.zip").description))
      #expect(try await world.organize(["pictures.zip"]).placed.map(\.source.lastComponent) == ["a.png", "b.jpg"])
    }
  }

  @Test func `is known at the second run, and undo takes its files away`() async throws {
    try await World.with { world in
      try world.pack(try Self.entries())
      #expect(try await world.organize(["pictures.zip"]).placed.count == 2)
      let again = try await world.organize(["pictures.zip"])
      #expect(again.placed.isEmpty && again.already.count == 2 && again.operation == nil)
      let undone = try Undoer(world.workspace, operation: nil).run()
      #expect(try world.files().isEmpty, "\(undone)")
      #expect(try world.all().isEmpty)
    }
  }

  @Test func `is planned without a trace, and the plan can be applied`() async throws {
    try await World.with { world in
      try world.pack(try Self.entries())
      let before = try snapshot(of: world.folder)
      let request = OrganizeRequest(sources: [world.inbox.appending("pictures.zip")])
      let organizer = Organizer(world.workspace, root: world.root, request: request, now: Clock.system.now())
      let plan = try await organizer.plan()
      #expect(plan.report.placed.count == 2)
      #expect(try snapshot(of: world.folder) == before)
      let lines = plan.lines.map(\.text).joined(separator: "\n")
      let done = try await organizer.apply(OrganizePlan(lines: lines))
      #expect(done.placed == plan.report.placed)
    }
  }

  @Test func `tells each entry that it cannot take`() async throws {
    try await World.with { world in
      let picture = try Fixtures.bytes("media/plain.png")
      var (locked, other, wrong, link) = (
        HandmadeZip.Entry("locked.png", picture), HandmadeZip.Entry("other.png", picture),
        HandmadeZip.Entry("wrong.png", picture), HandmadeZip.Entry("link.png", picture)
      )
      locked.flags = 1
      other.method = 12
      wrong.checksum = 1
      link.attributes = 0o120777 << 16
      var document = HandmadeZip.Entry("locked.pdf", [1])
      document.flags = 1
      try world.pack([locked, other, wrong, link, document])
      let report = try await world.organize(["pictures.zip"])
      #expect(report.placed.isEmpty)
      #expect(Set(report.refused.map(\.reason)) == [.encrypted, .unknownMethod, .malformed])
      #expect(Set(report.skipped.map(\.reason)) == [.encrypted, .link])
    }
  }

  @Test func `unpacks to no more than media do`() async throws {
    try await World.with { world in
      var bomb = HandmadeZip.Entry("a.png", try Fixtures.bytes("media/plain.png"))
      bomb.size = 1 << 40
      (bomb.isLarge, bomb.isDeflated) = (true, true)
      try world.pack([bomb, HandmadeZip.Entry("b.png", try Fixtures.bytes("media/palette.png"))])
      let report = try await world.organize(["pictures.zip"])
      #expect(report.refused.map(\.reason) == [.bomb] && report.placed.count == 1)
    }
  }

  @Test func `is skipped where it only lies in a folder, and refused where it is none`() async throws {
    try await World.with { world in
      try world.pack(try Self.entries())
      let report = try await world.organize()
      #expect(report.placed.isEmpty && report.skipped.map(\.reason) == [.archive])
      let bytes = try Data(contentsOf: URL(filePath: world.inbox.appending("pictures.zip").description))
      try bytes.prefix(bytes.count - 60).write(to: URL(filePath: world.inbox.appending("cut.zip").description))
      #expect(try await world.organize(["cut.zip"]).refused.map(\.reason) == [.malformed])
    }
  }

  @Test(arguments: ["a.txt", "a.png.xmp"])
  func `takes no picture whose sidecar cannot be read, as a folder does`(_ sidecar: String) async throws {
    try await World.with { world in
      var torn = HandmadeZip.Entry(sidecar, Array(Self.infotext.utf8))
      torn.checksum = 1
      try world.pack([HandmadeZip.Entry("a.png", try Fixtures.bytes("media/plain.png")), torn])
      let report = try await world.organize(["pictures.zip"])
      #expect(report.refused.map(\.reason) == [.sidecarUnreadable] && report.placed.isEmpty)
      #expect(try world.leftovers().isEmpty)
    }
  }

  @Test func `holds files whose names differ in case only, and a plan finds each`() async throws {
    try await World.with { world in
      let infotext = Self.infotext.replacing("words of a", with: "others")
      try world.pack([
        HandmadeZip.Entry("a.png", try Fixtures.bytes("media/plain.png")),
        HandmadeZip.Entry("a.txt", Array(Self.infotext.utf8)),
        HandmadeZip.Entry("A.png", try Fixtures.bytes("media/palette.png")),
        HandmadeZip.Entry("A.txt", Array(infotext.utf8)),
      ])
      let request = OrganizeRequest(sources: [world.inbox.appending("pictures.zip")])
      let organizer = Organizer(world.workspace, root: world.root, request: request, now: Clock.system.now())
      let lines = try await organizer.plan().lines.map(\.text).joined(separator: "\n")
      let done = try await organizer.apply(OrganizePlan(lines: lines))
      #expect(done.placed.count == 2 && done.refused.isEmpty)
      #expect(try world.search("others").map(\.record.originalName) == ["A.png"])
      #expect(try world.search("words").map(\.record.originalName) == ["a.png"])
    }
  }

  private static func entries() throws -> [HandmadeZip.Entry] {
    var picture = HandmadeZip.Entry("cats/a.png", try Fixtures.bytes("media/plain.png"))
    picture.isDeflated = true
    return [
      HandmadeZip.Entry("cats/", []), picture, HandmadeZip.Entry("cats/a.png.TXT", Array(infotext.utf8)),
      HandmadeZip.Entry("../b.jpg", try Fixtures.bytes("media/plain.jpg")),
      HandmadeZip.Entry("read me.txt", Array("hello".utf8)), HandmadeZip.Entry("inner.zip", [0x50, 0x4B, 3, 4]),
      HandmadeZip.Entry("b.swarmpreview.jpg", try Fixtures.bytes("media/camera.jpg")),
      HandmadeZip.Entry("__MACOSX/._a.png", [0]), HandmadeZip.Entry(".DS_Store", [0]),
    ]
  }
}

extension World {
  fileprivate func pack(_ entries: [HandmadeZip.Entry]) throws {
    try Data(HandmadeZip(entries).bytes).write(to: URL(filePath: inbox.appending("pictures.zip").description))
  }

  /// The files that are left in the library's folder for temporary files.
  fileprivate func leftovers() throws -> [String] {
    let folder = root.appending(".alice/tmp").description
    return try FileManager.default.subpathsOfDirectory(atPath: folder).filter { name in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: folder + "/" + name, isDirectory: &isFolder) && !isFolder.boolValue
    }
  }
}
