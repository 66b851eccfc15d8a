import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// Pictures, links and other programs' windows, as a person at a terminal gets them.
@Suite(.needsProgram(), .serialized) struct PictureCommandTests {
  private static let kitty = "\u{1B}_Gi=31;OK\u{1B}\\\u{1B}P>|kitty(0.46.2)\u{1B}\\\u{1B}[6;20;10t\u{1B}[?62;c"
  private static let xterm = "\u{1B}P>|XTerm(390)\u{1B}\\\u{1B}[?64;1;2c"

  private static func withPictures(_ body: (Program, [String]) async throws -> Void) async throws {
    try await Program.with { program in
      #expect(try program.run(["organize"] + Program.pictures).status == 0)
      let assets = try #require(try program.run(["search", "*", "--json"]).json?["assets"]?.arrayValue)
      try await body(program, assets.compactMap { $0["id"]?.stringValue })
    }
  }

  /// What a terminal shows that answers the question for its abilities with `answer`.
  private static func drawn(
    _ program: Program, _ arguments: String, answer: String?, environment: [String: String] = [:]
  ) throws -> String {
    let terminal = try PseudoTerminal(columns: 80, answers: answer.map { ["\u{1B}[c": $0] } ?? [:])
    var program = program
    program.environment = environment
    let running = try program.start(
      ["-c", #"exec "$0" \#(arguments) <&2 >&2"#, Program.binary.path], errors: terminal.slave,
      of: URL(filePath: "/bin/sh"))
    running.process.waitUntilExit()
    #expect(running.process.terminationStatus == 0)
    return terminal.text()
  }

  @Test func `a picture is drawn as the terminal answers, before the facts`() async throws {
    try await Self.withPictures { program, ids in
      let text = try Self.drawn(program, "show \(ids[0]) --picture", answer: Self.kitty)
      let parts = text.components(separatedBy: "\u{1B}_Ga=T,f=100,c=")
      #expect(parts.count == 2 && parts.last?.contains("prompt") == true)
      let iTerm2 = try Self.drawn(
        program, "show \(ids[0]) --picture", answer: "\u{1B}P>|iTerm2 3.6.5\u{1B}\\\u{1B}[?62;22c")
      #expect(iTerm2.contains("\u{1B}]1337;File=inline=1;"))
    }
  }

  @Test(arguments: [xterm, nil, "\u{1B}P>|tmux 3.4\u{1B}\\\u{1B}[?1;2c"])
  func `a terminal that draws none, or says nothing, gets one line that names those that do`(
    answer: String?
  ) async throws {
    try await Self.withPictures { program, ids in
      let text = try Self.drawn(program, "show \(ids[0]) --picture", answer: answer)
      #expect(text.contains("kitty, WezTerm, iTerm2, Ghostty and Konsole do") && text.contains("alice gallery"))
      #expect(!text.contains("\u{1B}_Ga=T") && text.contains("prompt"))
    }
  }

  @Test func `the answer of a terminal far away counts, and is not left to the shell`() async throws {
    try await Self.withPictures { program, ids in
      let terminal = try PseudoTerminal(columns: 80)
      let before = terminal.settings
      let running = try program.start(
        ["-c", #"exec "$0" show \#(ids[0]) --picture <&2 >&2"#, Program.binary.path], errors: terminal.slave,
        of: URL(filePath: "/bin/sh"))
      try await running.wait { terminal.settings != before }
      try await Task.sleep(for: .milliseconds(550))
      terminal.type(Self.kitty)
      running.process.waitUntilExit()
      #expect(terminal.settings == before)
      let text = terminal.text()
      #expect(text.contains("\u{1B}_Ga=T") && !text.contains("kitty(0.46.2)"))
    }
  }

  @Test func `without a terminal nothing is asked, and the facts are the same`() async throws {
    try await Self.withPictures { program, ids in
      let plain = try program.run(["show", ids[0]])
      let answer = try program.run(["show", ids[0], "--picture"])
      #expect(answer.output == plain.output && answer.status == 0 && answer.errors.contains("alice gallery"))
      #expect(try program.run(["show", ids[0], "--picture", "--json"]).json != nil)
    }
  }

  @Test func `the terminal gets its settings back, whoever ends the wait`() async throws {
    try await Self.withPictures { program, ids in
      for signal in [nil, SIGTERM, SIGINT] {
        let terminal = try PseudoTerminal(columns: 80)
        let before = terminal.settings
        let running = try program.start(
          ["-c", #"exec "$0" show \#(ids[0]) --picture <&2 >&2"#, Program.binary.path], errors: terminal.slave,
          of: URL(filePath: "/bin/sh"))
        try await running.wait { terminal.settings != before }
        if let signal { kill(running.process.processIdentifier, signal) }
        running.process.waitUntilExit()
        #expect(terminal.settings == before)
        _ = terminal.text()
      }
    }
  }

  @Test func `an id in a table links to its file where links are known, and nowhere else`() async throws {
    try await Self.withPictures { program, ids in
      let known = ["TERM_PROGRAM": "WezTerm", "TERM": "xterm-256color"]
      let link = "\u{1B}]8;;file://"
      let text = try Self.drawn(program, "search '*'", answer: nil, environment: known)
      #expect(text.components(separatedBy: link).count == 4)
      for id in ids { #expect(text.contains("\u{1B}\\\(id.prefix(10))\u{1B}]8;;\u{1B}\\")) }
      for (arguments, environment) in [
        ("search '*' --color never", known), ("search '*'", ["TERM": "xterm"]),
        ("search '*'", known.merging(["NO_COLOR": "1"]) { $1 }),
      ] {
        #expect(try !Self.drawn(program, arguments, answer: nil, environment: environment).contains(link))
      }
      var piped = program
      piped.environment = known
      #expect(try !piped.run(["search", "*", "--color", "always"]).output.contains("\u{1B}"))
    }
  }

  @Test func `search opens the files, and asks where they are many`() async throws {
    try await Self.withPictures { program, ids in
      let tools = program.folder.appending("tools").description
      try FileManager.default.createDirectory(atPath: tools, withIntermediateDirectories: true)
      let script = "#!/bin/sh\nprintf '%s\\n' \"$1\" >> '\(tools)/opened'\n"
      try Data(script.utf8).write(to: URL(filePath: tools + "/xdg-open"))
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: tools + "/xdg-open")
      var desktop = program
      desktop.environment = ["PATH": tools + ":/usr/bin:/bin"]
      let answer = try desktop.run(["search", "*", "--open"])
      #expect(answer.status == 0 && answer.output.isEmpty, "\(answer.errors)")
      let opened = try String(contentsOfFile: tools + "/opened", encoding: .utf8).split(separator: "\n").sorted()
      #expect(
        opened.map(String.init)
          == (try program.run(["search", "*"]).output.split(separator: "\n").map(String.init).sorted()))
      #expect(try desktop.run(["search", "nothing-like-it", "--open"]).status == 1)
      var bare = program
      bare.environment = ["PATH": "/nowhere"]
      let missing = try bare.run(["search", "*", "--open"])
      #expect(missing.status == 2 && missing.errors.contains("xdg-open is not installed"))
      #expect(ids.count == 3)
    }
  }

  @Test func `generating into a library with quality leaves a thumbnail`() async throws {
    try await Self.withPictures { program, _ in
      #expect(try program.run(["organize", "--quality", "-q"]).status == 0)
      let made = try program.run(["generate", "a red fox", "--model", "flux-schnell", "--simulate", "--json"])
      let id = try #require(made.json?["assets"]?[0]?["id"]?.stringValue, "\(made.errors)")
      let file = program.folder.appending(".cache/alice/thumbs/\(id.prefix(2))/\(id).320.webp").description
      #expect(FileManager.default.fileExists(atPath: file))
    }
  }

  @Test func `a sheet is one file, whose path is the result`() async throws {
    try await Self.withPictures { program, _ in
      let file = program.folder.appending("out.html").description
      let answer = try program.run(["sheet", file, "--title", "Mine"])
      #expect(answer.status == 0 && answer.output == file + "\n", "\(answer.errors)")
      let text = try String(contentsOfFile: file, encoding: .utf8)
      #expect(text.contains("<title>Mine</title>"))
      let again = try program.run(["sheet", file])
      #expect(again.status == 2 && again.errors.contains("'--force' replaces it"))
      let forced = try program.run(["sheet", file, "type:image", "--force", "--json", "--strip"])
      #expect(forced.json?["assets"]?.intValue == 3 && forced.json?["schema"]?.intValue == 1, "\(forced.errors)")
      let stripped = try String(contentsOfFile: file, encoding: .utf8)
      #expect(!stripped.contains("type:image") && stripped.contains("<title>3 pictures</title>"))
      #expect(try program.run(["sheet", file, "no-such-word"]).status == 1)
      #expect(try program.run(["sheet", file, "--edge", "9"]).status == 2)
    }
  }
}
