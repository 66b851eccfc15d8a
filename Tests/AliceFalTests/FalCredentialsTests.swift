import AliceFal
import AliceModel
import AliceTestSupport
import Foundation
import Testing

@Suite struct `The credentials file` {
  private func mode(_ path: String) throws -> Int {
    try #require(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
  }

  @Test func `is made for its owner alone, in a folder that may be new`() async throws {
    try await withTemporaryFolder { folder in
      let path = "\(folder)/config/fal"
      let key = try #require(FalKey("id:secret"))
      try FalCredentials.store(key, file: path)
      #expect(try mode(path) == 0o600)
      #expect(try mode("\(folder)/config") == 0o700)
      let read = try #require(try FalCredentials.load(file: path))
      #expect(read.occurs(in: "id:secret") && read.source == .file(path))
      try FalCredentials.store(try #require(FalKey("other")), file: path)
      #expect(try FalCredentials.load(file: path)?.occurs(in: "other") == true)
      #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/config") == ["fal"])
    }
  }

  @Test(arguments: [0o640, 0o604, 0o666, 0o610])
  func `is refused where others may read it`(mode: Int) async throws {
    try await withTemporaryFolder { folder in
      let path = "\(folder)/fal"
      try Data("id:secret\n".utf8).write(to: URL(filePath: path))
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
      #expect(throws: CredentialsError.readableByOthers(path: path, mode: UInt16(mode))) {
        try FalCredentials.load(file: path)
      }
    }
  }

  @Test(
    arguments: [
      ("# my key\nFAL_KEY=id:secret\n", nil), ("", .notAKey(path: "")), ("a b", .faulty(path: "", .blanks)),
      ("one\ntwo", .faulty(path: "", .manyLines)), ("FAL_KEY=\"a:b\"\n", .faulty(path: "", .quoted)),
    ] as [(String, CredentialsError?)])
  func `holds one key`(text: String, error: CredentialsError?) async throws {
    try await withTemporaryFolder { folder in
      let path = "\(folder)/fal"
      try Data(text.utf8).write(to: URL(filePath: path))
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
      switch error {
      case nil: #expect(try FalCredentials.load(file: path)?.occurs(in: "id:secret") == true)
      case .faulty(_, let fault)?:
        #expect(throws: CredentialsError.faulty(path: path, fault)) { try FalCredentials.load(file: path) }
      default: #expect(throws: CredentialsError.notAKey(path: path)) { try FalCredentials.load(file: path) }
      }
    }
  }

  @Test func `is no folder, and may be absent`() async throws {
    try await withTemporaryFolder { folder in
      #expect(throws: CredentialsError.self) { try FalCredentials.load(file: "\(folder)") }
      let (key, wasRemoved) = (
        try FalCredentials.load(file: "\(folder)/none"), try FalCredentials.remove(file: "\(folder)/none")
      )
      #expect(key == nil && !wasRemoved)
    }
  }

  @Test func `yields to the environment, and is removed`() async throws {
    try await withTemporaryFolder { folder in
      let path = "\(folder)/fal"
      try FalCredentials.store(try #require(FalKey("id:secret")), file: path)
      let key = try FalCredentials.load(environment: ["FAL_KEY": "other"], file: path)
      #expect(key?.source == .environment("FAL_KEY"))
      #expect(try FalCredentials.load(environment: [:], file: path)?.source == .file(path))
      #expect(try FalCredentials.remove(file: path))
      #expect(try FalCredentials.load(environment: [:], file: path) == nil)
    }
  }
}
