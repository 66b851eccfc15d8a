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
      // The other columns take 47, so that five and the ellipsis are left for the prompt.
      let lines = try Self.drawn(program, columns: 53, "search '*' --sort oldest")
      let prompts = lines.dropFirst().map { $0.split(separator: " ").last.map(String.init) }
      #expect(prompts == ["山の…", "🏔️🌅m…", "e\u{301}te\u{301}s-…"], "\(lines)")
    }
  }
}
