import AliceGenerate
import AliceModel
import AliceTestSupport
import AliceWorkspace
import Foundation
import Testing

@Suite struct CredentialSourceTests {
  private let base = ["PATH": "/usr/bin:/bin", "ALICE_KEYCHAIN": "off"]

  private func credentials(_ folder: BytePath, _ more: [String: String] = [:]) -> Credentials {
    var environment = base
    for (key, value) in more { environment[key] = value }
    return Credentials(environment: environment, file: folder.appending("key/credentials").description)
  }

  private func provider(_ credentials: Credentials, _ more: [String: String]) async throws -> String {
    var environment = base
    for (key, value) in more { environment[key] = value }
    let provider = try await FalProvider(environment: environment, credentialsFile: credentials.file)
    await provider.shutdown()
    return provider.name
  }

  @Test func `the first source that has a key is used, and all are told`() async throws {
    try await withTemporaryFolder { folder in
      try credentials(folder).store("stored:key")
      let all = credentials(
        folder,
        ["FAL_KEY": " a:b\n", "FAL_KEY_ID": "a", "FAL_KEY_SECRET": "b", "FAL_KEY_COMMAND": "printf c:d"])
      let sources = all.sources()
      #expect(
        sources.map(\.name) == [
          "the environment (FAL_KEY)", "the environment (FAL_KEY_ID, FAL_KEY_SECRET)",
          "the program that FAL_KEY_COMMAND names", all.file,
        ])
      #expect(sources.map(\.isUsed) == [true, false, false, false])
      #expect(credentials(folder, ["FAL_KEY": "", "FAL_KEY_ID": " "]).sources().map(\.isUsed) == [true])
    }
  }

  @Test func `a program that says the key is asked, and what goes wrong is told`() async throws {
    try await withTemporaryFolder { folder in
      let none = credentials(folder)
      let said = try await provider(none, ["FAL_KEY_COMMAND": "printf 'c:d\\nmore'"])
      #expect(said == "fal")
      for command in ["false", "no-such-program", "printf 'two words'", "printf 'x"] {
        await #expect(throws: AliceError.self) { _ = try await provider(none, ["FAL_KEY_COMMAND": command]) }
      }
      await #expect(throws: AliceError.noKey) { _ = try await provider(none, ["FAL_KEY": " ", "FAL_KEY_COMMAND": ""]) }
      await #expect(throws: AliceError.keySource("FAL_KEY is set, and what it holds is no key")) {
        _ = try await provider(none, ["FAL_KEY": "two words"])
      }
    }
  }

  @Test(arguments: [(0o644, 0o700), (0o620, 0o700), (0o600, 0o770), (0o600, 0o707)])
  func `a place that others can read or change is refused`(file: Int, folderMode: Int) async throws {
    try await withTemporaryFolder { folder in
      let credentials = credentials(folder)
      try credentials.store("a:b")
      let place = folder.appending("key").description
      let manager = FileManager.default
      try manager.setAttributes([.posixPermissions: file], ofItemAtPath: credentials.file)
      try manager.setAttributes([.posixPermissions: folderMode], ofItemAtPath: place)
      #expect(throws: AliceError.self) { try credentials.checkPlace() }
      #expect(throws: AliceError.self) { try credentials.store("c:d") }
      await #expect(throws: AliceError.self) { _ = try await provider(credentials, [:]) }
      let source = try #require(credentials.sources().first)
      #expect(!source.isUsed && source.problem != nil)
    }
  }
}
