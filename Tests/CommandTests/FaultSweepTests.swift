import AliceTestSupport
import Foundation
import Testing

/// The short form of `make faults`, see docs/testing.md.
@Suite(.needsProgram(and: "python3", "exiftool", "cc"), .onLinux, .serialized) struct FaultSweepTests {
  @Test(.timeLimit(.minutes(15)))
  func `whatever call fails or is the last, nothing is lost, and what was not done is told`() throws {
    let sweep = Fixtures.root.appending(path: "Tests/Faults/sweep.py").path
    let (said, status) = try Tool.run("python3", [sweep, "--short", Program.binary.path])
    #expect(status == 0, "\(said)")
  }
}

extension Trait where Self == ConditionTrait {
  fileprivate static var onLinux: Self {
    #if os(Linux)
      .enabled(if: true)
    #else
      .disabled("the library that makes calls fail is for Linux")
    #endif
  }
}
