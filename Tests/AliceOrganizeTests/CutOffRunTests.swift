import AliceCatalog
import AliceLibrary
import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

/// What organizing finds that an earlier run left which was killed, and makes of it.
///
/// A run without `--move` leaves what one with it leaves that is killed before it removes a source.
@Suite struct CutOffRunTests {
  private static let infotext = "a heron in reeds\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 77, Size: 64x64"
  /// One pixel.
  private static let gif = Data(
    [0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF]
      + [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B])

  private static func xmp(rating: Int, label: String) -> String {
    """
    <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
    <rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="\(rating)" xmp:Label="\(label)"/>
    </rdf:RDF></x:xmpmeta>
    """
  }

  /// Pictures with a recipe or a sidecar beside them, and without.
  private func withSources(_ body: (World) async throws -> Void) async throws {
    try await World.with { world in
      try world.drop("media/plain.png", as: "bird.png")
      try world.write(Self.infotext, as: "bird.txt")
      try world.drop("media/plain.jpg", as: "rated.jpg")
      try world.write(Self.xmp(rating: 3, label: "Blue"), as: "rated.jpg.xmp")
      try Self.gif.write(to: URL(filePath: world.inbox.appending("dot.gif").description))
      try world.write(Self.xmp(rating: 4, label: "Red"), as: "dot.gif.xmp")
      try world.drop("media/codestream.jxl")
      try world.drop("demo/00017-2718281828.png")
      try world.age()
      try await body(world)
    }
  }

