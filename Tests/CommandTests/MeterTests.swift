import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// What a person sees who watches a long run on a terminal.
@Suite(.needsProgram(), .serialized) struct MeterTests {
  private static func withInbox(of count: Int, _ body: (Program, String) async throws -> Void) async throws {
    try await Program.with { program in
      let inbox = program.folder.appending("Inbox")
      try FileManager.default.createDirectory(atPath: inbox.description, withIntermediateDirectories: true)
      for number in 0..<count {
        try Data(NoisePicture.png(side: 1024, seed: UInt64(number))).write(
          to: URL(filePath: inbox.appending("p\(number + 10).png").description))
      }
      try await body(program, inbox.description)
    }
  }

  /// The lines that were drawn one over the other, and what else came.
  private static func drawn(
    _ program: Program, _ arguments: [String], columns: UInt16 = 80, environment: [String: String] = [:]
  ) throws -> (lines: [String], rest: String, status: Int32, seconds: Double) {
    let terminal = try PseudoTerminal(columns: columns)
    var program = program
    program.environment = environment
    let start = ContinuousClock.now
    let running = try program.start(arguments, errors: terminal.slave)
    _ = running.output.readDataToEndOfFile()
    running.process.waitUntilExit()
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    return Self.parts(of: terminal.text(), running.process.terminationStatus, seconds)
  }

  /// A line is drawn over the one before; an empty one erases it.
  private static func parts(
    of text: String, _ status: Int32, _ seconds: Double
  ) -> (lines: [String], rest: String, status: Int32, seconds: Double) {
    let drawing = /\r([^\r\n\u{1B}]*)\u{1B}\[J\r?/
    let lines = text.matches(of: drawing).map { String($0.1) }.filter { !$0.isEmpty }
    return (lines, text.replacing(drawing, with: ""), status, seconds)
  }

  @Test func `organizing tells done of total, rate and time left in one line that is gone in the end`() async throws {
    try await Self.withInbox(of: 60) { program, inbox in
      let seen = try Self.drawn(program, ["organize", inbox, "--quality"])
      #expect(seen.status == 0)
      #expect(seen.lines.count >= 5 && Double(seen.lines.count) <= seen.seconds * 10 + 3)
      #expect(seen.lines.allSatisfy { $0.contains("scoring") && $0.count < 80 }, "\(seen.lines)")
      let pattern = /\[=*>? *\] scoring: (\d+) of 60 files, \d[\d.]* a second, \d+ s left/
      let done = seen.lines.compactMap { try? pattern.wholeMatch(in: $0)?.1 }.compactMap { Int($0) }
      #expect(done.count >= 2 && done == done.sorted() && Set(done).count > 1, "\(seen.lines)")
      #expect(!seen.rest.contains("scoring") && seen.rest.contains("60 placed"))
    }
  }

  @Test(arguments: [24, 40] as [UInt16])
  func `a narrow terminal gets a line that fits it`(_ columns: UInt16) async throws {
    try await Self.withInbox(of: 60) { program, inbox in
      let seen = try Self.drawn(program, ["organize", inbox, "--quality"], columns: columns)
      #expect(!seen.lines.isEmpty && seen.lines.allSatisfy { $0.count < columns }, "\(seen.lines)")
      let whole = /\[=*>? *\] scoring \d+\/60, \d[\d.]*\/s, \d+ s left/
      #expect(columns < 40 || seen.lines.contains { $0.wholeMatch(of: whole) != nil }, "\(seen.lines)")
    }
  }

  @Test(.needs("fallocate")) func `a file that takes long is named`() async throws {
    try await Program.with { program in
      let film = try program.largeFilm(named: "長い映画🎬.mp4")
      let terminal = try PseudoTerminal(columns: 80)
      let running = try program.start(["organize", "-n", film], errors: terminal.slave)
      // A slow disk: the program waits while it reads.
      try await Task.sleep(for: .milliseconds(400))
      kill(running.process.processIdentifier, SIGSTOP)
      try await Task.sleep(for: .seconds(4))
      kill(running.process.processIdentifier, SIGCONT)
      try await running.wait { terminal.soFar.contains(" s on 長い映画🎬.mp4") }
      #expect(try await running.end(by: SIGINT, within: .seconds(3)) == 130)
      #expect(terminal.text().contains("nothing was written"))
    }
  }

  @Test func `one file is told of in the singular`() async throws {
    try await Self.withInbox(of: 0) { program, inbox in
      try Data(NoisePicture.png(side: 4096, seed: 1)).write(to: URL(filePath: inbox + "/large.png"))
      let seen = try Self.drawn(program, ["organize", inbox, "--quality"])
      #expect(
        !seen.lines.isEmpty && seen.lines.allSatisfy { $0.contains("of 1 file") && !$0.contains("files") },
        "\(seen.lines)")
    }
  }

  @Test(arguments: [["score"], ["score", "--json"]])
  func `scoring tells how far it is`(_ command: [String]) async throws {
    try await Self.withInbox(of: 30) { program, inbox in
      let names = try FileManager.default.contentsOfDirectory(atPath: inbox).map { inbox + "/" + $0 }
      let seen = try Self.drawn(program, command + names)
      #expect(seen.lines.contains { $0.contains("of 30 files") }, "\(seen.lines)")
      #expect(seen.rest.isEmpty)
    }
  }

  @Test func `nothing is drawn where nobody watches, or nobody wants it`() async throws {
    try await Self.withInbox(of: 20) { program, inbox in
      let piped = try program.run(["organize", inbox, "--quality", "-n"])
      #expect(piped.errors.hasPrefix("20 would be placed\n") && !piped.errors.contains("\r"))
      #expect(try Self.drawn(program, ["organize", inbox, "--quality", "-n", "-q"]).lines.isEmpty)
      #expect(try Self.drawn(program, ["organize", inbox, "--quality", "-n", "--progress", "none"]).lines.isEmpty)
      let dumb = try Self.drawn(program, ["organize", inbox, "--quality", "-n"], environment: ["TERM": "dumb"])
      #expect(dumb.lines.isEmpty && !dumb.rest.contains("\u{1B}"))
    }
  }

  @Test func `the line is gone after Ctrl-C as well`() async throws {
    try await Self.withInbox(of: 60) { program, inbox in
      let terminal = try PseudoTerminal(columns: 80)
      let running = try program.start(["organize", inbox, "--quality"], errors: terminal.slave)
      try await Task.sleep(for: .milliseconds(800))
      kill(running.process.processIdentifier, SIGINT)
      running.process.waitUntilExit()
      #expect(running.process.terminationStatus == 130)
      let seen = Self.parts(of: terminal.text(), 130, 0)
      #expect(!seen.lines.isEmpty && !seen.rest.contains("scoring") && !seen.rest.contains("["), "\(seen)")
      #expect(seen.rest.contains("the same command continues"))
    }
  }

  @Test(arguments: [[], ["-q"]])
  func `programs get events, the last of which tells that all is done`(_ options: [String]) async throws {
    try await Self.withInbox(of: 40) { program, inbox in
      let answer = try program.run(["organize", inbox, "--quality", "--progress", "json"] + options)
      let events = answer.errors.split(separator: "\n").filter { $0.hasPrefix(#"{"progress":"#) }
      let all = try events.map { try JSONValue(parsing: String($0)) }.compactMap { $0["progress"] }
      #expect(all.count >= 2, "\(answer.errors)")
      #expect(all.allSatisfy { $0["command"] == "organize" && $0["phase"] == "scoring" && $0["unit"] == "file" })
      #expect(all.last?["done"]?.intValue == 40 && all.last?["total"]?.intValue == 40)
      let done = all.compactMap { $0["done"]?.intValue }
      #expect(done == done.sorted() && done.count == all.count)
      #expect(answer.errors.contains("40 placed") == options.isEmpty)
    }
  }

  @Test func `what is printed meanwhile stands above the line`() async throws {
    try await Self.withInbox(of: 30) { program, inbox in
      let names = try FileManager.default.contentsOfDirectory(atPath: inbox).sorted().map { inbox + "/" + $0 }
      let terminal = try PseudoTerminal(columns: 120)
      let running = try program.start(
        ["-c", #"exec "$0" "$@" >&2"#, Program.binary.path, "score"] + names, errors: terminal.slave,
        of: URL(filePath: "/bin/sh"))
      running.process.waitUntilExit()
      let seen = Self.parts(of: terminal.text(), 0, 0)
      #expect(seen.lines.contains { $0.contains("of 30 files") }, "\(seen.lines)")
      let printed = seen.rest.split(whereSeparator: \.isNewline)
      #expect(printed.count == 30 && printed.allSatisfy { $0.contains(".png") && !$0.contains("[") }, "\(printed)")
    }
  }
}
