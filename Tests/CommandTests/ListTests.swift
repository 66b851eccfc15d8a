import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// How lists are shown.
@Suite(.enabled(if: Program.isBuilt)) struct ListTests {
  /// What the program draws where a person looks at standard output.
  private static func drawn(_ program: Program, columns: UInt16 = 80, _ line: String) throws -> [String] {
    let terminal = try PseudoTerminal(columns: columns)
    let running = try program.start(
      ["-c", #"exec "$0" \#(line) --color never >&2"#, Program.binary.path], errors: terminal.slave,
      of: URL(filePath: "/bin/sh"))
    running.process.waitUntilExit()
    return terminal.text().split(whereSeparator: \.isNewline).map(String.init)
  }

  @Test func `a table keeps its columns where characters take two, and none is wider than the terminal`() async throws {
    try await Program.with { program in
      for prompt in ["山の湖の夜明けに立つ雪山", "🏔️🌅mountains-in-the-morning", "e\u{301}te\u{301}s-at-the-sea-side"] {
        #expect(try program.run(["generate", prompt, "--model", "flux-schnell", "--simulate"]).status == 0)
      }
      // Without the date the other columns take 32, so that 15 and the ellipsis are left for the prompt.
      let lines = try Self.drawn(program, columns: 48, "search '*' --sort oldest")
      let prompts = lines.dropFirst().map { $0.split(separator: " ").last.map(String.init) }
      #expect(prompts == ["山の湖の夜明け…", "🏔️🌅mountains-i…", "e\u{301}te\u{301}s-at-the-sea…"], "\(lines)")
    }
  }

  @Test func `a narrow terminal leaves out what matters least, and cuts the widest columns`() async throws {
    try await Program.with { program in
      let made = try program.run(["generate", "a lake at dawn", "--model", "flux-schnell", "--simulate"])
      #expect(made.status == 0)
      func titles(_ columns: UInt16, _ line: String = "search '*'") throws -> [Substring]? {
        let lines = try Self.drawn(program, columns: columns, line)
        #expect(lines.allSatisfy { $0.count <= columns }, "\(lines)")
        return lines.first?.split(separator: " ")
      }
      #expect(try titles(80) == ["ID", "QUALITY", "MODEL", "DATE", "PROMPT"])
      #expect(try titles(50) == ["ID", "QUALITY", "MODEL", "PROMPT"])
      #expect(try titles(40) == ["ID", "QUALITY", "PROMPT"])
      #expect(try titles(40, "search '*' --fields id,prompt,seed") == ["ID", "PROMPT", "SEED"])
      #expect(try titles(40, "jobs") == ["JOB", "STATE", "USD", "PROMPT"])
    }
  }

  @Test func `one list is a table, lines, names with NUL, a document and lines of JSON`() async throws {
    try await Program.with { program in
      #expect(try program.run(["organize"] + Program.pictures).status == 0)
      #expect(try Self.drawn(program, "log").first?.hasPrefix("OP  KIND      STATE") == true)
      let entry = try #require(try program.run(["log", "--json"]).json?["operations"]?[0])
      let steps = try #require(entry["steps"]?.intValue)
      #expect(entry["deeds"]?["placed"]?.intValue == Program.pictures.count)
      #expect(try Self.drawn(program, "log").dropFirst().first?.hasSuffix("\(Program.pictures.count) placed") == true)
      #expect(try program.run(["log"]).output == "1\torganize\tdone\t\(steps)\n")
      #expect(try program.run(["log", "-0"]).output == "1\0")
      #expect(try JSONValue(parsing: try program.run(["log", "--jsonl"]).output) == entry)
    }
  }

  @Test func `scores come as soon as they are known`() async throws {
    try await Program.with { program in
      let files = try (0..<20).map { number in
        let file = program.folder.appending("p\(number).png").description
        try Data(NoisePicture.png(side: 1024, seed: UInt64(number))).write(to: URL(filePath: file))
        return file
      }
      let running = try program.start(["score"] + files)
      #expect(!running.output.availableData.isEmpty)
      #expect(running.process.isRunning)
      let rest = String(decoding: running.output.readDataToEndOfFile(), as: UTF8.self)
      running.process.waitUntilExit()
      #expect(rest.contains("p19.png"))
    }
  }
}
