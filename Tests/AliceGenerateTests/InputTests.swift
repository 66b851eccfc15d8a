import AliceGenerate
import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Synchronization
import Testing

extension Simulated {
  /// What the simulator received at a path that begins so.
  fileprivate func received(_ path: String) async throws -> [JSONValue] {
    try await requests().filter { $0["path"]?.stringValue?.hasPrefix(path) == true }
  }
}

@Suite struct InputTests {
  private func run(
    _ world: World, _ simulated: Simulated, _ model: String, _ inputs: InputFiles, parameters: JSONObject = [:]
  ) async throws -> GenerationResult {
    let request = GenerationRequest(prompt: "a lake", model: model, parameters: parameters, inputs: inputs, again: true)
    let runner = GenerationRunner(PaidSession(world.workspace, provider: simulated.provider))
    return try await runner.run(try await runner.prepare(request))
  }

  private func lake(_ world: World, _ simulated: Simulated) async throws -> Asset {
    let runner = GenerationRunner(PaidSession(world.workspace, provider: simulated.provider))
    let request = GenerationRequest(prompt: "a lake", model: "flux-schnell", seed: "7")
    return try #require(try await runner.run(try await runner.prepare(request)).assets.first)
  }

  @Test func `a file from elsewhere is uploaded once and known by its name and digest`() async throws {
    try await World.withSimulator { world, simulated in
      try world.drop("media/plain.png", as: "cat.png")
      let file = world.inbox.appending("cat.png").description
      let first = try await run(world, simulated, "svd", InputFiles(images: [file]))
      let asset = try #require(first.assets.first, "\(first.failures)")
      let kept = try #require(asset.record.recipe.parameters["image_url"]?.stringValue)
      #expect(kept.wholeMatch(of: /file:cat\.png;sha256=[0-9a-f]{64}/) != nil, "\(kept)")
      #expect(asset.record.provenance.parents.isEmpty)
      let sent = try #require(first.jobs.first?.input["image_url"]?.stringValue)
      #expect(sent.hasPrefix(simulated.baseURL + "/files/"))
      _ = try await run(world, simulated, "ccsr", InputFiles(images: [file]))
      #expect(try await simulated.received("/storage/upload").count == 1)
      let puts = try await simulated.received("/presigned/")
      #expect(puts.count == 1 && puts[0]["headers"]?["authorization"] == nil)
      let bytes = try Fixtures.bytes("media/plain.png").count
      #expect(puts[0]["headers"]?["content-length"]?.stringValue == "\(bytes)")
      #expect(puts[0]["headers"]?["content-type"]?.stringValue == "image/png")
      let shown = try AssetInspector.show(file: world.root.appending(asset.path), now: Clock.system.now())
      #expect(shown.metadata.allSatisfy { !$0.text.contains("/files/b/") })
    }
  }

  @Test func `what was made from assets of the library says so, in the file and in searches`() async throws {
    try await World.withSimulator { world, simulated in
      let lake = try await lake(world, simulated)
      try FileManager.default.copyItem(
        atPath: world.root.appending(lake.path).description, toPath: world.inbox.appending("copy.jpg").description)
      var made: Set<AssetID> = []
      for name in [
        String(lake.id.hex.prefix(8)), world.root.appending(lake.path).description,
        world.inbox.appending("copy.jpg").description, "asset:" + lake.id.hex,
      ] {
        let result = try await run(world, simulated, "kling-v2-image", InputFiles(images: [name]))
        #expect(result.jobs.first?.parents == [lake.id], "\(name)")
        let film = try #require(result.assets.first, "\(result.failures)")
        made.insert(film.id)
        #expect(film.record.provenance.parents == [lake.id])
        #expect(film.record.recipe.parameters["image_url"]?.stringValue == "asset:" + lake.id.hex)
        #expect(RecipeText.command(of: film).contains("--image \(lake.id.short)"))
      }
      #expect(try await simulated.received("/storage/upload").count == 1)
      let films = try world.search("from:\(lake.id.hex.prefix(6))").map(\.id)
      #expect(Set(films) == made && films.count == made.count)
      #expect(try world.search("of:\(films[0].hex)").map(\.id) == [lake.id])
      _ = try Reindexer(library: world.root).run()
      #expect(try world.search("from:\(lake.id.short)").map(\.id) == films)
      #expect(try world.search("of:\(films[0].hex)").map(\.id) == [lake.id])
    }
  }