  private func names(_ world: World) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: world.inbox.description).sorted()
  }

  private func isClean(_ world: World) throws -> Bool {
    try LibraryCheck(world.workspace).run(repair: false).findings.isEmpty
  }

  @Test func `sources that a killed move left go with the next one, and come back bit for bit`() async throws {
    try await withSources { world in
      let sources = try snapshot(of: world.inbox)
      #expect(try await world.organize().placed.count == 5)
      let library = try world.files()
      let report = try await world.organize(move: true)
      #expect(report.kept.isEmpty && report.already.count == 5, "\(report.kept)")
      #expect(try names(world) == [] && world.files() == library)
      #expect(try isClean(world))
      #expect(try world.undo().refused.isEmpty)
      #expect(try snapshot(of: world.inbox) == sources)
      #expect(try world.undo().refused.isEmpty)
      #expect(try world.all().isEmpty && world.files().filter { $0.value[0] != "" }.isEmpty)
    }
  }

  @Test func `undoing an interrupted run leaves a copy that was ranked since`() async throws {
    try await World.with { world in
      try world.drop("media/plain.png")
      _ = try await world.organize()
      _ = try Annotator(world.workspace).apply(.init(elo: .some(1600)), to: world.all())
      let asset = try #require(try world.all().first)
      let source = world.inbox.appending("plain.png")
      let journal = try world.workspace.journal()
      let operation = try journal.begin(operation: "organize", arguments: [:], at: Clock.system.now())
      let step = IntendedStep(
        id: asset.id, path: asset.path, source: source, sourceFile: try OpenFile.open(source).stamp.withoutChange,
        added: asset.record.added)
      try journal.append([OperationStep.intended(step).json], to: operation)
      #expect(try world.undo(operation).refused.map(\.reason) == ["it was judged or tagged since"])
      #expect(try world.all() == [asset])
    }
  }

  @Test func `a source whose sidecars are gone already goes, too`() async throws {
    try await withSources { world in
      _ = try await world.organize()
      for name in ["bird.txt", "rated.jpg.xmp", "dot.gif.xmp"] {
        try FileManager.default.removeItem(atPath: world.inbox.appending(name).description)
      }
      let library = try world.files()
      #expect(try await world.organize(move: true).kept.isEmpty)
      #expect(try names(world) == [] && world.files() == library)
    }
  }

  @Test func `a move that was killed before the catalog knew of its files is finished`() async throws {
    try await withSources { world in
      _ = try await world.organize()
      let other = try unknowing(world) { _ in true }
      #expect(try await other.organize(move: true).kept.isEmpty)
      #expect(try names(world) == [])
      // A copy has times of its own.
      #expect(try other.files().keys.sorted() == world.files().keys.sorted())
      #expect(try other.all() == world.all())
      #expect(try isClean(other))
    }
  }

  @Test(arguments: ["bird.txt", "rated.jpg.xmp", "dot.gif.xmp"])
  func `a source stays where something else stands beside it`(name: String) async throws {
    try await withSources { world in
      _ = try await world.organize()
      let isRecipe = name.hasSuffix("txt")
      try world.write(isRecipe ? "a caption" : Self.xmp(rating: 2, label: "Green"), as: name)
      let report = try await world.organize(move: true)
      #expect(report.kept.map(\.reason) == [.holdsMore])
      #expect(try names(world).count == 2 && names(world).contains(name))
    }
  }

  @Test func `a source stays where a recipe is missing beside the library's file`() async throws {
    try await withSources { world in
      _ = try await world.organize()
      let recipe = try #require(try world.files().keys.first { $0.hasSuffix(".txt") })
      try FileManager.default.removeItem(atPath: world.root.appending(BytePath(recipe)).description)
      #expect(try await world.organize(move: true).kept.map(\.reason) == [.holdsMore])
      #expect(try names(world) == ["bird.png", "bird.txt"])
    }
  }

  /// A library with the files of `world` that are `left`, as if the run had been killed that placed them.
  private func unknowing(_ world: World, left: (String) -> Bool) throws -> World {
    let other = try World(folder: world.folder, workspace: .create(world.folder.appending("Other")))
    let manager = FileManager.default
    for name in try manager.subpathsOfDirectory(atPath: world.root.description).sorted() where !name.hasPrefix(".alice")
    {
      let (from, to) = (
        world.root.appending(BytePath(name)).description, other.root.appending(BytePath(name)).description
      )
      var isFolder: ObjCBool = false
      guard manager.fileExists(atPath: from, isDirectory: &isFolder), isFolder.boolValue || left(name) else { continue }
      if isFolder.boolValue {
        try manager.createDirectory(atPath: to, withIntermediateDirectories: true)
      } else {
        try manager.copyItem(atPath: from, toPath: to)
      }
    }
    return other
  }

  @Test(arguments: [false, true])
  func `sidecars and recipes that a killed run left are taken up by their files`(move: Bool) async throws {
    try await withSources { world in
      _ = try await world.organize()
      let other = try unknowing(world) { $0.hasSuffix(".xmp") || $0.hasSuffix(".txt") }
      let report = try await other.organize(move: move)
      #expect(report.placed.count == 5 && report.kept.isEmpty)
      #expect(try other.files().keys.sorted() == world.files().keys.sorted())
      #expect(try isClean(other) && names(world).isEmpty == move)
      let known = try other.all()
      _ = try Reindexer(library: other.root).run()
      #expect(try World(folder: world.folder, workspace: .open(other.root)).all() == known)
      #expect(Set(known.map(\.record.rating?.stars)) == [nil, 3, 4])
    }
  }

  @Test func `the verdict of an orphaned sidecar is kept`() async throws {
    try await World.with { world in
      try world.drop("media/codestream.jxl")
      _ = try await world.organize()
      _ = try Annotator(world.workspace).apply(.init(rating: .some(Rating(4)), addedTags: ["mine"]), to: world.all())
      let other = try unknowing(world) { $0.hasSuffix(".xmp") }
      #expect(try await other.organize().placed.map(\.path) == world.all().map(\.path))
      let found = try #require(try other.all().first)
      #expect(found.record.rating?.stars == 4 && found.record.tags == ["mine"])
      #expect(try isClean(other))
    }
  }

  @Test func `a sidecar of somebody else is left alone`() async throws {
    try await World.with { world in
      try world.drop("media/codestream.jxl")
      _ = try await world.organize()
      let other = try unknowing(world) { $0.hasSuffix(".xmp") }
      let path = try #require(try world.all().first).path
      let sidecar = other.root.appending(path).description + ".xmp"
      let words = Data(Self.xmp(rating: 5, label: "Green").utf8)
      try words.write(to: URL(filePath: sidecar))
      let numbered = BytePath(path.description.replacing(".jxl", with: "-2.jxl"))
      #expect(try await other.organize().placed.map(\.path) == [numbered])
      #expect(try Data(contentsOf: URL(filePath: sidecar)) == words)
    }
  }
}
