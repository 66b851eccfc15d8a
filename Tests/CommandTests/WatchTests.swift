import AliceModel
import AliceTestSupport
import Foundation
import Testing

@Suite(.needsProgram()) struct WatchTests {
  @Test(.timeLimit(.minutes(2))) func `what comes is taken in, and one watcher is enough`() async throws {
    try await Program.with { program in
      let inbox = program.folder.appending("Inbox")
      try FileManager.default.createDirectory(atPath: inbox.description, withIntermediateDirectories: true)
      try drop("demo/grid-0003.jpg", at: inbox.appending("first.jpg"))
      let watching = try program.start(["organize", inbox.description, "--watch"])
      defer { watching.process.terminate() }
      #expect(try nextLine(watching).hasSuffix(".jpg"))
      #expect(try await program.run("organize", inbox.description, "--watch").status == 9)

      let nested = inbox.appending("New/Folder")
      try FileManager.default.createDirectory(atPath: nested.description, withIntermediateDirectories: true)
      try drop("demo/00017-2718281828.png", at: nested.appending("second.png"))
      #expect(try nextLine(watching).contains("misty-mountain-valley"))
      watching.process.interrupt()
      watching.process.waitUntilExit()
      #expect(watching.process.terminationStatus == 0)
      let found = try await program.run("search", "*", "--count")
      #expect(found.output == "2\n")
    }
  }

  private func drop(_ fixture: String, at path: BytePath) throws {
    try FileManager.default.copyItem(atPath: Fixtures.url(fixture).path, toPath: path.description)
  }

  /// Waits for it.
  private func nextLine(_ running: Program.Running) throws -> String {
    var line = Data()
    while !line.contains(0x0A) {
      let more = running.output.availableData
      guard !more.isEmpty else { break }
      line.append(more)
    }
    return String(decoding: line, as: UTF8.self).split(separator: "\n").first.map(String.init) ?? ""
  }
}
