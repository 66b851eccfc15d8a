import AliceFal
import AliceGenerate
import AliceModel
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

/// What an endpoint answers, and what becomes of it.
@Suite struct `The results of a request` {
  private func run(
    _ world: World, _ simulated: Simulated, _ endpoint: String, prompt: String? = "a lake",
    _ parameters: JSONObject = [:]
  ) async throws -> GenerationResult {
    let request = GenerationRequest(prompt: prompt ?? "", model: endpoint, parameters: parameters, seed: "7")
    let runner = GenerationRunner(PaidSession(world.workspace, provider: simulated.provider))
    return try await runner.run(try await runner.prepare(request))
  }

  private func resume(_ world: World, _ simulated: Simulated, _ jobs: [Job]) async throws -> GenerationResult {
    try await GenerationRunner(PaidSession(world.workspace, provider: simulated.provider)).resume(jobs)
  }

  /// The extensions of all results and the files that belong to them, sorted.
  private func endings(_ assets: [Asset]) -> [String] {
    assets.flatMap { asset in
      [asset.path.fileExtension] + asset.record.companions.map { BytePath($0.name).fileExtension }
    }.sorted()
  }

  @Test(
    arguments: [
      ("fal-ai/hunyuan3d-v3/text-to-3d", ["glb", "mtl", "obj", "png", "png", "usdz"]), ("fal-ai/trellis-2", ["glb"]),
      ("fal-ai/triposr", ["obj"]), ("fal-ai/hyper3d/rodin/v2", ["glb", "png", "png"]),
      ("fal-ai/meshy/v6/text-to-3d", ["fbx", "glb", "png", "png"]),
      ("fal-ai/flux-lora-fast-training", ["json", "safetensors"]), ("fal-ai/elevenlabs/music", ["mp3"]),
      ("fal-ai/demucs", ["wav", "wav"]), ("fal-ai/recraft/vectorize", ["svg"]),
      ("fal-ai/ffmpeg-api/compose", ["jpg", "mp4"]), ("fal-ai/wan-vace-14b/depth", ["mp4", "zip"]),
      ("fal-ai/birefnet/v2", ["png", "png"]), ("fal-ai/moondream2", ["txt"]), ("fal-ai/whisper", ["json"]),
      ("fal-ai/imageutils/nsfw", ["json"]),
    ])
  func `are taken home whole in the shapes that are documented`(endpoint: String, files: [String]) async throws {
    try await World.withSimulator { world, simulated in
      let input: JSONObject = endpoint.contains("birefnet") ? ["image_url": "https://example.com/a.png"] : [:]
      let result = try await run(world, simulated, endpoint, input)
      #expect(result.jobs.map(\.state) == [.done] && result.failures.isEmpty && result.warnings.isEmpty)
      #expect(endings(result.assets) == files)
      let fetched = try await simulated.paths(containing: "/files/")
      #expect(Set(fetched).count == fetched.count)
      #expect(try world.search("*").count == result.assets.count)
    }
  }

  @Test func `may be of every format, with names and types that are wrong`() async throws {
    let formats = [
      "svg", "bmp", "exr", "wav", "mp3", "aac", "glb", "gltf", "obj", "fbx", "usdz", "ply", "stl", "zip", "safetensors",
      "json", "srt", "vtt", "txt", "pdf",
    ]
    try await World.withSimulator { world, simulated in
      for format in formats {
        try await simulated.answer(
          "fal-ai/any/thing",
          ["thing": ["url": .string("@x.\(format)"), "content_type": "application/octet-stream", "file_name": nil]])
        let result = try await run(world, simulated, "fal-ai/any/thing", prompt: "a \(format)")
        #expect(result.jobs.map(\.state) == [.done] && endings(result.assets) == [format], "\(format): \(result)")
      }
    }
  }

