import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// What a person sees who watches a long run on a terminal.
@Suite(.needsProgram(), .serialized) struct MeterTests {
  private static let clear = "\r\u{1B}[K"

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
    let parts = terminal.text().components(separatedBy: clear)
    #expect(parts.dropLast().dropFirst().allSatisfy { !$0.contains("\n") })
    return (
      parts.dropFirst().dropLast().filter { !$0.isEmpty }, parts[0] + (parts.count > 1 ? parts[parts.count - 1] : ""),
      running.process.terminationStatus, seconds
    )
  }

  @Test func `organizing tells done of total, rate and time left in one line that is gone in the end`() async throws {
    try await Self.withInbox(of: 60) { program, inbox in
      let seen = try Self.drawn(program, ["organize", inbox, "--quality"])
      #expect(seen.status == 0)
      #expect(seen.lines.count >= 5 && Double(seen.lines.count) <= seen.seconds * 10 + 3)
      #expect(seen.lines.allSatisfy { $0.hasPrefix("scoring: ") && $0.count < 80 }, "\(seen.lines)")
      let pattern = /scoring: (\d+) of 60 files, \d[\d.]* a second, \d+ s left/
      let done = seen.lines.compactMap { try? pattern.wholeMatch(in: $0)?.1 }.compactMap { Int($0) }
      #expect(done.count >= 2 && done == done.sorted() && Set(done).count > 1, "\(seen.lines)")
      #expect(!seen.rest.contains("scoring") && seen.rest.contains("60 placed"))
    }
  }

  @Test func `a narrow terminal gets a line that fits it`() async throws {
    try await Self.withInbox(of: 60) { program, inbox in
      let seen = try Self.drawn(program, ["organize", inbox, "--quality"], columns: 24)
      #expect(!seen.lines.isEmpty && seen.lines.allSatisfy { $0.count < 24 }, "\(seen.lines)")
    }
  }

  @Test func `one file is told of in the singular`() async throws {
    try await Self.withInbox(of: 0) { program, inbox in
      try Data(NoisePicture.png(side: 4096, seed: 1)).write(to: URL(filePath: inbox + "/large.png"))
      let seen = try Self.drawn(program, ["organize", inbox, "--quality"])
      #expect(!seen.lines.isEmpty && seen.lines.allSatisfy { $0.hasSuffix("of 1 file") }, "\(seen.lines)")
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
      #expect(piped.errors == "20 would be placed\n")
      #expect(try Self.drawn(program, ["organize", inbox, "--quality", "-n", "-q"]).lines.isEmpty)
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
      let parts = terminal.text().components(separatedBy: Self.clear)
      #expect(parts.count > 2 && parts.last?.contains("scoring") == false, "\(parts)")
    }
  }
}
