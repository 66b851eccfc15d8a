import AliceTestSupport
import Foundation
import Testing

/// The short form of `make terminal`, see docs/testing.md.
@Suite(.needsProgram(and: "python3"), .serialized) struct TerminalSweepTests {
  @Test(.timeLimit(.minutes(5)))
  func `long commands keep the screen in order, and end within a second after Ctrl-C`() throws {
    let sweep = Fixtures.root.appending(path: "Tests/Terminal/run").path
    let (said, status) = try Tool.run("python3", [sweep, "--short", Program.binary.path])
    #expect(status == 0, "\(said)")
  }
}