  @Test func `that are words are kept as text and printed`() async throws {
    try await World.withSimulator { world, simulated in
      let result = try await run(world, simulated, "fal-ai/moondream2")
      let asset = try #require(result.assets.first)
      #expect(result.texts[asset.id] == "A mountain lake at dawn.")
      #expect(asset.facts.format == .txt && asset.record.recipe.prompt == "a lake")
      #expect(try world.search("dawn").map(\.id) == [asset.id])
      let whole = try await run(world, simulated, "fal-ai/whisper")
      #expect(whole.assets.map(\.facts.format) == [.json] && Array(whole.texts.values) == ["A lake."])
    }
  }

  @Test func `that cannot be had are named with their addresses, and the rest is kept`() async throws {
    try await World.withSimulator { world, simulated in
      let gone = simulated.baseURL + "/files/b/sim/nothing.png"
      try await simulated.answer(
        "fal-ai/some/images",
        ["images": [["url": "@a.png"], ["url": "https://cdn.example.com/b.png"], ["url": .string(gone)]]])
      let result = try await run(world, simulated, "fal-ai/some/images")
      #expect(result.jobs.map(\.state) == [.done] && result.failures.isEmpty && result.assets.count == 1)
      let lost = result.jobs[0].json["lost"]?.arrayValue?.compactMap { $0["url"]?.stringValue }
      #expect(lost == ["https://cdn.example.com/b.png", gone])
      let warning = result.warnings.joined()
      #expect(warning.contains("FAL_MEDIA_HOSTS=cdn.example.com") && warning.contains(gone), "\(warning)")
      #expect(try GenerationRunner.jobs(in: world.workspace, open: true).isEmpty)
    }
  }

