import AliceModel
import AliceTestSupport
import Foundation
import Testing

@Suite(.needsProgram()) struct HelpTests {
  /// The parser's own list: the words of each command.
  static let commands: [[String]] = {
    func list(_ command: JSONValue, under path: [String]) -> [[String]] {
      (command["subcommands"]?.arrayValue ?? []).flatMap { command -> [[String]] in
        let path = path + [command["commandName"]?.stringValue ?? ""]
        return path == ["help"] ? [] : [path] + list(command, under: path)
      }
    }
    let text = Tool.output(Program.binary, ["--experimental-dump-help"]) ?? ""
    return (try? JSONValue(parsing: text)["command"]).map { list($0, under: []) } ?? []
  }()

  @Test(arguments: ["commands", "models"])
  func `a page is what the program prints`(_ name: String) async throws {
    try await Program.with { program in
      let page = program.folder.appending("\(name).md").description
      let script = Fixtures.root.appending(path: "docs/make-\(name)").path
      _ = Tool.output("sh", [script, Program.binary.path, page])
      let printed = try String(contentsOfFile: page, encoding: .utf8)
      let kept = try String(contentsOf: Fixtures.root.appending(path: "docs/\(name).md"), encoding: .utf8)
      #expect(printed == kept, "run 'make docs'")
    }
  }

  @Test func `the page of commands has a heading for every command that the parser knows`() throws {
    let page = try String(contentsOf: Fixtures.root.appending(path: "docs/commands.md"), encoding: .utf8)
    let headings = page.split(separator: "\n").filter { $0.hasPrefix("## alice ") }.map {
      $0.dropFirst("## alice ".count)
    }
    #expect(headings.map(String.init) == Self.commands.map { $0.joined(separator: " ") })
    #expect(headings.contains("events") && headings.count > 40)
  }

  @Test(arguments: commands) func `every command helps`(_ command: [String]) async throws {
    try await Program.with { program in
      let answer = try program.run(command + ["--help"])
      #expect(answer.status == 0)
      #expect(answer.output.contains("USAGE: alice \(command.joined(separator: " "))"))
    }
  }

  @Test(arguments: commands) func `every help has examples of itself, and its exit statuses`(_ command: [String])
    async throws
  {
    try await Program.with { program in
      let help = try program.run(command + ["--help"]).output
      let sections = help.components(separatedBy: "\nEXAMPLES:\n")
      try #require(sections.count == 2, "\(command)")
      let parts = sections[1].components(separatedBy: "\n\nEXIT STATUS:\n")
      let examples = parts[0].split(separator: "\n")
      #expect((2...5).contains(examples.count) && parts.count == 2)
      #expect(parts.last?.hasPrefix("  0    done\n") == true)
      for example in examples {
        #expect(example.contains("alice \(command[0])"), "\(example)")
        for option in example.matches(of: /(?:^| )(--[a-z-]+)/)
        where command.count > 1 || !help.contains("SUBCOMMANDS:") {
          #expect(sections[0].contains(option.1), "\(command): \(option.1)")
        }
      }
    }
  }

  @Test(arguments: ["40", "60", "100"]) func `help is wrapped once, at the width of the terminal`(_ columns: String)
    async throws
  {
    let width = try #require(Int(columns))
    try await Program.with { program in
      var program = program
      program.environment["COLUMNS"] = columns
      for command in Self.commands {
        let help = try program.run(command + ["--help"]).output
        let overview = help.components(separatedBy: "\nUSAGE:")[0].split(
          separator: "\n", omittingEmptySubsequences: false)
        for (line, next) in zip(overview, overview.dropFirst()) {
          #expect(line.count <= width, "\(command): \(line)")
          guard let last = line.last, !next.isEmpty, !".:!?;".contains(last) else { continue }
          let word = next.prefix { $0 != " " }
          #expect(line.count + 1 + word.count >= width, "\(command): \(line)")
        }
        let wide = help.components(separatedBy: "\nEXAMPLES:")[0].split(separator: "\n").filter { $0.count > width }
        #expect(wide.isEmpty, "\(command): \(wide)")
      }
    }
  }

  @Test func `alice alone tells the everyday verbs, and the list of commands has the groups of the contract`()
    async throws
  {
    try await Program.with { program in
      let alone = try program.run([])
      #expect(alone.status == 0 && alone.output.split(separator: "\n").count < 15)
      for verb in ["generate", "organize", "search", "show", "rate"] {
        #expect(alone.output.contains("alice \(verb) "))
      }
      #expect(alone.output.contains("alice --help"))
      let help = try program.run(["--help"]).output
      for group in ["MAKE:", "TAKE IN AND KEEP:", "FIND AND LOOK:", "JUDGE:", "MACHINE:"] {
        #expect(help.contains("\n\(group)\n"), "\(group)")
      }
      #expect(help.contains("\nEXIT STATUS:\n") && help.contains("  130  interrupted"))
    }
  }

  @Test func `what a program says of its use fits a narrow terminal`() async throws {
    try await Program.with { program in
      var program = program
      program.environment["COLUMNS"] = "40"
      let alone = try program.run([]).output
      #expect(alone.split(separator: "\n").allSatisfy { $0.count <= 40 }, "\(alone)")
      let terminal = try PseudoTerminal(columns: 40)
      let running = try program.start(["stats", "--no-such"], errors: terminal.slave)
      running.process.waitUntilExit()
      let lines = terminal.text().split(whereSeparator: \.isNewline)
      let usage = lines.drop { !$0.hasPrefix("Usage: ") }.dropLast()
      #expect(usage.count > 3 && usage.allSatisfy { $0.count <= 40 }, "\(lines)")
    }
  }

  @Test func `a quiet command prints errors alone`() async throws {
    try await Program.with { program in
      let broken = program.folder.appending("broken.png").description
      try Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1]).write(to: URL(filePath: broken))
      let answer = try program.run(["organize", broken, Program.pictures[0], "-q"])
      #expect(answer.status == 3)
      #expect(answer.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("error: ") }, "\(answer.errors)")
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

  @Test(arguments: [
    (["serch", "lake"], "serch", "search"), (["ogranize", "--quality"], "ogranize", "organize"),
    (["jobs", "lst"], "lst", "list"), (["pipeline", "rnu", "best-of"], "rnu", "run"),
  ])
  func `a mistyped command is told from the nearest one`(_ arguments: [String], wrong: String, right: String)
    async throws
  {
    try await Program.with { program in
      let answer = try program.run(arguments)
      #expect(answer.status == 2 && answer.output.isEmpty)
      #expect(answer.errors == "alice: there is no command '\(wrong)'; did you mean '\(right)'?\n")
    }
  }

  @Test(arguments: [
    ["zeppelin"], ["models", "--no-such-option", "lits"], ["jobs", "--lst"], ["search", "--lmit", "3"],
  ])
  func `where no command is near, or it is no command that is wrong, none is suggested`(_ arguments: [String])
    async throws
  {
    try await Program.with { program in
      let answer = try program.run(arguments)
      #expect(answer.status == 2 && !answer.errors.contains("there is no command"), "\(answer.errors)")
    }
  }

  @Test func `the README is short and its commands exist`() throws {
    let text = try String(contentsOf: Fixtures.root.appending(path: "README.md"), encoding: .utf8)
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count < 150)
    for line in text.split(separator: "\n") where line.hasPrefix("$ alice ") {
      #expect(Self.commands.contains([String(line.split(separator: " ")[2])]), "\(line)")
    }
  }

  @Test func `documents link to files that are there`() throws {
    let docs = Fixtures.root.appending(path: "docs")
    let files =
      try [docs, docs.appending(path: "howto")].flatMap {
        try FileManager.default.contentsOfDirectory(at: $0, includingPropertiesForKeys: nil)
      }
      .filter { $0.pathExtension == "md" } + [Fixtures.root.appending(path: "README.md")]
    var links = 0
    for file in files {
      let text = try String(contentsOf: file, encoding: .utf8)
      for match in text.matches(of: /\]\(([^)#:]+)(#[^)]*)?\)/) {
        let target = file.deletingLastPathComponent().appending(path: String(match.1))
        links += 1
        #expect(FileManager.default.fileExists(atPath: target.path), "\(file.lastPathComponent) links to \(match.1)")
      }
    }
    #expect(links > 60)
  }
}