  @Test func `a picture that the provider has lost is sent anew`() async throws {
    try await World.withSimulator { world, simulated in
      try world.drop("media/plain.png", as: "cat.png")
      let inputs = InputFiles(images: [world.inbox.appending("cat.png").description])
      let detail: JSONValue = [
        "loc": ["body", "image_url"], "msg": "Failed to download the file.", "type": "file_download_error",
      ]
      try await simulated.fault([
        "fault": "answer", "on": "result", "status": 422, "times": 1, "body": ["detail": [detail]],
      ])
      let failed = try await run(world, simulated, "svd", inputs)
      #expect(failed.failures.first.map { "\($0)" }?.contains("uploaded copy is gone") == true, "\(failed.failures)")
      #expect(try await run(world, simulated, "svd", inputs).failures.isEmpty)
      #expect(try await simulated.received("/storage/upload").count == 2)
    }
  }

  @Test func `an address that was given is kept without its query`() async throws {
    try await World.withSimulator { world, simulated in
      let url = "https://pictures.example/cat.png?X-Amz-Signature=secret"
      let result = try await run(world, simulated, "svd", InputFiles(images: [url]))
      let asset = try #require(result.assets.first, "\(result.failures)")
      #expect(result.jobs.first?.input["image_url"]?.stringValue == url)
      #expect(asset.record.recipe.parameters["image_url"] == "https://pictures.example/cat.png")
      let bytes = try Data(contentsOf: URL(filePath: world.root.appending(asset.path).description))
      #expect(bytes.range(of: Data("X-Amz-Signature".utf8)) == nil)
    }
  }

  @Test func `several pictures and a mask go to their places in order`() async throws {
    try await World.withSimulator { world, simulated in
      for (fixture, name) in [("plain.png", "a.png"), ("plain.jpg", "b.jpg"), ("palette.png", "m.png")] {
        try world.drop("media/" + fixture, as: name)
      }
      func path(_ name: String) -> String { world.inbox.appending(name).description }
      let inputs = InputFiles(images: [path("a.png"), path("b.jpg")], masks: [path("m.png")])
      let plan = try await GenerationRunner.plan(
        GenerationRequest(prompt: "x", model: "kling-v1-image", inputs: inputs))
      let input = plan.kept(try #require(plan.requests.first?.input))
      for (parameter, name) in [("image_url", "a.png"), ("tail_image_url", "b.jpg"), ("static_mask_url", "m.png")] {
        #expect(input[parameter]?.stringValue?.hasPrefix("file:\(name);") == true, "\(parameter)")
      }
      #expect(try await simulated.received("/storage").isEmpty)
    }
  }

  @Test func `what cannot go in is refused before anything is sent`() async throws {
    try await World.withSimulator { world, simulated in
      try world.drop("media/plain.png", as: "cat.mp4")
      try world.drop("clips/clip-1x1-5s.mp4", as: "film.png")
      try world.write("no picture", as: "text.png")
      try world.write("", as: "empty.png")
      func path(_ name: String) -> String { world.inbox.appending(name).description }
      let cases: [(String, InputFiles, String)] = [
        ("svd", InputFiles(images: [path("none.png")]), "neither a file nor the id"),
        ("svd", InputFiles(images: ["0123abcd"]), "neither a file nor the id"),
        ("svd", InputFiles(images: [path("film.png")]), "is a video, not a picture"),
        ("svd", InputFiles(images: [path("text.png")]), "not a picture"),
        ("svd", InputFiles(images: [path("empty.png")]), "empty"),
        ("svd", InputFiles(images: [world.inbox.description]), "not a regular file"),
        ("svd", InputFiles(images: ["http://example.org/a.png"]), "not encrypted"),
        ("svd", InputFiles(images: [path("cat.mp4"), path("cat.mp4")]), "takes 1 image, 2 given"),
        ("flux-schnell", InputFiles(images: [path("cat.mp4")]), "takes no image, 1 given"),
        ("svd", InputFiles(images: [path("cat.mp4")], masks: [path("cat.mp4")]), "takes no mask"),
        (
          "kling-lipsync", InputFiles(videos: [path("cat.mp4")], audios: [path("film.png")]),
          "is a picture, not a video"
        ),
      ]
      for (model, inputs, phrase) in cases {
        let error = await #expect(throws: AliceError.self) { try await run(world, simulated, model, inputs) }
        #expect(error.map { Self.text($0) }?.contains(phrase) == true, "\(phrase): \(String(describing: error))")
      }
      #expect(try await simulated.received("/storage").isEmpty)
      #expect(try await simulated.ledger().isEmpty)
      let registry = try #require(ModelRegistry(json: try JSONValue(parsing: Self.small)))
      let request = GenerationRequest(prompt: "x", model: "tiny", inputs: InputFiles(images: [path("cat.mp4")]))
      let error = await #expect(throws: AliceError.self) {
        try await GenerationRunner.plan(request, registry: registry)
      }
      let bytes = try Fixtures.bytes("media/plain.png").count
      #expect(error == .input(.fileTooLarge("image_url", file: "cat.mp4", bytes: UInt64(bytes), maximum: 10)))
    }
  }