  @Test(arguments: [400, 402, 409, 416, 422, 451])
  func `that their host refuses twice are lost, and end the job`(status: Int) async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.fault([
        "fault": "answer", "on": "media", "status": JSONValue(status), "body": ["detail": "no"], "times": 1000,
      ])
      let first = try await run(world, simulated, "flux-schnell")
      #expect(first.jobs.map(\.state) == [.submitted] && first.assets.isEmpty)
      let second = try await resume(world, simulated, first.jobs)
      #expect(second.jobs.map(\.state) == [.failed])
      #expect(second.jobs[0].error?.contains("its host refuses it") == true, "\(second.jobs[0].error ?? "")")
    }
  }

  @Test func `wait once for a companion that cannot be reached`() async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.answer(
        "fal-ai/some/mesh", ["model_mesh": ["url": "@m.glb"], "textures": [["url": "http://127.0.0.1:1/t.png"]]])
      let first = try await run(world, simulated, "fal-ai/some/mesh")
      #expect(first.jobs.map(\.state) == [.submitted] && first.assets.isEmpty)
      let second = try await resume(world, simulated, first.jobs)
      #expect(second.jobs.map(\.state) == [.done] && endings(second.assets) == ["glb"])
      #expect(second.jobs[0].canReopen)
    }
  }

  @Test func `on a host that is not allowed are tried again by a resume`() async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.answer(
        "fal-ai/some/images", ["images": [["url": "@a.png"], ["url": "https://cdn.example.com/b.png"]]])
      let first = try await run(world, simulated, "fal-ai/some/images")
      #expect(first.jobs.map(\.state) == [.done] && first.jobs[0].canReopen)
      var job = first.jobs[0]
      job.reopen()
      #expect(job.state == .submitted && !job.canReopen)
      let second = try await resume(world, simulated, first.jobs)
      #expect(second.jobs.map(\.state) == [.done] && second.jobs[0].canReopen)
      #expect(second.assets.map(\.id) == first.assets.map(\.id))
      #expect(second.warnings.joined().contains("FAL_MEDIA_HOSTS=cdn.example.com"))
    }
  }

  @Test func `are kept without a file that only accompanies them`() async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.answer(
        "fal-ai/some/mesh",
        [
          "model_mesh": ["url": "@m.glb"],
          "textures": [["url": .string(simulated.baseURL + "/files/b/sim/no.png")], ["url": "@t.png"]],
        ])
      let result = try await run(world, simulated, "fal-ai/some/mesh")
      #expect(result.jobs.map(\.state) == [.done] && result.failures.isEmpty)
      #expect(endings(result.assets) == ["glb", "png"] && result.assets.count == 1)
      #expect(result.warnings.contains { $0.contains("no.png") })
    }
  }

  @Test func `are kept although what they accompany is gone`() async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.answer(
        "fal-ai/some/film",
        ["video": ["url": "https://cdn.example.com/v.mp4"], "captions_file": ["url": "@c.srt"]])
      let result = try await run(world, simulated, "fal-ai/some/film")
      #expect(result.jobs.map(\.state) == [.done] && endings(result.assets) == ["srt"])
    }
  }

  @Test func `that an earlier request had, too, are told, and both recipes are kept`() async throws {
    try await World.withSimulator { world, simulated in
      for endpoint in ["fal-ai/first/llm", "fal-ai/second/llm"] {
        try await simulated.answer(endpoint, ["output": "Yes, it is."])
      }
      let first = try await run(world, simulated, "fal-ai/first/llm")
      let second = try await run(world, simulated, "fal-ai/second/llm")
      #expect(first.warnings.isEmpty && second.assets.map(\.id) == first.assets.map(\.id))
      #expect(second.warnings.contains { $0.contains("the same text as") && $0.contains("fal-ai/first/llm") })
      let kept = try #require(try world.all().first)
      #expect(kept.record.recipe.model == "fal-ai/first/llm")
      #expect(kept.record.alsoFrom.map(\.recipe.model) == ["fal-ai/second/llm"])
    }
  }

  @Test func `of two upscalers of one picture are two`() async throws {
    try await World.withSimulator { world, simulated in
      let picture = try await run(world, simulated, "flux-schnell")
      let file = try #require(picture.files.first)
      var ids = Set(picture.assets.map(\.id))
      for model in ["esrgan", "aura-sr"] {
        let request = GenerationRequest(prompt: nil, model: model, inputs: InputFiles(images: [file.description]))
        let runner = GenerationRunner(PaidSession(world.workspace, provider: simulated.provider))
        let result = try await runner.run(try await runner.prepare(request))
        #expect(result.warnings.isEmpty)
        ids.formUnion(result.assets.map(\.id))
      }
      #expect(ids.count == 3)
    }
  }

  @Test func `that are black are told, although nothing flags them`() async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.answer("fal-ai/dark/image", ["images": [["url": "@a.png"]]])
      try await simulated.answer("fal-ai/dark/mask", ["mask_image": ["url": "@a.png"]])
      try await simulated.fault(["fault": "black-image", "times": 2])
      let dark = try await run(world, simulated, "fal-ai/dark/image")
      #expect(
        dark.warnings.contains { $0.contains("is black") } && dark.assets[0].record.assessment.defects == [.black])
      #expect(try await run(world, simulated, "fal-ai/dark/mask").warnings.allSatisfy { !$0.contains("black") })
      #expect(try await run(world, simulated, "fal-ai/dark/image", prompt: "light").warnings.isEmpty)
    }
  }

  @Test func `that are fewer than asked for are told`() async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.answer("fal-ai/few/images", ["images": [["url": "@a.png"]]])
      let result = try await run(world, simulated, "fal-ai/few/images", ["num_images": 4])
      #expect(result.jobs.map(\.state) == [.done])
      #expect(result.warnings.contains { $0.contains("1 of the 4 results") })
    }
  }

  @Test func `keep the words and values that stand beside them`() async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.answer(
        "fal-ai/some/images",
        [
          "images": [["url": "@a.png", "revised_prompt": "a misty lake"], ["url": "@b.png"]],
          "description": "Two quiet views", "boxes": [[1, 2, 3, 4]], "timings": ["inference": 1.5], "seed": 7,
        ])
      let result = try await run(world, simulated, "fal-ai/some/images")
      #expect(result.assets.count == 2 && result.warnings.isEmpty)
      let common: JSONObject = [
        "description": "Two quiet views", "boxes": [[1, 2, 3, 4]], "timings": ["inference": 1.5],
      ]
      let said = result.assets.map { $0.record.recipe.parameters["provider_answer"]?.objectValue ?? [:] }
      var first = common
      first["revised_prompt"] = "a misty lake"
      #expect(said == [first, common])
      #expect(try world.search("misty").map(\.id) == [result.assets[0].id] && world.search("quiet").count == 2)
      let found = try world.workspace.rewriter.current(result.assets[0])
      #expect(found.isInFile && found.record.recipe.parameters["provider_answer"] == .object(first))
    }
  }

  @Test func `bring files home that a result lacked which the library had already`() async throws {
    try await World.withSimulator { world, simulated in
      let mesh: JSONValue = [
        "url": "data:model/obj;base64,diAwIDAgMAp2IDEgMCAwCnYgMCAxIDAKZiAxIDIgMwo=", "file_name": "mesh.obj",
        "content_type": "model/obj",
      ]
      try await simulated.answer("fal-ai/first/mesh", ["model_mesh": mesh])
      try await simulated.answer("fal-ai/second/mesh", ["model_mesh": mesh, "textures": [["image_base64": "@=t.png"]]])
      try await simulated.answer("fal-ai/third/mesh", ["model_mesh": mesh, "textures": [["url": "@u.png"]]])
      let first = try await run(world, simulated, "fal-ai/first/mesh")
      #expect(first.assets.count == 1 && first.assets[0].record.companions.isEmpty)
      for (endpoint, count) in [("fal-ai/second/mesh", 1), ("fal-ai/third/mesh", 2)] {
        let later = try await run(world, simulated, endpoint)
        #expect(later.jobs.map(\.state) == [.done] && later.failures.isEmpty, "\(later.failures)")
        #expect(later.assets.map(\.id) == first.assets.map(\.id))
        let kept = try #require(try world.all().first)
        #expect(kept.record.companions.count == count && CompanionFolder.isAsset(kept.path), "\(kept.path)")
      }
      #expect(try world.all().count == 1 && world.problems().isEmpty)
    }
  }

  @Test func `may be texts that look like pages, where texts were promised`() async throws {
    try await World.withSimulator { world, simulated in
      for (name, type) in [("page.html", "text/html"), ("page.txt", "text/plain"), ("notes", "text/plain")] {
        let text = "<!DOCTYPE html><title>Error of \(name)</title>"
        let url = "data:\(type);base64,\(Data(text.utf8).base64EncodedString())"
        try await simulated.answer("fal-ai/some/page", ["file": ["url": .string(url), "file_name": .string(name)]])
        let result = try await run(world, simulated, "fal-ai/some/page", prompt: name)
        #expect(result.jobs.map(\.state) == [.done] && endings(result.assets) == ["html"], "\(name): \(result)")
      }
    }
  }

  @Test(
    arguments: [
      (["images": [], "error": "blocked by moderation"], true), (["video": nil, "seed": 5], false), ([:], false),
      (["images": [], "description": "I cannot draw this"], false),
    ] as [(JSONValue, Bool)])
  func `may be none, which ends the job with the provider's reason`(output: JSONValue, isPolicy: Bool) async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.answer("fal-ai/none/x", output)
      let result = try await run(world, simulated, "fal-ai/none/x")
      #expect(result.jobs.map(\.state) == [.failed])
      if case .contentPolicy? = result.failures.first { #expect(isPolicy) } else { #expect(!isPolicy) }
      let reason = (output["error"] ?? output["description"])?.stringValue ?? ""
      #expect(reason.isEmpty || result.jobs[0].error?.contains(reason) == true)
    }
  }
}
