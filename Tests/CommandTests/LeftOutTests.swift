import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// Several are named and one of them is wrong: the others are done.
@Suite(.needsProgram()) struct LeftOutTests {
  private static let fixtures = ["demo/00017-2718281828.png", "demo/grid-0003.jpg"]

  /// Two pictures, in a library, too, and a file that is none.
  private static func withTwo(_ body: (Program, _ good: [String], _ bad: String) async throws -> Void) async throws {
    try await Program.with { program in
      for (name, fixture) in zip(["a.png", "b.jpg"], fixtures) {
        try FileManager.default.copyItem(
          atPath: Fixtures.url(fixture).path, toPath: program.folder.appending(name).description)
      }
      try Data("x\n".utf8).write(to: URL(filePath: program.folder.appending("bad.txt").description))
      #expect(try program.run(["organize", "a.png", "b.jpg", "-q"]).status == 0)
      let found = try program.run(["search", "*", "--jsonl"]).output.split(separator: "\n")
      let ids = try found.map { try #require(try JSONValue(parsing: String($0))["id"]?.stringValue) }
      try #require(ids.count == 2)
      try await body(program, ids, "bad.txt")
    }
  }

  @Test(arguments: [["rate", "--stars", "3"], ["tag", "+a"], ["pick"], ["delete", "--yes"]])
  func `a file that was removed by hand is said to be missing`(_ command: [String]) async throws {
    try await Self.withTwo { program, good, _ in
      let file = try program.run(["search", "id:\(good[0])"]).output.trimmingCharacters(in: .newlines)
      try FileManager.default.removeItem(atPath: file)
      let answer = try program.run([command[0], good[0]] + command.dropFirst())
      #expect(answer.status == 3 && answer.errors.contains("its file is missing"), "\(answer.errors)")
    }
  }

  @Test(arguments: [["show"], ["show", "--fast"]])
  func `show shows what can be shown`(_ command: [String]) async throws {
    try await Self.withTwo { program, _, bad in
      let lines = try program.run(command + ["a.png", bad, "b.jpg", "--jsonl"])
      #expect(lines.status == 3 && lines.output.split(separator: "\n").count == 2)
      #expect(lines.errors.contains("bad.txt: not a picture, a video or a sound"))

      let document = try program.run(command + ["a.png", bad, "missing.png", "b.jpg", "--json"])
      #expect(document.status == 3 && document.errors.contains("missing.png"))
      let json = try #require(document.json)
      #expect(json["schema"] == 1 && json["files"]?.arrayValue?.count == 2)
      let files = try #require(json["files"]?.arrayValue).compactMap { $0["asset"]?["file"]?.stringValue }
      #expect(files.map { $0.hasSuffix("a.png") } == [true, false])
      let refused = json["refused"]?.arrayValue ?? []
      #expect(refused.map { $0["file"]?.stringValue } == [bad, "missing.png"])
      #expect(refused.first?["reason"] == "not a picture, a video or a sound")
    }
  }

  @Test func `show of files that are all fine refuses none, and of one is as it was`() async throws {
    try await Self.withTwo { program, ids, bad in
      let both = try program.run(["show", "a.png", ids[1], "--json"])
      #expect(both.status == 0 && both.json?["files"]?.arrayValue?.count == 2)
      #expect(both.json?["refused"]?.arrayValue == [])
      let one = try program.run(["show", "a.png", "--json"])
      #expect(one.status == 0 && one.json?["asset"]?.objectValue != nil)
      let none = try program.run(["show", bad, "--json"])
      #expect(none.status == 3 && none.json?["error"]?["message"]?.stringValue?.contains("not a picture") == true)
      #expect(try program.run(["show", "missing.png", "--fast", "--json"]).status == 2)
      let folder = try program.run(["show", program.folder.description, "--json"])
      #expect(folder.status == 3 && folder.json?["files"]?.arrayValue?.count == 2)
    }
  }

  @Test func `ratings and tags are given to those that are there`() async throws {
    try await Self.withTwo { program, ids, _ in
      let rated = try program.run(["rate", ids[0], "nothing", ids[1], "4", "--json"])
      #expect(rated.status == 3 && rated.errors.contains("'nothing'"))
      #expect(rated.json?["assets"]?.arrayValue?.compactMap { $0["rating"]?.intValue } == [4, 4])
      #expect(rated.json?["refused"]?[0]?["file"] == "nothing")
      let tagged = try program.run(["tag", "nothing", ids[0], "+night"])
      #expect(tagged.status == 3)
      #expect(try program.run(["search", "rating:4", "--count"]).output == "2\n")
      #expect(try program.run(["search", "tag:night", "--count"]).output == "1\n")
      let dry = try program.run(["rate", "nothing", ids[0], "5", "-n"])
      #expect(dry.status == 3)
      let none = try program.run(["rate", "nothing", "nobody", "5"])
      #expect(none.status == 2 && none.errors.contains("'nothing'") && none.errors.contains("'nobody'"))
      #expect(try program.run(["rate", "nothing", "5"]).status == 2)
    }
  }

  @Test func `copies are made of those that are there`() async throws {
    try await Self.withTwo { program, ids, _ in
      let answer = try program.run(["export", ids[0], "nothing", ids[1], "Out", "--json"])
      #expect(answer.status == 3 && answer.errors.contains("'nothing'"))
      #expect(answer.json?["exported"]?.arrayValue?.count == 2)
      #expect(answer.json?["refused"]?[0]?["file"] == "nothing")
      let out = program.folder.appending("Out").description
      #expect(try FileManager.default.contentsOfDirectory(atPath: out).count == 2)
    }
  }

  @Test func `copies that lie there already are told, and not made twice`() async throws {
    try await Self.withTwo { program, ids, _ in
      let first = try program.run(["export", ids[0], "Out"])
      #expect(first.status == 0 && !first.errors.contains("already"))
      let both = try program.run(["export", ids[0], ids[1], "Out", "--json"])
      #expect(both.status == 0 && both.errors.contains("1 copied, 1 there already"))
      #expect(both.json?["exported"]?.arrayValue?.map { $0["already"] } == [true, false])
      let again = try program.run(["export", ids[0], ids[1], "Out"])
      #expect(again.output.split(separator: "\n").count == 2 && again.output.contains(first.output))
      let out = program.folder.appending("Out").description
      #expect(try FileManager.default.contentsOfDirectory(atPath: out).count == 2)
    }
  }

  @Test func `scores are told of those that are there`() async throws {
    try await Self.withTwo { program, _, bad in
      let answer = try program.run(["score", "a.png", "missing.png", bad, "b.jpg", "--json"])
      #expect(answer.status == 3 && answer.errors.contains("missing.png"))
      #expect(answer.json?["scores"]?.arrayValue?.count == 3)
      #expect(answer.json?["refused"]?.arrayValue?.map { $0["file"]?.stringValue } == ["missing.png"])
      let lines = try program.run(["score", "missing.png", "a.png", "--jsonl"])
      #expect(lines.status == 3 && lines.output.split(separator: "\n").count == 1)
      let none = try program.run(["score", "missing.png", "nowhere.png"])
      #expect(none.status == 2 && none.output.isEmpty)
    }
  }

  @Test func `requests are forgotten that are there`() async throws {
    try await Program.with { program in
      let made = try program.run([
        "generate", "a lake", "--model", "flux-schnell", "--simulate", "--seed", "7", "--json",
      ])
      let job = try #require(made.json?["jobs"]?[0]?["id"]?.stringValue)
      for verb in ["resume", "cancel", "forget"] {
        let plan = try program.run(["jobs", verb, "zzzz", job, "-n", "--json"])
        #expect(plan.status == 3 && plan.json?["jobs"]?.arrayValue?.count == 1, "\(plan.errors)")
        #expect(plan.json?["refused"]?[0]?["file"] == "zzzz")
      }
      let forgotten = try program.run(["jobs", "forget", job, "zzzz", "--json", "--yes"])
      #expect(forgotten.status == 3 && forgotten.json?["forgotten"]?.arrayValue == [.string(job)])
      #expect(try program.run(["jobs", "--json"]).json?["jobs"]?.arrayValue == [])
    }
  }
}