  private static let small = """
    {"schema":1,"models":[{"name":"tiny","endpoint":"fal-ai/tiny","kind":"image-to-image","output":"image","summary":"s",
    "parameters":[{"name":"image_url","type":"string","media":"image","maximum_bytes":10,"description":"d"}]}]}
    """

  private static func text(_ error: AliceError) -> String {
    switch error {
    case .notMedia(_, let reason): reason.rawValue
    case .input(let error): error.description
    case .configuration(let text): text
    default: "\(error)"
    }
  }

  @Test func `a file that changes while it is sent is not asked about`() async throws {
    try await World.withSimulator { world, simulated in
      try world.drop("media/plain.png", as: "cat.png")
      let path = world.inbox.appending("cat.png").description
      let request = GenerationRequest(prompt: "x", model: "svd", inputs: InputFiles(images: [path]))
      let isWritten = Mutex(false)
      let session = PaidSession(world.workspace, provider: simulated.provider) { _ in
        let isFirst = isWritten.withLock { written in
          defer { written = true }
          return !written
        }
        guard isFirst, let file = FileHandle(forUpdatingAtPath: path) else { return }
        _ = try? file.seekToEnd()
        try? file.write(contentsOf: Data("more".utf8))
      }
      let runner = GenerationRunner(session)
      let result = try await runner.run(try await runner.prepare(request))
      #expect(
        result.failures
          == [.configuration("'cat.png' changed while it was uploaded; nothing was asked of the model")])
      #expect(try await simulated.ledger().isEmpty)
      // What was there for a moment is not taken for the file.
      _ = try await runner.run(try await runner.prepare(request))
      #expect(try await simulated.received("/storage/upload").count == 2)
    }
  }

  @Test func `a file goes before an asset of the same name, and both are said`() async throws {
    try await World.withSimulator { world, simulated in
      let lake = try await lake(world, simulated)
      let id = String(lake.id.hex.prefix(6))
      func plan() async throws -> GenerationPlan {
        let request = GenerationRequest(prompt: "x", model: "svd", inputs: InputFiles(images: [id]))
        return try await GenerationRunner.plan(request, in: world.workspace)
      }
      #expect(try await plan().notes == ["\(id) is the asset \(lake.path)"])
      #expect(try await plan().parents == [lake.id])
    }
  }

  @Test func `an upload of many parts arrives whole`() async throws {
    try await World.withSimulator { world, simulated in
      // A sound of 91 MB that takes no room on the disk.
      let size: UInt64 = 95_420_416
      var header = Data("RIFF".utf8)
      func put(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { header.append(contentsOf: $0) }
      }
      put(UInt32(size - 8))
      header.append(Data("WAVEfmt ".utf8))
      put(UInt32(16))
      put(UInt16(1))
      put(UInt16(1))
      put(UInt32(8000))
      put(UInt32(16000))
      put(UInt16(2))
      put(UInt16(16))
      header.append(Data("data".utf8))
      put(UInt32(size - 44))
      let path = world.inbox.appending("long.wav").description
      try header.write(to: URL(filePath: path))
      let file = try #require(FileHandle(forUpdatingAtPath: path))
      try file.truncate(atOffset: size)
      try file.close()
      let runner = GenerationRunner(PaidSession(world.workspace, provider: simulated.provider))
      let result = try await runner.run(
        try await runner.prepare(
          GenerationRequest(prompt: "x", model: "fal-ai/some/listener", inputs: InputFiles(audios: [path]))))
      #expect(try await simulated.received("/storage/upload/initiate-multipart").count == 1)
      #expect(try await simulated.received("/presigned/").count == 11)
      let url = try #require(result.jobs.first?.input["audio_url"]?.stringValue)
      var head = HTTPClientRequest(url: url)
      head.method = .HEAD
      let answer = try await HTTPClient.shared.execute(head, timeout: .seconds(30))
      #expect(answer.headers.first(name: "content-length") == "\(size)")
    }
  }
}
