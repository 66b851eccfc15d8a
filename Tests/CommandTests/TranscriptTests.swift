import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// The examples of the README and of the pages about tasks, typed by a new user.
@Suite(.needsProgram()) struct TranscriptTests {
  private static let folder = Fixtures.root.appending(path: "docs/howto")

  private static let pages: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return ["README.md"] + names.sorted().map { "docs/howto/" + $0 }
  }()

  private static func check(_ page: String) throws -> (output: String, status: Int32) {
    let script = Fixtures.root.appending(path: "Tests/Transcripts/run.py").path
    return try Tool.run("python3", [script, Program.binary.path, page])
  }

  @Test(.needs("bash", "python3"), arguments: pages) func `a page shows what is printed`(_ page: String) throws {
    let answer = try Self.check(Fixtures.root.appending(path: page).path)
    #expect(answer.status == 0, "\(answer.output)")
  }

  @Test func `there is a short page for each task, and the README names it`() throws {
    let readme = try String(contentsOf: Fixtures.root.appending(path: "README.md"), encoding: .utf8)
    #expect(Self.pages.count == 10)
    for page in Self.pages.dropFirst() {
      let text = try String(contentsOf: Fixtures.root.appending(path: page), encoding: .utf8)
      #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 80, "\(page)")
      #expect(readme.contains("(\(page))"), "\(page)")
    }
  }

  @Test(
    .needs("bash", "python3"),
    arguments: [
      ("$ alice search x", "0 assets"), ("$ alice --version", "another version"), ("$ false", ""),
      ("$ alice search x; alice --version", "…\nanother version"),
    ])
  func `a page that shows something else is found`(_ command: String, _ shown: String) async throws {
    try await withTemporaryFolder { folder in
      let page = folder.appending("page.md").description
      try "```console\n\(command)\n\(shown)\n```\n".write(toFile: page, atomically: true, encoding: .utf8)
      #expect(try Self.check(page).status == 1)
      try "No example.\n".write(toFile: page, atomically: true, encoding: .utf8)
      #expect(try Self.check(page).status == 1)
    }
  }
}
