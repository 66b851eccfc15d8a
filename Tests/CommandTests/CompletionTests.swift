import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// What a shell completes: in the shells themselves, and what their scripts are told.
@Suite(.needsProgram()) struct CompletionTests {
  @Test(.needs("bash", "python3")) func `bash completes what a person types`() throws { try Self.check("bash") }
  @Test(.needs("zsh", "python3")) func `zsh completes what a person types`() throws { try Self.check("zsh") }
  @Test(.needs("fish", "python3")) func `fish completes what a person types`() throws { try Self.check("fish") }

  private static func check(_ shell: String) throws {
    let script = Fixtures.root.appending(path: "Tests/Completion/cases.py").path
    let answer = try Tool.run("python3", [script, Program.binary.path, shell])
    #expect(answer.status == 0, "\(answer.output)")
  }

  /// What the scripts are told: the directives, and the values with their notes.
  private static func offers(_ program: Program, _ words: String...) throws -> (directives: String, values: [String]) {
    let lines = try program.run(["complete", "zsh", "--"] + words).output
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    return (lines.first ?? "", lines.dropFirst(2).filter { !$0.isEmpty })
  }

  @Test func `values come with the numbers of their assets, and ids with their prompts`() async throws {
    try await Program.with { program in
      for seed in ["1", "2"] {
        let made = ["generate", "a lake", "--model", "flux-schnell", "--simulate", "--seed", seed, "--tag", "a b"]
        #expect(try program.run(made).status == 0)
      }
      #expect(try Self.offers(program, "search", "model:").values == ["model:flux-schnell\t2 assets"])
      #expect(try Self.offers(program, "search", "tag:").values == ["tag:\"a b\"\t2 assets"])
      let ids = try Self.offers(program, "rate", "")
      #expect(ids.directives == "files" && ids.values.count == 2)
      #expect(ids.values.allSatisfy { $0.contains(/^[0-9a-f]{10}\tflux-schnell, a lake$/) }, "\(ids.values)")
      #expect(try Self.offers(program, "export", "--library", "/nowhere", "").values.isEmpty)
      #expect(try Self.offers(program, "jobs", "show", "").values.count == 2)
      #expect(try program.run(["organize", "-q"] + Program.pictures).status == 0)
      #expect(try Self.offers(program, "undo", "").values.map { $0.hasPrefix("1\torganize, ") } == [true])
    }
  }

  @Test func `commands, options and the places of files need no library`() async throws {
    try await Program.with { program in
      let commands = try Self.offers(program, "").values.compactMap { $0.split(separator: "\t").first.map(String.init) }
      #expect(Set(HelpTests.commands.filter { $0.count == 1 }.map { $0[0] }).isSubset(of: commands))
      #expect(!commands.contains("complete"))
      #expect(try Self.offers(program, "search", "qual").directives == "nospace")
      #expect(try Self.offers(program, "organize", "").directives == "files")
      #expect(try Self.offers(program, "init", "").directives == "folders")
      #expect(try Self.offers(program, "search", "--limit", "").directives.isEmpty)
      let options = try Self.offers(program, "search", "--json", "--tag", "x", "--").values
      #expect(options.contains { $0.hasPrefix("--tag\t") } && !options.contains { $0.hasPrefix("--json\t") })
      #expect(try Self.offers(program, "search", "--", "--").values.isEmpty)
    }
  }

  @Test(arguments: [
    [], ["bash"], ["bash", "x"], ["tcsh", "--", ""], ["zsh"], ["bash", " ", "alice \"'\\"], ["fish", "--"],
  ])
  func `whatever is asked, nothing fails and nothing is complained about`(_ words: [String]) async throws {
    try await Program.with { program in
      let answer = try program.run(["complete"] + words)
      #expect(answer.status == 0 && answer.errors.isEmpty)
    }
    try await Program.with { program in
      try FileManager.default.createDirectory(atPath: program.library + "/.alice", withIntermediateDirectories: true)
      try Data("nonsense".utf8).write(to: URL(filePath: program.library + "/.alice/catalog.sqlite"))
      let answer = try program.run(["complete", "zsh", "--", "rate", ""])
      #expect(answer.status == 0 && answer.errors.isEmpty)
      #expect(try FileManager.default.contentsOfDirectory(atPath: program.library + "/.alice") == ["catalog.sqlite"])
    }
  }

  @Test func `scripts are written once, where the shells look, and never over another's file`() async throws {
    try await Program.with { program in
      var program = program
      program.environment["XDG_DATA_HOME"] = program.folder.appending("Data").description
      let paths = [
        program.folder.appending("Data/bash-completion/completions/alice").description,
        program.folder.appending("Data/zsh/site-functions/_alice").description,
        program.folder.appending(".config/fish/completions/alice.fish").description,
      ]
      let all = ["completions", "install", "bash", "zsh", "fish"]
      let plan = try program.run(all + ["-n"])
      #expect(plan.status == 0 && plan.output == paths.map { $0 + "\n" }.joined())
      #expect(!FileManager.default.fileExists(atPath: paths[0]))
      let first = try program.run(all + ["--json"])
      #expect(first.json?["scripts"]?.arrayValue?.map { $0["written"] } == [true, true, true], "\(first.errors)")
      for (path, shell) in zip(paths, ["bash", "zsh", "fish"]) {
        #expect(try String(contentsOfFile: path, encoding: .utf8) == program.run(["completions", shell]).output)
      }
      #expect(
        try program.run(all + ["--json"]).json?["scripts"]?.arrayValue?.map { $0["written"] } == [false, false, false])
      try Data("# mine\n".utf8).write(to: URL(filePath: paths[2]))
      let refused = try program.run(all)
      #expect(refused.status == 3 && refused.errors.contains("is not from alice"))
      #expect(try String(contentsOfFile: paths[2], encoding: .utf8) == "# mine\n")
    }
  }
}
