import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

@Suite struct `Taking in` {
  @Test func `skips what is no media, and refuses media that cannot be taken`() async throws {
    try await World.with { world in
      try world.drop("media/plain.png")
      for name in ["paper.pdf", "blank.txt", "notes", "a.docx"] {
        try world.write(name == "blank.txt" ? "" : "x", as: name)
      }
      for name in ["page.png", "film.avi"] { try world.write("<html><svg></svg></html>", as: name) }
      try world.write("", as: "empty.jpg")
      let report = try await world.organize()
      #expect(report.placed.count == 1)
      #expect(report.skipped.map(\.name) == ["a.docx", "blank.txt", "empty.jpg", "notes", "paper.pdf"])
      #expect(report.refused.map(\.name) == ["film.avi", "page.png"])
      #expect(report.skipped.first { $0.name == "blank.txt" }?.reason == .empty)
      let planned = try await Organizer(
        world.workspace, root: world.root, request: OrganizeRequest(sources: [world.inbox]), now: Clock.system.now()
      ).plan().report
      #expect(planned.skipped == report.skipped && planned.refused == report.refused)
    }
  }

  @Test func `accounts for every file of a folder`() async throws {
    try await World.with { world in
      try world.drop("media/plain.png", as: "a.png")
      try world.drop("media/plain.png", as: "b.png")
      try world.write("a prompt", as: "a.txt")
      let others: [(name: String, reason: Refusal)] = [
        (".hidden.jpg", .hiddenFile), ("._a.png", .hiddenFile), ("Thumbs.db", .systemFile),
        ("film.mp4.crdownload", .unfinished), ("empty.jpg", .empty), ("paper.pdf", .unrecognised),
        ("pictures.zip", .archive),
      ]
      for (name, reason) in others { try world.write(reason == .empty ? "" : "x", as: name) }
      let inbox = world.inbox.description
      try FileManager.default.createSymbolicLink(atPath: inbox + "/broken.jpg", withDestinationPath: "nowhere")
      try FileManager.default.createSymbolicLink(atPath: inbox + "/link.png", withDestinationPath: "a.png")
      try FileManager.default.linkItem(atPath: inbox + "/paper.pdf", toPath: inbox + "/same.pdf")
      let report = try await world.organize()
      #expect(report.refused.isEmpty)
      let told = report.placed.map(\.source) + report.already.map(\.source) + report.skipped.map(\.file)
      let names = try FileManager.default.contentsOfDirectory(atPath: inbox)
      #expect(told.map(\.lastComponent.description).sorted() == names.sorted())
      for (name, reason) in others + [("broken.jpg", .link), ("same.pdf", .otherName), ("a.txt", .companion)] {
        #expect(report.skipped.first { $0.name == name }?.reason == reason, "\(name)")
      }
    }
  }

  @Test(arguments: [
    "RIFF\u{10}\0\0\0AVI LIST", "FLV\u{1}\u{5}", "#!AMR\n0123", "8BPS\0\u{1}",
    "  <?xml version='1.0'?><svg></svg>",
  ])
  func `media in a format without a reader is not said to be no media`(bytes: String) async throws {
    try await World.with { world in
      try world.write(bytes + String(repeating: " ", count: 64), as: "made by a camera.dat")
      let report = try await world.organize()
      #expect(report.skipped.map(\.reason) == [.unknownFormat] && report.refused.isEmpty)
    }
  }

  @Test func `tells what is damaged, and finds it again`() async throws {
    try await World.with { world in
      let whole = try Fixtures.bytes("media/plain.png")
      try Data(whole.dropLast(40)).write(to: URL(filePath: world.inbox.appending("cut.png").description))
      let jpeg = try Fixtures.bytes("media/plain.jpg")
      try Data(jpeg.dropLast(100)).write(to: URL(filePath: world.inbox.appending("cut.jpg").description))
      try world.drop("media/camera.jpg")
      let report = try await world.organize()
      #expect(report.placed.count == 3)
      #expect(report.damaged.map(\.name) == ["cut.jpg", "cut.png"])
      #expect(report.damaged.allSatisfy { $0.reason == .truncated })
      #expect(try world.search("is:truncated").count == 2)
    }
  }

