import AliceModel
import AliceTestSupport
import Foundation
import Testing

@Suite(.needsProgram()) struct MainJobTests {
  private let prompt = "a serene mountain lake at dawn"

  private func generate(_ program: Program, _ more: [String]) throws -> [JSONValue] {
    let answer = try program.run(["generate", prompt, "--seed", "7", "--simulate", "--json"] + more)
    #expect(answer.status == 0, "\(answer.errors)")
    #expect(answer.output.hasPrefix(#"{"schema":1"#))
    return answer.json?["assets"]?.arrayValue ?? []
  }

  @Test func `three pictures of one request lie under date and model with their recipe in them`() async throws {
    try await Program.with { program in
      let assets = try generate(
        program, ["--model", "flux-dev", "-n", "3", "--param", "image_size=landscape_4_3"])
      #expect(assets.count == 3)
      for asset in assets {
        let path = try #require(asset["path"]?.stringValue)
        #expect(path.wholeMatch(of: /\d{4}-\d\d-\d\d\/flux-dev\/[a-z0-9-]+\.(png|jpg)/) != nil, "\(path)")
        #expect(asset["prompt"]?.stringValue == prompt && asset["width"]?.intValue == 1024)
      }
    }
  }

  @Test(
    .needs("exiftool"),
    arguments: [
      ["--model", "flux-dev", "--param", "output_format=png"], ["--model", "fast-sdxl"], ["--model", "kling-v2-text"],
    ])
  func `a tool that we did not write reads the recipe and the rating`(_ arguments: [String]) async throws {
    try await Program.with { program in
      let asset = try #require(try generate(program, arguments).first)
      let file = try #require(asset["file"]?.stringValue)
      let id = try #require(asset["id"]?.stringValue)
      #expect(try program.run(["rate", String(id.prefix(10)), "4"]).status == 0)
      let tags = try #require(
        Tool.output("exiftool", ["-j", "-a", "-G1", file]).flatMap { try? JSONValue(parsing: $0) })
      let texts = tags[0]?.objectValue?.map { ($0.key, $0.value.scalarText ?? "") } ?? []
      func has(_ name: String, _ text: String) -> Bool {
        texts.contains { $0.0.hasSuffix(":" + name) && $0.1.contains(text) }
      }
      #expect(has("Description", prompt))
      #expect(has("DigitalSourceType", "rained"))
      #expect(has("Rating", "4"))
      #expect(has("Parameters", prompt) || has("UserComment", prompt))
    }
  }

  @Test func `quality and words together find only what has both`() async throws {
    try await Program.with { program in
      let ids = try generate(program, ["--model", "flux-schnell", "-n", "4"]).compactMap { $0["id"]?.stringValue }
      let harbour = ["generate", "a harbour", "--model", "flux-schnell", "--seed", "8", "--simulate", "--json"]
      let other = try #require(program.run(harbour).json?["assets"]?[0]?["id"]?.stringValue)
      try #require(ids.count == 4)
      for (id, stars) in zip(ids + [other], ["5", "4", "3", "1", "5"]) {
        #expect(try program.run(["rate", id, stars]).status == 0)
      }
      #expect(try program.run(["organize", "--quality"]).status == 0)
      let answer = try program.run(["search", "mountain", "--quality-min", "4", "--json"])
      #expect(answer.status == 0)
      let found = answer.json?["assets"]?.arrayValue ?? []
      #expect(Set(found.compactMap { $0["id"]?.stringValue }) == Set(ids.prefix(2)))
      #expect(found.allSatisfy { [4, 5].contains($0["quality"]?.intValue) })
      #expect(try program.run(["search", "seed:7", "--count"]).output == "4\n")
      #expect(try program.run(["search", "model:flux-schnell created:7d -night", "--count"]).output == "5\n")
      #expect(try program.run(["search", "\"lake at dawn\"", "--count"]).output == "4\n")
    }
  }

  @Test func `words that begin with a dash are words`() async throws {
    try await Program.with { program in
      let asset = try #require(try generate(program, ["--model", "flux-schnell"]).first)
      let id = try #require(asset["id"]?.stringValue)
      #expect(try program.run(["tag", id, "+night", "+vivid"]).status == 0)
      #expect(try program.run(["search", "mountain", "-night", "--count"]).output == "0\n")
      #expect(try program.run(["tag", id, "-night", "-vivid"]).status == 0)
      #expect(try program.run(["search", "-night", "mountain", "--count"]).output == "1\n")
    }
  }

  @Test func `an unknown field is a mistake and nothing found is an answer`() async throws {
    try await Program.with { program in
      _ = try generate(program, ["--model", "flux-schnell"])
      let typo = try program.run(["search", "qualty:4"])
      #expect(typo.status == 2 && typo.errors.contains("did you mean quality"))
      let nothing = try program.run(["search", "zeppelin"])
      #expect(nothing.status == 1 && nothing.output.isEmpty && nothing.errors.contains("zeppelin"))
    }
  }

  @Test func `without the catalog every search answers as before`() async throws {
    try await Program.with { program in
      _ = try generate(program, ["--model", "flux-dev", "-n", "2"])
      let before = try program.run(["search", "*", "--json"])
      for name in try FileManager.default.contentsOfDirectory(atPath: program.library + "/.alice")
      where name.hasPrefix("catalog.sqlite") {
        try FileManager.default.removeItem(atPath: program.library + "/.alice/" + name)
      }
      #expect(try program.run(["search", "*"]).status == 9)
      #expect(try program.run(["reindex"]).status == 0)
      #expect(try program.run(["search", "*", "--json"]).output == before.output)
      #expect(try program.run(["check"]).status == 0)
    }
  }

  @Test func `a dry run makes no library`() async throws {
    try await Program.with { program in
      let source = Fixtures.url("demo").path
      let answer = try program.run(["organize", source, "-n", "--json"])
      #expect(answer.json?["placed"]?.arrayValue?.count == 3)
      #expect(!FileManager.default.fileExists(atPath: program.library))
    }
  }

  @Test func `the demo ends with the command that shows its pictures`() async throws {
    try await Program.with { program in
      let folder = program.folder.appending("Demo").description
      let shown = try program.run(["demo", folder])
      #expect(shown.status == 0, "\(shown.errors)")
      let last = shown.output.split(separator: "\n").last ?? ""
      #expect(last.hasSuffix("alice gallery --library \(folder)/Library"), "\(last)")
    }
  }

  @Test func `the key is never printed`() async throws {
    try await Program.with { program in
      var program = program
      program.environment = ["FAL_KEY": "secret-id:secret-part"]
      for arguments in [["keys", "list"], ["keys", "list", "--json"], ["config"], ["-v", "keys", "list"]] {
        let answer = try program.run(arguments)
        #expect(!(answer.output + answer.errors).contains("secret"))
      }
      #expect(try program.run(["keys", "list"]).output.contains("<redacted>"))
    }
  }
}
