import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// What `make install` and the packages put on a machine.
@Suite(.needsProgram(and: "python3", "gzip"), .serialized) struct InstallTests {
  private static let packaging = Fixtures.root.appending(path: "Sources/alice/Packaging")

  private static func run(_ script: String, _ arguments: String...) throws -> (output: String, status: Int32) {
    try Tool.run("sh", [packaging.appending(path: script).path] + arguments)
  }

  private static func files(below folder: String) throws -> Set<String> {
    let found = try FileManager.default.subpathsOfDirectory(atPath: folder)
    return Set(found.map { folder + "/" + $0 }.filter { !isFolder($0) })
  }

  private static func isFolder(_ path: String) -> Bool {
    var answer: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &answer) && answer.boolValue
  }

  @Test func `what is installed is listed, works, and is gone after uninstalling; other files stay`() async throws {
    try await withTemporaryFolder { folder in
      let prefix = folder.appending("home/.local").description
      let own = prefix + "/share/applications/mine.desktop"
      try FileManager.default.createDirectory(
        atPath: prefix + "/share/applications", withIntermediateDirectories: true)
      try Data("mine".utf8).write(to: URL(filePath: own))
      let installed = try Self.run("install-files", Program.binary.path, prefix)
      #expect(installed.status == 0)
      #expect(installed.output.contains("install: \(prefix)/bin is not in PATH"))
      let listed = Set(installed.output.split(separator: "\n").map(String.init).filter { $0.hasPrefix("/") })
      #expect(try Self.files(below: prefix) == listed.union([own]))
      #expect(Tool.output(URL(filePath: prefix + "/bin/alice"), ["--version"]) == "0.1.0\n")
      for name in ["applications/alice-gallery.desktop", "systemd/user/alice-organize.service"] {
        let text = try String(contentsOfFile: "\(prefix)/share/\(name)", encoding: .utf8)
        #expect(text.contains("=\(prefix)/bin/alice ") && !text.contains("@"))
      }
      #expect(try Self.run("uninstall-files", prefix).status == 0)
      #expect(try Self.files(below: prefix) == [own])
      #expect(!FileManager.default.fileExists(atPath: prefix + "/share/man"))
      #expect(try Self.run("uninstall-files", prefix).status == 1)
    }
  }

  @Test func `a file that a newer version does not have goes with the next installation`() async throws {
    try await withTemporaryFolder { folder in
      let prefix = folder.appending("local").description
      _ = try Self.run("install-files", Program.binary.path, prefix)
      let old = prefix + "/share/man/man1/alice-forgotten.1.gz"
      let foreign = folder.appending("foreign").description
      for path in [old, foreign] { try Data().write(to: URL(filePath: path)) }
      let list = prefix + "/share/alice/installed"
      let text = try String(contentsOfFile: list, encoding: .utf8)
      try Data((text + old + "\n" + foreign + "\n").utf8).write(to: URL(filePath: list))
      _ = try Self.run("install-files", Program.binary.path, prefix)
      #expect(!FileManager.default.fileExists(atPath: old))
      #expect(FileManager.default.fileExists(atPath: foreign))
      #expect(try Self.run("uninstall-files", prefix).status == 0)
      #expect(FileManager.default.fileExists(atPath: foreign))
    }
  }

  @Test func `a prefix that is not a whole path is refused`() throws {
    let answer = try Self.run("install-files", Program.binary.path, "local")
    #expect(answer.status == 2 && answer.output.contains("must begin with /"))
  }

  @Test func `every command has a page with its options, examples and exit statuses`() async throws {
    try await withTemporaryFolder { folder in
      let maker = Self.packaging.appending(path: "make-manual").path
      let made = try Tool.run("python3", [maker, Program.binary.path, folder.description])
      #expect(made.status == 0, "\(made.output)")
      let commands = HelpTests.commands.filter { $0.count == 1 }.flatMap { $0 }
      #expect(commands.count > 25)
      for command in commands {
        let page = try String(contentsOfFile: folder.appending("alice-\(command).1").description, encoding: .utf8)
        for heading in [".SH SYNOPSIS", ".SH EXAMPLES", ".SH EXIT STATUS", "\\fB\\-\\-library\\fR"] {
          #expect(page.contains(heading), "\(command) lacks \(heading)")
        }
      }
      let search = try String(contentsOfFile: folder.appending("alice-search.1").description, encoding: .utf8)
      #expect(search.contains("\\fB\\-\\-quality\\-min\\fR \\fI1\\-5\\fR\nThe minimum number of stars."))
      #expect(search.contains("alice search castle at night"))
      #expect(search.contains("\\fB1\\fR\nran, and the answer is no: nothing found, or problems found"))
      let main = try String(contentsOfFile: folder.appending("alice.1").description, encoding: .utf8)
      #expect(main.contains(".SS Find and look\n.TP\n\\fBalice\\-search\\fR(1)\nFind assets."))
    }
  }

  @Test func `the version is the newest in the changelog`() async throws {
    try await Program.with { program in
      let page = try String(contentsOf: Fixtures.root.appending(path: "CHANGELOG.md"), encoding: .utf8)
      let newest = try #require(page.firstMatch(of: /\n## (\d+\.\d+\.\d+)/)).1
      #expect(try program.run(["--version"]).output == newest + "\n")
    }
  }
}