  @Test func `passes over previews, unless they are all that is left`() async throws {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png", as: "1.png")
      try world.drop("demo/grid-0003.jpg", as: "1.swarmpreview.jpg")
      try world.drop("media/camera.jpg", as: "2.swarmpreview.jpg")
      let report = try await world.organize()
      #expect(report.placed.map(\.source.lastComponent) == ["1.png", "2.swarmpreview.jpg"])
      #expect(report.skipped.map(\.name) == ["1.swarmpreview.jpg"] && report.skipped.first?.reason == .preview)
      let named = try await world.organize(["1.swarmpreview.jpg"])
      #expect(named.placed.count == 1, "a preview that the user names is wanted")
    }
  }

  @Test func `leaves out what is excluded, and remembers no pattern`() async throws {
    try await World.with { world in
      try FileManager.default.createDirectory(
        atPath: world.inbox.appending("drafts").description, withIntermediateDirectories: true)
      try world.drop("media/plain.png", as: "drafts/a.png")
      try world.drop("media/plain.jpg")
      try world.drop("demo/grid-0003.jpg")
      let report = try await world.organize([""]) { $0.exclude = ["drafts", "grid-*"] }
      #expect(report.placed.map(\.source.lastComponent) == ["plain.jpg"])
      #expect(report.skipped.map(\.reason) == [.excludedFolder, .excluded] && report.refused.isEmpty)
      #expect(try await world.organize().placed.count == 2)
    }
  }

  @Test func `takes only what AI made, where that is asked for`() async throws {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png")
      try world.drop("media/camera.jpg")
      let report = try await world.organize([""]) { $0.only = .ai }
      #expect(report.placed.map(\.source.lastComponent) == ["00017-2718281828.png"])
      #expect(report.skipped.map(\.reason) == [.notGenerated])
    }
  }

  @Test(arguments: ["a.png.txt", "a.TXT", "a.png.TXT", "a.caption"])
  func `reads the recipe beside a picture, takes it along and brings it back`(name: String) async throws {
    try await World.with { world in
      try world.drop("media/plain.png", as: "a.png")
      try world.write("words of a\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: 42, Size: 64x64", as: name)
      try world.age()
      let before = try snapshot(of: world.inbox)
      let report = try await world.organize(move: true)
      #expect(report.placed.count == 1 && report.refused.isEmpty && report.kept.isEmpty)
      #expect(report.skipped.map(\.reason) == [.companion])
      let asset = try #require(try world.all().first)
      #expect(asset.record.recipe.prompt == "words of a" && asset.record.recipe.seed == "42")
      #expect(
        try world.files().keys.contains {
          $0.hasSuffix(name.hasPrefix("a.png") ? ".png.txt" : ".\(name.dropFirst(2).lowercased())")
        })
      #expect(try snapshot(of: world.inbox).isEmpty)
      _ = try Undoer(world.workspace, operation: nil).run()
      #expect(try snapshot(of: world.inbox) == before)
      #expect(try world.files().isEmpty)
    }
  }

  @Test func `reads the rating in an XMP sidecar in capitals`() async throws {
    try await World.with { world in
      try world.drop("media/plain.png", as: "d.png")
      try world.write(
        """
        <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="3"/></rdf:RDF></x:xmpmeta>
        """, as: "d.png.XMP")
      let report = try await world.organize()
      #expect(report.placed.count == 1 && report.refused.isEmpty && report.skipped.map(\.reason) == [.companion])
      #expect(try world.all().first?.record.rating?.stars == 3)
    }
  }

  @Test(arguments: [
    ("00012-20241105.png", 0, nil), ("2024-11-05.png", 0, "2024-11-05"), ("a.png", 0, nil),
    ("a.png", 1_600_000_000, "2020-09-13"), ("2199-01-01.png", 1_600_000_000, "2020-09-13"),
    ("1980-01-01.png", 1_600_000_000, "2020-09-13"), ("2098-01-01.png", 1_600_000_000, "2020-09-13"),
  ])
  func `believes no date that a clock did not tell`(name: String, modified: Int, day: String?) async throws {
    try await World.with { world in
      try world.drop("media/plain.png", as: name)
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: Double(modified))],
        ofItemAtPath: world.inbox.appending(name).description)
      _ = try await world.organize()
      let today = Clock.system.now().day
      #expect(try world.all().first?.created.day == day ?? today)
    }
  }
}

extension OrganizeReport.Refused {
  fileprivate var name: String { file.lastComponent.description }
}

extension World {
  /// Organizes files of the inbox.
  func organize(_ names: [String], _ change: (inout OrganizeRequest) -> Void = { _ in }) async throws -> OrganizeReport
  {
    var request = OrganizeRequest(sources: names.map { $0.isEmpty ? inbox : inbox.appending($0) })
    change(&request)
    return try await Organizer(workspace, root: root, request: request, now: Clock.system.now()).run()
  }
}
