import AliceModel
import AliceTestSupport
import Foundation
import Testing

@Suite(.needsProgram()) struct ModelsTests {
  @Test func `every model shows a command that it takes itself`() async throws {
    try await Program.with { program in
      let list = try program.run(["models", "list", "--json"])
      let models = try #require(list.json?["models"]?.arrayValue)
      #expect(models.count > 100)
      let card = try program.run(["models", "kling-v1-image"])
      #expect(card.output.contains("--image FILE") && card.output.contains("--param duration=5|10"))
      for name in ["flux-dev", "kling-elements", "kling-lipsync-text", "nano-banana-edit", "topaz-video", "face-swap"] {
        let lines = try program.run(["models", name]).output.split(separator: "\n")
        let example = try #require(lines.first { $0.hasPrefix("  alice generate") })
        try ModelsTests.putMedia(into: program)
        let words = example.split(separator: "'").enumerated().flatMap { index, part -> [String] in
          index % 2 == 1 ? [String(part)] : part.split(separator: " ").map(String.init)
        }
        let answer = try program.run(Array(words.dropFirst()) + ["--estimate"])
        #expect(answer.status == 0, "\(example): \(answer.errors)")
      }
    }
  }

  private static func putMedia(into program: Program) throws {
    // A second of silence.
    let silence =
      Array("RIFF".utf8) + [0x64, 0x1F, 0, 0] + Array("WAVEfmt ".utf8)
      + [16, 0, 0, 0, 1, 0, 1, 0, 0x40, 0x1F, 0, 0, 0x40, 0x1F, 0, 0, 1, 0, 8, 0] + Array("data".utf8)
      + [0x40, 0x1F, 0, 0] + [UInt8](repeating: 0x80, count: 8000)
    let media = [
      "picture.png": try Fixtures.bytes("media/plain.png"), "other.png": try Fixtures.bytes("media/palette.png"),
      "clip.mp4": try Fixtures.bytes("clips/clip-16x9-10s-0.mp4"), "voice.wav": silence,
    ]
    for (name, bytes) in media {
      try Data(bytes).write(to: URL(filePath: program.folder.appending(name).description))
    }
  }

  @Test func `models of one kind are listed, and a kind that is none is refused`() async throws {
    try await Program.with { program in
      let upscalers = try program.run(["models", "--kind", "upscale"]).output.split(separator: "\n")
      #expect(upscalers.contains("clarity-upscaler") && !upscalers.contains("flux-dev"))
      #expect(try program.run(["models", "--kind", "sculpture"]).status == 2)
    }
  }

  @Test func `a model that is gone names its replacement`() async throws {
    try await Program.with { program in
      for arguments in [["models", "veo3"], ["generate", "x", "--model", "fal-ai/veo3", "--estimate"]] {
        let answer = try program.run(arguments)
        #expect(answer.status == 2)
        #expect(answer.errors.contains("was last listed in 2026-04; use veo-3.1"), "\(answer.errors)")
      }
      let typo = try program.run(["generate", "x", "--model", "flux-shnell", "--estimate"])
      #expect(typo.status == 2 && typo.errors.contains("did you mean flux-schnell?"))
    }
  }

  @Test func `prices are refreshed from the provider and used`() async throws {
    try await Program.with { program in
      try await SimulatorProcess.with(program) { simulator in
        var program = program
        program.environment = simulator.environment
        let refresh = try program.run(["models", "refresh", "--json"])
        #expect(refresh.status == 0 && (refresh.json?["confirmed"]?.intValue ?? 0) > 20, "\(refresh.errors)")
        let shown = try program.run(["models", "flux-dev", "--json"]).json?["model"]?["price"]
        #expect(shown?["source"] == "fal pricing API")
        #expect(shown?["date"]?.stringValue?.count == 10)
        let estimate = try program.run(["generate", "x", "--model", "flux-dev", "--estimate", "--json"])
        #expect(estimate.json?["cost"]?["amount"] == "0.025")
      }
    }
  }

  @Test func `an endpoint of which nothing can be learnt is used as it is`() async throws {
    try await Program.with { program in
      try await SimulatorProcess.with(program) { simulator in
        var program = program
        program.environment = simulator.environment
        let answer = try program.run([
          "generate", "a lake", "--model", "me/some/model", "--param", "wide=true", "--yes",
        ])
        #expect(answer.status == 0 && answer.errors.contains("nothing is known of me/some/model"), "\(answer.errors)")
      }
    }
  }
}
