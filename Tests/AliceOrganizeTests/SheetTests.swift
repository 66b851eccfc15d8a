import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

@Suite struct `Contact sheets` {
  private static let hostile = "</script><script>alert(1)</script> \"'&<!--\u{202E}\u{0}\u{1B}[31m"

  private static func sheet(
    _ world: World, _ request: SheetRequest = SheetRequest(), _ assets: [Asset]? = nil, to name: String = "out.html"
  ) async throws -> (report: SheetReport, text: String) {
    let environment = ["XDG_CACHE_HOME": world.folder.appending("cache").description, "PATH": "/nowhere"]
    let service = ThumbnailService(workspace: world.workspace, environment: environment)
    let path = world.folder.appending(name)
    let report = try await SheetWriter(world.workspace, thumbnails: service).write(
      assets ?? world.all(), to: path, request)
    return (report, try String(contentsOf: URL(filePath: path.description), encoding: .utf8))
  }

  private static func island(_ text: String) throws -> [JSONValue] {
    let part = text.components(separatedBy: "id=\"assets\">")[1].components(separatedBy: "</script>")[0]
    return try #require(JSONValue(parsing: part).arrayValue)
  }

  private static func withPictures(_ body: (World) async throws -> Void) async throws {
    try await World.with { world in
      for name in ["00017-2718281828.png", "ComfyUI_00042_.png", "grid-0003.jpg"] { try world.drop("demo/" + name) }
      _ = try await world.organize()
      try await body(world)
    }
  }

  @Test func `one file holds every picture, with its prompt and its facts, and asks for nothing else`() async throws {
    try await Self.withPictures { world in
      let (report, text) = try await Self.sheet(world)
      #expect(report.assets == 3 && report.withoutPicture.isEmpty && report.bytes == UInt64(text.utf8.count))
      #expect(text.components(separatedBy: "src=\"data:image/webp;base64,").count == 4)
      #expect(text.components(separatedBy: "<figure>").count == 4)
      let objects = try Self.island(text)
      let assets = try world.all()
      #expect(objects.map { $0["id"]?.stringValue } == assets.map(\.id.short))
      #expect(objects.map { $0["prompt"]?.stringValue } == assets.map(\.record.recipe.prompt))
      #expect(objects.map { $0["seed"]?.stringValue } == assets.map(\.record.recipe.seed))
      #expect(!text.contains("http://") && !text.contains("https://") && !text.contains("{{"))
      #expect(text.contains("default-src 'none'") && text.contains("script-src 'sha256-"))
    }
  }

  @Test func `stripped it holds no word of a prompt, a parameter or a name`() async throws {
    try await Self.withPictures { world in
      let assets = try world.all()
      let whole = try await Self.sheet(world, to: "whole.html").text
      let text = try await Self.sheet(world, SheetRequest(strips: true)).text
      let secrets = assets.flatMap { asset -> [String] in
        let recipe = asset.record.recipe
        let words = recipe.prompt?.split { !$0.isLetter }.map(String.init).filter { $0.count > 6 } ?? []
        return [recipe.negativePrompt, recipe.seed].compactMap { $0 } + words + asset.record.tags
          + [asset.path.stem.description]
      }
      #expect(secrets.count > 5 && secrets.contains { whole.contains($0) })
      for secret in secrets { #expect(!text.contains(secret), "\(secret)") }
      let known: Set = ["id", "date", "model", "size", "stars"]
      for object in try Self.island(text) {
        let keys = Set(object.objectValue?.map(\.key) ?? [])
        #expect(!keys.isEmpty && keys.subtracting(known).isEmpty)
      }
    }
  }

  @Test func `stripped, even a missing file does not tell its name`() async throws {
    try await Self.withPictures { world in
      let assets = try world.all()
      for asset in assets { try FileManager.default.removeItem(atPath: world.root.appending(asset.path).description) }
      let (report, text) = try await Self.sheet(world, SheetRequest(strips: true), assets)
      #expect(report.withoutPicture.count == 3 && text.contains("No picture: the file is missing"))
      for asset in assets { #expect(!text.contains(asset.path.stem.description)) }
    }
  }

  @Test func `a hostile prompt or title stays text`() async throws {
    try await Self.withPictures { world in
      var assets = try world.all()
      assets[0].record.provenance.recipe.prompt = Self.hostile
      assets[1].record.provenance.recipe.prompt = String(repeating: "long ", count: 200_000)
      let (report, text) = try await Self.sheet(world, SheetRequest(title: Self.hostile), assets)
      #expect(!text.contains("<script>alert") && !text.contains("\u{1B}") && !text.contains("\u{0}"))
      #expect(text.components(separatedBy: "<script").count == 3 && text.components(separatedBy: "</script").count == 3)
      #expect(try Self.island(text)[0]["prompt"]?.stringValue == Self.hostile)
      #expect(report.bytes < 300_000)
    }
  }

  @Test func `an existing file is replaced only if that is wanted, and a failed run leaves none`() async throws {
    try await Self.withPictures { world in
      let path = world.folder.appending("out.html").description
      try Data("mine".utf8).write(to: URL(filePath: path))
      await #expect(throws: AliceError.export(.exists(BytePath(path)))) { try await Self.sheet(world) }
      #expect(FileManager.default.contents(atPath: path) == Data("mine".utf8))
      _ = try await Self.sheet(world, SheetRequest(replaces: true))
      #expect(FileManager.default.contents(atPath: path)?.starts(with: Data("<!DOCTYPE html>".utf8)) == true)
      await #expect(throws: AliceError.self) { try await Self.sheet(world, to: "no/such/folder/out.html") }
      await #expect(throws: AliceError.self) { try await Self.sheet(world, to: "Library/out.html") }
      let assets = try world.all()
      let many = (0...SheetRequest.mostAssets).map { assets[$0 % assets.count] }
      await #expect(throws: AliceError.export(.tooMany(many.count, most: SheetRequest.mostAssets))) {
        try await Self.sheet(world, SheetRequest(), many, to: "many.html")
      }
      let stopped = Task { try await Self.sheet(world, to: "stopped.html") }
      stopped.cancel()
      _ = try? await stopped.value
      let left = try FileManager.default.contentsOfDirectory(atPath: world.folder.description)
      #expect(!left.contains("many.html") && !left.contains { $0.hasPrefix(".alice-") })
    }
  }

  @Test(arguments: [64, 240, 700]) func `the pictures have the wanted size`(edge: Int) async throws {
    try await Self.withPictures { world in
      let text = try await Self.sheet(world, SheetRequest(edge: edge)).text
      let sides = text.matches(of: /width="(\d+)" height="(\d+)"/).map { max(Int($0.1) ?? 0, Int($0.2) ?? 0) }
      let original = try world.all().compactMap { max($0.facts.width ?? 0, $0.facts.height ?? 0) }
      #expect(sides == original.map { min($0, edge) })
      #expect(text.contains("--edge: \(edge)px"))
    }
  }
}
