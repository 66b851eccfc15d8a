import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// Ctrl-C and SIGTERM in the midst of what takes long.
@Suite(.needsProgram(), .serialized) struct StopTests {
  /// What a person waits, and some more for a machine that is busy.
  private static let limit = Duration.seconds(2.5)

  /// Seconds of work for two cores, behind a batch that is done at once.
  private static func withInbox(_ body: (Program, String) async throws -> Void) async throws {
    try await Program.with { program in
      let inbox = program.folder.appending("Inbox")
      try FileManager.default.createDirectory(atPath: inbox.description, withIntermediateDirectories: true)
      for number in 0..<48 { try drop(side: 8, number, as: "a\(number + 10).png", in: inbox) }
      for number in 0..<80 { try drop(side: 1024, number, as: "b\(number + 10).png", in: inbox) }
      try await body(program, inbox.description)
    }
  }

  private static func drop(side: Int, _ seed: Int, as name: String, in folder: BytePath) throws {
    try Data(NoisePicture.png(side: side, seed: UInt64(seed))).write(
      to: URL(filePath: folder.appending(name).description))
  }

  private static func files(_ program: Program) -> Int {
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: program.library)) ?? []
    return names.count { $0.hasSuffix(".png") && !$0.hasPrefix(".alice") }
  }

  private static func expectSound(_ program: Program) throws {
    let check = try program.run(["check"])
    #expect(check.status == 0, "\(check.output)\(check.errors)")
    let left = (try? FileManager.default.subpathsOfDirectory(atPath: program.library + "/.alice/tmp")) ?? []
    #expect(left.isEmpty, "\(left)")
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `organize --quality hears it within a second, and a rerun goes on`(_ signal: Int32) async throws {
    try await Self.withInbox { program, inbox in
      let running = try program.start(["organize", inbox, "--quality", "--json"])
      try await running.wait { Self.files(program) >= 48 }
      try await Task.sleep(for: .milliseconds(300))
      #expect(try await running.end(by: signal, within: Self.limit) == 130)
      let report = try JSONValue(parsing: String(decoding: running.output.readDataToEndOfFile(), as: UTF8.self))
      #expect(report["placed"]?.arrayValue?.count == 48 && report["refused"]?.arrayValue == [])
      try Self.expectSound(program)
      let log = try #require(try program.run(["log", "--json"]).json?["operations"]?[0])
      #expect(log["state"] == "partial" && log["id"] == report["operation"])
      #expect(try program.run(["organize", inbox, "--quality"]).status == 0)
      #expect(try program.run(["search", "*", "--count"]).output == "128\n")
      try Self.expectSound(program)
    }
  }

  @Test(arguments: [["organize", "-n", "--quality"], ["organize", "--plan", "plan.jsonl", "--quality"], ["score"]])
  func `what only reads hears it as well, and writes nothing`(_ command: [String]) async throws {
    try await Self.withInbox { program, inbox in
      let names = try FileManager.default.contentsOfDirectory(atPath: inbox).sorted().suffix(80)
      let arguments = command + (command == ["score"] ? names.map { inbox + "/" + $0 } : [inbox])
      let running = try program.start(arguments)
      try await Task.sleep(for: .milliseconds(500))
      #expect(try await running.end(by: SIGINT, within: Self.limit) == 130)
      #expect(!FileManager.default.fileExists(atPath: program.library))
      #expect(!FileManager.default.fileExists(atPath: program.folder.appending("plan.jsonl").description))
    }
  }

  @Test func `filing anew hears it while it scores`() async throws {
    try await Self.withInbox { program, inbox in
      #expect(try program.run(["organize", inbox, "-q"]).status == 0)
      let running = try program.start(["organize", "--quality"])
      try await Task.sleep(for: .milliseconds(700))
      #expect(try await running.end(by: SIGINT, within: Self.limit) == 130)
      try Self.expectSound(program)
      #expect(try program.run(["organize"]).status == 0)
      try Self.expectSound(program)
    }
  }

  @Test(
    .needs("fallocate"), arguments: [["organize", "film.mp4"], ["show", "film.mp4"], ["organize", "-n", "film.mp4"]])
  func `a film of many gigabytes hears it`(_ command: [String]) async throws {
    try await Program.with { program in
      _ = try program.largeFilm(named: "film.mp4")
      let running = try program.start(command)
      try await Task.sleep(for: .milliseconds(400))
      #expect(running.process.isRunning)
      #expect(try await running.end(by: SIGINT, within: Self.limit) == 130)
      #expect(Self.files(program) == 0)
    }
  }

  @Test func `the second signal ends it at once`() async throws {
    try await Self.withInbox { program, inbox in
      let running = try program.start(["organize", inbox, "--quality", "--json"])
      try await running.wait { Self.files(program) >= 48 }
      #expect(try await running.end(by: SIGINT, SIGTERM, within: Self.limit) == 130)
      // The first one alone would have it tell what it has done.
      #expect(running.output.readDataToEndOfFile().isEmpty)
    }
  }

  /// The bytes that nobody has read from a pipe, which takes up to 65,536.
  private static func unread(in pipe: Int32) -> Int32 {
    var count: Int32 = 0
    return ioctl(pipe, UInt(FIONREAD), &count) == 0 ? count : 0
  }

  @Test func `Ctrl-C ends what waits for a reader that takes nothing`() async throws {
    try await Program.with { program in
      let picture = program.folder.appending(String(repeating: "p", count: 200)).description
      try Data(NoisePicture.png(side: 8, seed: 1)).write(to: URL(filePath: picture))
      // More than a pipe holds.
      let running = try program.start(["score"] + Array(repeating: picture, count: 1000))
      let pipe = running.output.fileDescriptor
      var (held, isFull) = (Int32(0), false)
      while !isFull {
        try await running.wait { Self.unread(in: pipe) > 60_000 }
        (held, isFull) = (Self.unread(in: pipe), held == Self.unread(in: pipe))
        try await Task.sleep(for: .seconds(1))
      }
      #expect(running.process.isRunning)
      #expect(try await running.end(by: SIGINT, within: Self.limit) == 130)
      #expect(try String(contentsOf: running.errors, encoding: .utf8).contains("nothing reads the output"))
    }
  }

  @Test(arguments: [
    (["score"], "begins again"), (["organize", "-n", "--quality"], "nothing was written"),
  ])
  func `what is stopped tells how far it was, and how to go on`(_ command: [String], _ words: String) async throws {
    try await Self.withInbox { program, inbox in
      let names = try FileManager.default.contentsOfDirectory(atPath: inbox).sorted().suffix(80)
      let running = try program.start(command + (command == ["score"] ? names.map { inbox + "/" + $0 } : [inbox]))
      try await Task.sleep(for: .milliseconds(800))
      #expect(try await running.end(by: SIGINT, within: Self.limit) == 130)
      let said = try String(contentsOf: running.errors, encoding: .utf8)
      #expect(said.contains(#/stopped: \d+ .*files? scored; /#) && said.contains(words), "\(said)")
    }
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `a command that only waits for input ends with the status of an interruption`(_ signal: Int32) async throws {
    try await Program.with { program in
      let terminal = try PseudoTerminal(columns: 80)
      let running = try program.start(
        ["-c", #"exec "$0" batch - <&2"#, Program.binary.path], errors: terminal.slave, of: URL(filePath: "/bin/sh"))
      try await Task.sleep(for: .milliseconds(500))
      #expect(running.process.isRunning)
      #expect(try await running.end(by: signal) == 130)
      #expect(running.process.terminationReason == .exit)
    }
  }
}
