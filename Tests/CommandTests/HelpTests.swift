import AliceModel
import AliceTestSupport
import Foundation
import Testing

@Suite(.needsProgram()) struct HelpTests {
  static let commands = [
    "generate", "batch", "pipeline", "jobs", "models", "budget", "cost", "keys", "organize", "init", "rate", "tag",
    "score",
    "log", "undo", "search", "show",
    "export", "check", "reindex", "config", "demo", "simulate",
  ]

  @Test func `the reference of commands is what the program prints`() async throws {
    try await Program.with { program in
      let page = program.folder.appending("commands.md").description
      let script = Fixtures.root.appending(path: "docs/make-commands").path
      _ = Tool.output("sh", [script, Program.binary.path, page])
      let printed = try String(contentsOfFile: page, encoding: .utf8)
      let kept = try String(contentsOf: Fixtures.root.appending(path: "docs/commands.md"), encoding: .utf8)
      #expect(printed == kept, "run 'make docs'")
    }
  }

  @Test func `the page of models is what the program prints`() async throws {
    try await Program.with { program in
      let page = program.folder.appending("models.md").description
      let script = Fixtures.root.appending(path: "docs/make-models").path
      _ = Tool.output("sh", [script, Program.binary.path, page])
      let printed = try String(contentsOfFile: page, encoding: .utf8)
      let kept = try String(contentsOf: Fixtures.root.appending(path: "docs/models.md"), encoding: .utf8)
      #expect(printed == kept, "run 'make docs'")
    }
  }

  @Test(arguments: commands) func `every command helps`(_ command: String) async throws {
    try await Program.with { program in
      let answer = try await program.run(command, "--help")
      #expect(answer.status == 0)
      #expect(answer.output.contains("USAGE: alice \(command)"))
    }
  }

  @Test(arguments: [
    ["--no-such-option"], ["no-such-command"], ["search", "--limit", "x"], ["rate"], ["generate", "-n", "0"],
  ])
  func `wrong usage is status 2 and says so on standard error`(_ arguments: [String]) async throws {
    try await Program.with { program in
      let answer = try program.run(arguments)
      #expect(answer.status == 2)
      #expect(answer.output.isEmpty && !answer.errors.isEmpty)
    }
  }

  @Test func `the README is short and its commands exist`() throws {
    let text = try String(contentsOf: Fixtures.root.appending(path: "README.md"), encoding: .utf8)
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count < 150)
    for line in text.split(separator: "\n") where line.hasPrefix("$ alice ") {
      let command = line.split(separator: " ")[2]
      #expect(HelpTests.commands.contains(String(command)), "\(line)")
    }
  }

  @Test func `documents link to files that are there`() throws {
    let docs = Fixtures.root.appending(path: "docs")
    let files =
      try FileManager.default.contentsOfDirectory(at: docs, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "md" } + [Fixtures.root.appending(path: "README.md")]
    for file in files {
      let text = try String(contentsOf: file, encoding: .utf8)
      for match in text.matches(of: /\]\(([^)#:]+)(#[^)]*)?\)/) {
        let target = file.deletingLastPathComponent().appending(path: String(match.1))
        #expect(FileManager.default.fileExists(atPath: target.path), "\(file.lastPathComponent) links to \(match.1)")
      }
    }
  }
}
