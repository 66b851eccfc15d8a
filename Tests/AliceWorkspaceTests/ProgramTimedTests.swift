import AliceModel
import AliceTestSupport
import AliceWorkspace
import Foundation
import Testing

@Suite struct ProgramTests {
  @Test(arguments: [
    ("notify-send done", ["notify-send", "done"]), (#"say "two words" 'it "is"'"#, ["say", "two words", #"it "is""#]),
    ("a  b\tc", ["a", "b", "c"]), (#"a "" b"#, ["a", "", "b"]), ("a$HOME;b|c *", ["a$HOME;b|c", "*"]),
    (#"x"y z"w"#, ["xy zw"]), ("", nil), (#"a "b"#, nil), (#""" a"#, nil),
  ])
  func `a line is split into words, and nothing in it is obeyed`(text: String, words: [String]?) {
    #expect(CommandWords(splitting: text)?.words == words)
  }

  private func program(_ words: String...) throws -> ChildProgram { ChildProgram(try #require(CommandWords(words))) }
  private let path = ["PATH": "/usr/bin:/bin"]

  @Test func `a program gets its input, however much it is and whether it reads it or not`() async throws {
    try await withTemporaryFolder { folder in
      let file = folder.appending("in").description
      let input = [UInt8](repeating: 0x61, count: 300_000)
      try await program("dd", "of=\(file)").run(input: input, environment: path, timeout: .seconds(30), shown: false)
      #expect(FileManager.default.contents(atPath: file)?.count == 300_000)
      try await program("true").run(input: input, environment: path, timeout: .seconds(30), shown: false)
    }
  }

  @Test func `what goes wrong is told`() async throws {
    await #expect(throws: ChildFailure.status(1)) {
      try await program("false").run(input: [], environment: path, timeout: .seconds(30), shown: false)
    }
    await #expect(throws: ChildFailure.noProgram) {
      try await program("no-such-program-at-all").run(
        input: [], environment: path, timeout: .seconds(30), shown: false)
    }
    await #expect(throws: ChildFailure.timedOut(.milliseconds(200))) {
      try await program("sleep", "600").run(input: [], environment: path, timeout: .milliseconds(200), shown: false)
    }
    await #expect(throws: ChildFailure.tooMuch) {
      _ = try await program("seq", "100000").firstLine(environment: path, timeout: .seconds(30))
    }
  }

  @Test func `what a stopped program has started is stopped with it`() async throws {
    try await withTemporaryFolder { folder in
      let script = folder.appending("script").description
      let mark = folder.appending("mark").description
      try Data("sleep 2 && touch \(mark) & wait\n".utf8).write(to: URL(filePath: script))
      await #expect(throws: ChildFailure.timedOut(.milliseconds(100))) {
        try await program("/bin/sh", script).run(
          input: [], environment: path, timeout: .milliseconds(100), shown: false)
      }
      try await Task.sleep(for: .seconds(3))
      #expect(!FileManager.default.fileExists(atPath: mark))
    }
  }

  @Test func `its first line is read`() async throws {
    let line = try await program("printf", #"id:secret\nmore\n"#).firstLine(environment: path, timeout: .seconds(30))
    #expect(line == "id:secret")
  }

  @Test func `its environment is what it is given`() async throws {
    let environment = ["FAL_KEY": "a:b", "FAL_KEY_COMMAND": "x", "PATH": "/usr/bin:/bin"].withoutKeys
    #expect(environment == path)
    #expect(try await program("env").firstLine(environment: environment, timeout: .seconds(30)) == "PATH=/usr/bin:/bin")
  }
}
