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

  @Test func `a program that says the key is asked once, however often the provider is opened`() async throws {
    try await withTemporaryFolder { folder in
      let calls = folder.appending("calls").description
      let command = folder.appending("key.sh").description
      try "#!/bin/sh\necho called >> '\(calls)'\necho c:d\n".write(toFile: command, atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: command)
      var environment = base
      environment["FAL_KEY_COMMAND"] = command
      environment["HOME"] = folder.description
      let source = ProviderSource(environment: environment)
      for _ in 0..<2 { try await source.open().shutdown() }
      #expect(try String(contentsOfFile: calls, encoding: .utf8) == "called\n")
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
      await #expect(throws: AliceError.keySource("FAL_KEY has a blank in the midst of the key")) {
        _ = try await provider(none, ["FAL_KEY": "two words"])
      }
    }
  }

  @Test(
    arguments: [
      (["FAL_KEY": "\"a:b\""], "FAL_KEY has quotes"), (["FAL_KEY": "Key a:b"], "FAL_KEY begins with 'Key '"),
      (["FAL_KEY": "your-key-here"], "FAL_KEY holds an example"), (["FAL_API_KEY": "a:b"], "FAL_API_KEY is set"),
      (["FAL_KEY_ID": "a", "FAL_KEY_SECRET": "'b'"], "FAL_KEY_SECRET has quotes"),
      (["FAL_KEY_ID": "a"], "FAL_KEY_SECRET is not"), (["FAL_KEY_COMMAND": "echo Bearer a:b"], "begins with 'Bearer '"),
    ] as [([String: String], String)])
  func `a key of an odd form is named before it is sent`(environment: [String: String], words: String) async throws {
    try await withTemporaryFolder { folder in
      let stored = credentials(folder)
      await #expect {
        _ = try await provider(stored, environment)
      } throws: { error in
        guard case .keySource(let message) = error as? AliceError else { return false }
        return message.contains(words) && !message.contains("a:b")
      }
    }
  }

  @Test func `half a key is named before it is sent, but a server on this machine takes any`() async throws {
    try await withTemporaryFolder { folder in
      let stored = credentials(folder)
      await #expect {
        _ = try await provider(stored, ["FAL_KEY": "3f9a1c2b7d"])
      } throws: {
        guard case .keySource(let message) = $0 as? AliceError else { return false }
        return message.contains("FAL_KEY") && message.contains("ID:SECRET") && !message.contains("3f9a")
      }
      let listed = credentials(folder, ["FAL_KEY": "3f9a1c2b7d"]).sources().first
      #expect(listed?.isUsed == false && listed?.problem?.contains("ID:SECRET") == true)
      #expect(throws: AliceError.self) { try stored.store("3f9a1c2b7d") }
      let local = try await provider(stored, ["FAL_KEY": "free", "FAL_QUEUE_URL": "http://127.0.0.1:9"])
      #expect(local == "fal")
    }
  }

  @Test func `a key that is pasted is stored bare, and a stored one makes up for a wrong name`() async throws {
    try await withTemporaryFolder { folder in
      try credentials(folder).store("export FAL_KEY=\"stored:key\"\n")
      let text = try String(contentsOfFile: credentials(folder).file, encoding: .utf8)
      #expect(text == "stored:key\n")
      let name = try await provider(credentials(folder), ["FAL_API_KEY": "a:b"])
      #expect(name == "fal")
      #expect(throws: AliceError.self) { try credentials(folder).store("<your key>") }
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
