import AliceModel
import AliceTestSupport
import Foundation
import Testing

@Suite(.needsProgram()) struct ModelCatalogueCommandTests {
  /// The models of 2026 that have a name.
  private static let names = [
    "nano-banana", "nano-banana-edit", "nano-banana-pro", "nano-banana-2", "nano-banana-lite", "nano-banana-lite-edit",
    "gpt-image-1.5", "gpt-image-1.5-edit", "gpt-image-2", "gpt-image-2-edit", "gpt-image-1-mini", "kling-o1-image",
    "kling-o1-reference", "kling-o1-edit", "kling-o1-standard-image", "kling-v2.6-standard", "kling-v2.6-pro-motion",
    "veo-3.1-first-last", "veo-3.1-fast-first-last", "veo-3.1-lite-first-last", "veo-3.1-lite-image", "wan-2.5-text",
    "wan-2.5-image", "wan-2.5-picture", "wan-2.5-edit", "wan-2.6-image", "wan-2.6-image-flash", "wan-2.6-reference",
    "wan-2.6-picture", "wan-2.6-edit", "seedance-2.0-reference", "seedance-2.0-fast", "seedance-2.0-fast-image",
    "seedance-2.0-mini", "seedance-2.0-mini-image", "seedream-5-lite", "seedream-5-lite-edit", "ltx-2.3-text",
    "ltx-2.3-fast-text", "ltx-2.3-fast-image", "z-image-turbo", "z-image-base", "z-image-turbo-image",
    "hunyuan-image-3", "hunyuan-image-3-instruct", "hunyuan-image-3-edit", "qwen-image-2-edit", "qwen-image-3",
    "qwen-image-3-edit", "recraft-v4.1", "recraft-v4.1-pro", "ideogram-character", "ideogram-character-edit",
    "ideogram-character-remix", "grok-image", "grok-image-edit", "remove-background",
  ]

  @Test func `each new model makes what it is for, by its name`() async throws {
    try await Program.with { program in
      let files: [(ParameterSpec.Media, String, [UInt8])] = [
        (.image, "picture.png", try Fixtures.bytes("media/plain.png")),
        (.video, "clip.mp4", try Fixtures.bytes("clips/clip-16x9-5s-0.mp4")),
        (.mask, "mask.png", try Fixtures.bytes("media/palette.png")),
      ]
      for (_, name, bytes) in files {
        try Data(bytes).write(to: URL(filePath: program.folder.appending(name).description))
      }
      let rows = try ModelCatalogueCommandTests.names.map { name -> String in
        let model = try #require(ModelRegistry.builtIn.listed(name), "\(name)")
        var row: JSONObject = ["model": .string(name), "prompt": .string("a lake, \(name)")]
        if model.promptParameter == nil { row["prompt"] = nil }
        var parameters = JSONObject()
        for parameter in model.parameters where parameter.isRequired && parameter.name != model.promptParameter?.name {
          if let media = parameter.media, let file = files.first(where: { $0.0 == media }) {
            let path = JSONValue.string(program.folder.appending(file.1).description)
            parameters[parameter.name] = parameter.kind == .array ? [path] : path
          } else {
            parameters[parameter.name] = parameter.values.first ?? "x"
          }
        }
        row["parameters"] = .object(parameters)
        return JSONValue.object(row).text
      }
      let batch = program.folder.appending("rows.jsonl")
      try Data(rows.joined(separator: "\n").utf8).write(to: URL(filePath: batch.description))
      let answer = try program.run(["batch", batch.description, "--simulate", "--jsonl"])
      #expect(answer.status == 0, "\(answer.errors.suffix(2000))")
      let found = try program.run(["search", "*", "--count"]).output
      #expect(Int(found.dropLast()) == rows.count, "\(found)")
    }
  }

  @Test func `words find models offline, and a misspelt word is told`() async throws {
    try await Program.with { program in
      var program = program
      program.environment["FAL_OPENAPI_URL"] = "http://127.0.0.1:1/x"
      let seedance = try program.run(["models", "seedance"])
      #expect(seedance.status == 0 && seedance.output.contains("seedance-2.0-text\n"), "\(seedance.errors)")
      let speech = try program.run(["models", "text to speech", "minimax", "--json"])
      let found = speech.json?["models"]?.arrayValue ?? []
      #expect(found.contains { $0["endpoint"] == "fal-ai/minimax/speech-2.8-hd" && $0["kind"] == "text-to-speech" })
      #expect(speech.json?["query"] == "text to speech minimax")
      let near = try program.run(["models", "sedance", "fast"])
      #expect(near.status == 0 && near.errors.contains("searched for seedance fast"), "\(near.errors)")
      #expect(near.output.contains("seedance-2.0-fast-text"))
      #expect(try program.run(["models", "qqqqqqqqqq"]).status == 1)
      let trainers = try program.run(["models", "--kind", "training"]).output
      #expect(trainers.contains("fal-ai/flux-lora-fast-training\n"))
      #expect(try program.run(["models", "flux", "--kind", "3d"]).status == 1)
    }
  }

  @Test func `an endpoint of the catalogue shows its inputs`() async throws {
    try await Program.with { program in
      var program = program
      program.environment["FAL_OPENAPI_URL"] = "http://127.0.0.1:1/x"
      let card = try program.run(["models", "fal-ai/f5-tts"])
      #expect(card.status == 0 && card.output.contains("PROMPT  (gen_text) *"), "\(card.output)")
      #expect(card.errors.contains("the catalogue of 2026-08-02"))
      let family = try program.run(["models", "fal-ai/kling-video"])
      #expect(family.status == 0 && family.output.split(separator: "\n").count > 20, "\(family.errors)")
      let speech = try program.run(["models", "elevenlabs-v3"])
      #expect(speech.output.contains("alice generate '") && speech.output.contains("PROMPT  (text) *"))
    }
  }

  @Test func `a parameter that the list lacks is sent, and said`() async throws {
    try await Program.with { program in
      let known = try program.run(
        ["generate", "x", "--model", "nano-banana-pro", "--param", "sync_mode=true", "--simulate", "--json"])
      #expect(known.status == 0, "\(known.errors)")
      #expect(known.json?["jobs"]?[0]?["input"]?["sync_mode"] == true || known.json?["assets"]?[0] != nil)
      let forced = try program.run(
        ["generate", "x", "--model", "flux-dev", "--param", "turbo:=[1]", "--simulate", "--json"])
      #expect(forced.status == 0 && forced.errors.contains("turbo is sent as it is given"), "\(forced.errors)")
      #expect(forced.json?["assets"]?[0]?["parameters"]?["turbo"] == [1])
      let text = try program.run(["generate", "x", "--model", "flux-dev", "--param", "turbo:=on", "--estimate"])
      #expect(text.status == 2 && text.errors.contains("takes JSON"))
      let typo = try program.run(["generate", "x", "--model", "flux-dev", "--param", "zzz=1", "--estimate"])
      #expect(typo.status == 2 && typo.errors.contains("has no parameter zzz"))
    }
  }

  @Test func `a size is one flag for every model, and a blank prompt is none`() async throws {
    try await Program.with { program in
      let wide = try program.run(
        ["generate", "x", "--model", "nano-banana", "--size", "16:9", "--simulate", "--json"])
      #expect(wide.json?["assets"]?[0]?["parameters"]?["aspect_ratio"] == "16:9", "\(wide.errors)")
      let near = try program.run(["generate", "x", "--model", "veo-3.1", "--size", "1:1", "--estimate"])
      #expect(near.status == 0 && near.errors.contains("16:9 is the nearest"), "\(near.errors)")
      for model in ["flux-schnell", "me/any/model"] {
        let blank = try program.run(["generate", "  ", "--model", model, "--yes", "--simulate"])
        #expect(blank.status == 2 && blank.output.isEmpty, "\(blank.errors)")
      }
    }
  }

  @Test func `the shell completes models, parameters and their values`() async throws {
    try await Program.with { program in
      func offers(_ option: String, _ words: [String], _ prefix: String) throws -> [Substring] {
        let answer = try program.run(["complete", "zsh", "--", "generate"] + words + [option, prefix])
        return answer.output.split(separator: "\n", omittingEmptySubsequences: false).dropFirst(2)
          .filter { !$0.isEmpty }.compactMap { $0.split(separator: "\t").first }
      }
      let names = try offers("--param", ["--model", "kling-v2-text"], "d")
      #expect(names == ["duration="], "\(names)")
      #expect(try offers("--param", ["--model", "kling-v2-text"], "duration=") == ["duration=5", "duration=10"])
      #expect(try offers("--param", ["--model=fal-ai/f5-tts"], "gen").contains("gen_text="))
      #expect(try offers("--model", [], "seedance-2.0-mini-t") == ["seedance-2.0-mini-text"])
    }
  }
}
