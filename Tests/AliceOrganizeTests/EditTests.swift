import AliceCatalog
import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

/// What a person says of an asset, beside what was generated.
@Suite struct EditTests {
  private static let generated = "misty mountain valley"

  /// An asset with a note, a title, a prompt and a date of the user's.
  private static func withEdited(
    _ fixture: String = "demo/00017-2718281828.png",
    _ body: (World, _ before: Asset, _ after: Asset) async throws -> Void
  ) async throws {
    try await World.with { world in
      try world.drop(fixture)
      _ = try await world.organize()
      let before = try #require(try world.all().first)
      var edit = AssetEdit()
      edit.note = .some("for the cover\nask Ana")
      edit.title = .some("Harbour at dawn")
      edit.prompt = .some("a harbour, oil on canvas")
      edit.created = .some(Timestamp("2021-02-03T04:05:06+01:00"))
      let after = try Annotator(world.workspace).apply(.init(edit: edit), to: [before])
      try await body(world, before, try #require(after.first))
    }
  }

  @Test(arguments: ["demo/00017-2718281828.png", "demo/grid-0003.jpg", "media/lossy.webp", "media/codestream.jxl"])
  func `the words are in the file, and what was generated stays there`(_ fixture: String) async throws {
    try await Self.withEdited(fixture) { world, before, after in
      let read = try #require(world.workspace.reader.asset(at: after.path)?.asset)
      #expect(read.record == after.record && read.id == before.id)
      #expect(read.record.note == "for the cover\nask Ana" && read.record.title == "Harbour at dawn")
      #expect(read.record.prompt == "a harbour, oil on canvas")
      #expect(read.record.generatedPrompt == before.record.recipe.prompt)
      #expect(read.record.recipe == before.record.recipe)
      #expect(read.created.description == "2021-02-03T04:05:06+01:00")
      #expect(read.record.recordedCreated == before.record.provenance.created)
      #expect(after.path == before.path)
    }
  }

  @Test(arguments: [
    "note:cover", "note:\"ask ana\"", "note:\"cover ask\"", "harbour", "has:note", "has:title", "prompt:canvas",
    "misty",
    "created:2021", "dawn",
  ])
  func `a search finds the person's words and the generated ones`(_ query: String) async throws {
    try await Self.withEdited { world, _, after in
      #expect(try world.search(query).map(\.id) == [after.id])
      #expect(try world.search("-" + query).isEmpty)
      // A second change takes the words out of the index again.
      var edit = AssetEdit()
      (edit.note, edit.title, edit.prompt, edit.created) = (.some(nil), .some(nil), .some(nil), .some(nil))
      _ = try Annotator(world.workspace).apply(.init(edit: edit), to: [after])
      #expect(try world.search(query).isEmpty == (query != "misty"))
      #expect(try world.workspace.catalog.problems().isEmpty)
    }
  }

  @Test func `a word of the prompt or of a tag is no word of the note`() async throws {
    try await Self.withEdited { world, _, _ in
      for query in ["note:harbour", "note:misty", "prompt:misty"] {
        let found = try world.search(query)
        #expect(found.isEmpty, "\(query)")
      }
    }
  }

  @Test func `after the catalog is lost, a rebuild knows the same`() async throws {
    try await Self.withEdited { world, _, after in
      let before = try world.all()
      try FileManager.default.removeItem(atPath: world.root.appending(".alice/catalog.sqlite").description)
      _ = try Reindexer(library: world.root, clock: world.workspace.clock).run()
      let again = World(folder: world.folder, workspace: try Workspace.open(world.root))
      #expect(try again.all() == before && again.search("note:cover").map(\.id) == [after.id])
    }
  }

  @Test func `undo takes the words back, from file and catalog`() async throws {
    try await Self.withEdited { world, before, _ in
      let report = try Undoer(world.workspace, operation: nil).run()
      #expect(report.undone.count == 1, "\(report)")
      let asset = try #require(try world.all().first)
      #expect(asset.record.note == nil && asset.record.title == nil && asset.record.correction == Correction())
      #expect(asset.created == before.created)
      #expect(world.workspace.reader.asset(at: asset.path)?.asset.record == asset.record)
    }
  }

  @Test func `an edit moves nothing, and the next organize files by the new date`() async throws {
    try await Self.withEdited { world, _, after in
      #expect(!after.path.description.hasPrefix("2021-02-03"))
      let request = OrganizeRequest(sources: [])
      _ = try await Organizer(world.workspace, root: world.root, request: request, now: Clock.system.now()).run()
      #expect(try world.all().first?.path.description.hasPrefix("2021-02-03/") == true)
    }
  }

  @Test func `a title and a note of another program replace alice's, as a rating does`() async throws {
    try await Self.withEdited("demo/grid-0003.jpg") { world, _, after in
      let file = URL(filePath: world.root.appending(after.path).description)
      var data = try Data(contentsOf: file)
      for (old, new) in [("Harbour at dawn", "Harbour at dusk"), ("<acdsee:notes>for the", "<acdsee:notes>not the")] {
        let range = try #require(data.range(of: Data(old.utf8)))
        data.replaceSubrange(range, with: Data(new.utf8))
      }
      try data.write(to: file)
      _ = try LibraryCheck(world.workspace).run(repair: true)
      let asset = try #require(try world.all().first)
      #expect(asset.record.title == "Harbour at dusk" && asset.record.note == "not the cover\nask Ana")
      #expect(asset.record.generatedPrompt == after.record.generatedPrompt)
    }
  }

  @Test func `a change that changes nothing writes nothing`() async throws {
    try await Self.withEdited { world, _, after in
      let files = try world.files()
      var edit = AssetEdit()
      edit.title = .some("Harbour at dawn")
      _ = try Annotator(world.workspace).apply(.init(edit: edit), to: [after])
      #expect(try world.files() == files)
    }
  }

  @Test func `texts are kept in one form, and what is no text is refused`() throws {
    #expect(try AssetEdit.text(" a\r\nb \n", lines: true) == "a\nb")
    #expect(try AssetEdit.text("  ", lines: true) == nil)
    #expect(throws: EditError.notOneLine) { try AssetEdit.text("a\nb", lines: false) }
    #expect(throws: EditError.notOneLine) { try AssetEdit.text("a\u{1B}[1mb", lines: true) }
    #expect(throws: EditError.self) { try AssetEdit.text(String(repeating: "x", count: 1 << 16), lines: true) }
  }

  @Test func `two copies of one picture keep both notes`() {
    let added = Timestamp(milliseconds: 0, offsetMinutes: 0)
    let first = AssetRecord(note: "one\ntwo", added: added)
    let both = first.merging(AssetRecord(note: "two\nthree", title: "T", added: added))
    #expect(both.note == "one\ntwo\nthree" && both.title == "T")
    #expect(both.merging(AssetRecord(note: "three", added: added)) == both)
  }
}
