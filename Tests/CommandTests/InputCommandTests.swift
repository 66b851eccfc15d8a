import AliceModel
import AliceTestSupport
import Foundation
import Testing

@Suite(.needsProgram()) struct InputCommandTests {
  private func asset(_ program: Program, _ arguments: [String]) throws -> JSONValue {
    let answer = try program.run(["generate", "a mountain lake"] + arguments + ["--simulate", "--json"])
    #expect(answer.status == 0, "\(answer.errors)")
    return try #require(answer.json?["assets"]?[0])
  }

  @Test func `a line of descent is made, searched and drawn`() async throws {
    try await Program.with { program in
      let lake = try #require(try asset(program, ["--model", "flux-schnell"])["id"]?.stringValue)
      let film = try asset(program, ["--model", "kling-v2-image", "--image", String(lake.prefix(8))])
      #expect(film["parents"] == [.string(lake)])
      #expect(film["parameters"]?["image_url"]?.stringValue == "asset:" + lake)
      let id = try #require(film["id"]?.stringValue)
      let file = try #require(film["file"]?.stringValue)
      #expect(try program.run(["search", "from:\(lake.prefix(6))"]).output == file + "\n")
      #expect(try program.run(["search", "of:\(id)", "--count"]).output == "1\n")
      #expect(try program.run(["search", "has:child", "--count"]).output == "1\n")
      #expect(try program.run(["reindex"]).status == 0)
      #expect(try program.run(["search", "from:\(lake.prefix(6))"]).output == file + "\n")
      let shown = try program.run(["show", id]).output
      #expect(shown.contains("made from") && shown.contains(lake.prefix(10)) && shown.contains("flux-schnell"))
      let parent = try program.run(["show", lake])
      #expect(parent.output.contains("became") && parent.output.contains("\(id.prefix(10))  kling-v2-image"))
      #expect(try program.run(["show", lake, "--json"]).json?["children"] == [.string(id)])
      let command = try program.run(["show", id, "--as", "command"]).output
      #expect(command.contains("--image \(lake.prefix(10))"), "\(command)")
    }
  }

  @Test func `the command that is shown makes an asset again, though it is one of several`() async throws {
    try await Program.with { program in
      let arguments = [
        "generate", "a lake", "--model", "flux-schnell", "-n", "4", "--seed", "7", "--simulate", "--json",
      ]
      let ids = try program.run(arguments).json?["assets"]?.arrayValue?.compactMap { $0["id"]?.stringValue } ?? []
      try #require(ids.count == 4)
      let command = try program.run(["show", ids[2], "--as", "command"]).output
      #expect(command.hasPrefix("alice generate ") && command.contains(" -n 4 "), "\(command)")
      var elsewhere = program
      elsewhere.environment["ALICE_LIBRARY"] = program.folder.appending("Other").description
      let line = "\"$0\" generate --simulate --json " + command.dropFirst("alice generate ".count)
      let again = try elsewhere.run(["-c", line, Program.binary.path], of: URL(filePath: "/bin/sh"))
      #expect(again.json?["assets"]?.arrayValue?.compactMap { $0["id"]?.stringValue } == ids, "\(again.errors)")
    }
  }

  @Test func `a file goes before an asset of that name, and which it was is said`() async throws {
    try await Program.with { program in
      let lake = try #require(try asset(program, ["--model", "flux-schnell"])["id"]?.stringValue)
      let name = String(lake.prefix(6))
      let arguments = ["generate", "x", "--model", "svd", "--image", name, "--estimate"]
      #expect(try program.run(arguments).errors.contains("\(name) is the asset "))
      try FileManager.default.copyItem(
        atPath: Fixtures.url("media/plain.png").path, toPath: program.folder.appending(name).description)
      #expect(try program.run(arguments).errors.contains("\(name) is the file of that name, not the asset"))
    }
  }

  @Test(arguments: [
    (["--model", "flux-schnell", "--image", "a.png"], "takes no image"),
    (["--model", "svd", "--image", "a.png"], "neither a file nor the id"),
    (["--model", "svd", "--image", "dead"], "neither a file nor the id"),
    (["--model", "svd", "--image", "http://example.org/a.png"], "not encrypted"),
  ])
  func `wrong input is one line and status 2`(arguments: [String], phrase: String) async throws {
    try await Program.with { program in
      let answer = try program.run(["generate", "x", "--simulate"] + arguments)
      #expect(answer.status == 2 && answer.output.isEmpty)
      #expect(answer.errors.contains(phrase) && answer.errors.split(separator: "\n").count == 1, "\(answer.errors)")
    }
  }
}
