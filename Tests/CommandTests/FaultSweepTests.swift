import AliceTestSupport
import Foundation
import Testing

/// The short form of `make faults`, see docs/testing.md.
@Suite(.enabled(if: Program.isBuilt && Program.canPlayFaults), .serialized) struct FaultSweepTests {
  @Test(.timeLimit(.minutes(15)))
  func `whatever call fails or is the last, nothing is lost, and what was not done is told`() throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/python3")
    process.arguments = [Fixtures.root.appending(path: "Tests/Faults/sweep.py").path, "--short", Program.binary.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(said)")
  }
}

extension Program {
  fileprivate static var canPlayFaults: Bool {
    #if os(Linux)
      has("python3") && has("exiftool") && has("cc")
    #else
      false
    #endif
  }
}
