import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// A catalog that is made anew, and what may come in between.
@Suite(.needsProgram()) struct ReindexTests {
  private static let gif = Data(base64Encoded: "R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw==")

  private func own(_ program: Program) -> String { program.library + "/.alice" }

  /// True where the catalog is being written, under whatever name.
  private func isWritten(_ program: Program) -> Bool {
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: own(program))) ?? []
    return names.contains { $0 == "catalog.sqlite" || $0.hasPrefix("tmp/") && $0.hasSuffix(".sqlite") }
  }

  @Test(arguments: [SIGKILL, SIGTERM])
  func `a reindex that is cut off leaves no catalog that knows nothing`(_ signal: Int32) async throws {
    try await Program.with { program in
      #expect(try program.run(["organize"] + Program.pictures).status == 0)
      // Enough to read that the end comes late.
      for number in 1...2000 {
        try FileManager.default.copyItem(
          atPath: Program.pictures[0], toPath: program.library + "/copy-\(number).png")
      }
      try FileManager.default.removeItem(atPath: own(program) + "/catalog.sqlite")
      let running = try program.start(["reindex"])
      while running.process.isRunning && !isWritten(program) { try await Task.sleep(for: .milliseconds(2)) }
      kill(running.process.processIdentifier, signal)
      running.process.waitUntilExit()
      #expect(running.process.terminationReason == .uncaughtSignal || running.process.terminationStatus == 130)

      let answer = try program.run(["search", "*", "--count"])
      #expect(answer.status == 9 && answer.errors.contains("alice reindex"), "\(answer.output) \(answer.errors)")
      #expect(try program.run(["reindex", "-q"]).status == 0)
      #expect(try program.run(["search", "*", "--count"]).output == "3\n")
      #expect(try FileManager.default.contentsOfDirectory(atPath: own(program) + "/tmp").isEmpty)
      #expect(try program.run(["check", "-q"]).status == 0)
    }
  }

  @Test(arguments: [["reindex"], ["reindex", "-n"], ["reindex", "-n", "--new-journal"]])
  func `a library that is not there cannot be read again`(_ command: [String]) async throws {
    try await Program.with { program in
      let answer = try program.run(command)
      #expect(answer.status == 9 && answer.output.isEmpty && answer.errors.contains("no library"), "\(answer.errors)")
    }
  }

  /// Spoils one index, which is read when the catalog is emptied and not when it is opened.
  private func damage(_ catalog: String) throws {
    let number = "select rootpage from sqlite_master where name = 'asset_model'"
    let told = try #require(
      Tool.output("sqlite3", [catalog, "pragma wal_checkpoint(truncate)", "pragma page_size", number]))
    let lines = told.split(separator: "\n").compactMap { Int($0) }
    let (size, page) = (try #require(lines.first), try #require(lines.last))
    let file = try FileHandle(forUpdating: URL(filePath: catalog))
    try file.seek(toOffset: UInt64(size * (page - 1)))
    try file.write(contentsOf: Data(repeating: 0x5A, count: size))
    try file.close()
  }

  @Test(.needs("sqlite3"))
  func `a check finds a damaged catalog, and a repair makes it anew`() async throws {
    try await Program.with { program in
      #expect(try program.run(["organize"] + Program.pictures).status == 0)
      try damage(own(program) + "/catalog.sqlite")
      let check = try program.run(["check"])
      #expect(check.status == 1 && check.output == "catalog-damaged\t.alice/catalog.sqlite\n", "\(check.errors)")
      let told = try program.run(["check", "--json"])
      #expect(told.status == 1 && told.json?["problems"]?[0]?["kind"] == "catalog-damaged", "\(told.output)")
      let repair = try program.run(["check", "--repair"])
      #expect(repair.status == 0 && repair.errors.contains("catalog.sqlite.damaged-1"), "\(repair.errors)")
      #expect(try program.run(["check"]).status == 0)
      #expect(try program.run(["search", "*", "--count"]).output == "3\n")
      // One that cannot be opened is no answer, but a refusal.
      #expect(Tool.output("sqlite3", [own(program) + "/catalog.sqlite", "drop table tag"]) != nil)
      #expect(try program.run(["check"]).status == 9)
    }
  }

  @Test(.needs("sqlite3"))
  func `what a damaged catalog still knows is not forgotten, and where it is kept is told`() async throws {
    try await Program.with { program in
      let source = program.folder.appending("dot.gif").description
      try #require(Self.gif).write(to: URL(filePath: source))
      #expect(try program.run(["organize", source, Program.pictures[0]]).status == 0)
      let found = try #require(program.run(["search", "*", "--json"]).json?["assets"]?.arrayValue)
      for asset in found {
        #expect(try program.run(["rate", try #require(asset["id"]?.stringValue), "5"]).status == 0)
      }
      let files = found.compactMap { $0["file"]?.stringValue }
      let sidecar = try #require(files.first { $0.hasSuffix(".gif") }) + ".xmp"
      try FileManager.default.removeItem(atPath: sidecar)
      try FileManager.default.createDirectory(atPath: sidecar, withIntermediateDirectories: false)
      try damage(own(program) + "/catalog.sqlite")

      let answer = try program.run(["reindex"])
      #expect(answer.status == 3 && answer.errors.contains("could not be written"), "\(answer.status) \(answer.errors)")
      #expect(answer.errors.contains("catalog.sqlite.damaged-1"), "\(answer.errors)")
      #expect(FileManager.default.fileExists(atPath: own(program) + "/catalog.sqlite.damaged-1"))
      #expect(try program.run(["search", "rating:5", "--count"]).output == "2\n")

      try FileManager.default.removeItem(atPath: sidecar)
      let again = try program.run(["reindex", "--json"])
      #expect(again.status == 0 && again.json?["restored"]?.arrayValue?.count == 1, "\(again.output)")
      #expect(again.json?["set_aside"] == .null)
      #expect(FileManager.default.fileExists(atPath: sidecar))
      #expect(try program.run(["check"]).status == 0)
    }
  }
}
