import AliceKit
import AliceTestSupport
import Foundation
import Testing

/// The user's own file, changed by the program.
@Suite struct UserSettingsTests {
  private static func withFile(
    _ text: String?, _ body: (_ set: (SettingsKey, String) throws -> Void, _ path: String) throws -> Void
  ) async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("alice/config.yaml").description
      try FileManager.default.createDirectory(
        atPath: folder.appending("alice").description, withIntermediateDirectories: true)
      if let text { try Data(text.utf8).write(to: URL(filePath: path)) }
      let set = { (key: SettingsKey, value: String) in
        let environment = ["HOME": folder.description, "XDG_CONFIG_HOME": folder.description]
        let settings = try Settings.load(environment: environment, folder: folder.description)
        try UserSettings(settings).set(key, to: [value])
      }
      try body(set, path)
    }
  }

  private static func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test func `line breaks of Windows stay`() async throws {
    try await Self.withFile("# mine\r\nmodel: a\r\nbudget:\r\n  day: 5\r\n") { set, path in
      try set(.model, "b")
      try set(.budgetDay, "7")
      try set(.budgetRun, "1")
      #expect(
        try String(contentsOfFile: path, encoding: .utf8)
          == "# mine\r\nmodel: b\r\nbudget:\r\n  day: 7\r\n  run: 1\r\n")
    }
  }

  @Test(arguments: ["../dots/alice.yaml", "dots.yaml"])
  func `a link stays one, though its file is not there yet, and the file is the user's alone`(target: String)
    async throws
  {
    try await Self.withFile(nil) { set, path in
      try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
      try set(.model, "b")
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == target)
      let file = URL(filePath: path).deletingLastPathComponent().appending(path: target).path
      #expect(try String(contentsOfFile: file, encoding: .utf8).contains("\nmodel: b\n"))
      #expect(try Self.mode(file) == 0o600)
      try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file)
      try set(.model, "c")
      #expect(try Self.mode(file) == 0o640)
    }
  }

  @Test func `a link to itself and a file that may not be written stay as they are`() async throws {
    try await Self.withFile(nil) { set, path in
      try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "config.yaml")
      #expect(throws: Failure.self) { try set(.model, "b") }
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == "config.yaml")
    }
    try await Self.withFile("model: a\n") { set, path in
      try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: path)
      let failure = #expect(throws: Failure.self) { try set(.model, "b") }
      #expect(failure?.message?.hasSuffix("is read-only") == true)
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "model: a\n")
    }
  }

  @Test func `a folder in the place of the file is told in words`() async throws {
    try await Self.withFile(nil) { set, path in
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      let failure = #expect(throws: Failure.self) { try set(.model, "b") }
      #expect(failure?.message == "\(path) is not a configuration: it cannot be read")
    }
  }
}
