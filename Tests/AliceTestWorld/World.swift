package import AliceGenerate
package import AliceModel
package import AliceOrganize
import AliceTestSupport
package import AliceWorkspace
import AsyncHTTPClient
import FalSimulator
import Foundation
import NIOCore
import NIOHTTP1

/// A fresh library and an inbox in a folder of their own.
package struct World: Sendable {
  package let folder: BytePath
  package let workspace: Workspace

  package init(folder: BytePath, workspace: Workspace) {
    self.folder = folder
    self.workspace = workspace
  }

  package var inbox: BytePath { folder.appending("Inbox") }
  package var root: BytePath { workspace.root }

  package static func with<Result>(_ body: (World) async throws -> Result) async throws -> Result {
    try await withTemporaryFolder { folder in
      let workspace = try Workspace.create(folder.appending("Library"))
      let world = World(folder: folder, workspace: workspace)
      try FileManager.default.createDirectory(atPath: world.inbox.description, withIntermediateDirectories: true)
      return try await body(world)
    }
  }

  /// Creates a world and a simulator, and passes both to `body`.
  package static func withSimulator<Result>(_ body: (World, Simulated) async throws -> Result) async throws -> Result {
    var options = SimulatorOptions()
    options.speed = 0.05
    return try await FalSimulator.withRunning(options) { simulator in
      let provider = try FalProvider(simulator: simulator.baseURL)
      do {
        let result = try await with { world in
          try await body(world, Simulated(provider: provider, baseURL: simulator.baseURL))
        }
        await provider.shutdown()
        return result
      } catch {
        await provider.shutdown()
        throw error
      }
    }
  }

  /// Puts a fixture into the inbox.
  package func drop(_ fixture: String, as name: String? = nil) throws {
    let source = Fixtures.url(fixture)
    let target = inbox.appending(name ?? source.lastPathComponent)
    try FileManager.default.copyItem(atPath: source.path, toPath: target.description)
  }

  package func drop(_ fixture: String, asBytes name: BytePath) throws {
    let bytes = try Fixtures.bytes(fixture)
    let file = inbox.appending(name).withCString { open($0, O_CREAT | O_WRONLY, 0o644) }
    guard file >= 0 else { throw POSIXError(.EIO) }
    defer { close(file) }
    guard bytes.withUnsafeBytes({ Foundation.write(file, $0.baseAddress, $0.count) }) == bytes.count else {
      throw POSIXError(.EIO)
    }
  }

  package func write(_ text: String, as name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: inbox.appending(name).description))
  }

  /// Sets the modification time of each file in the inbox to a different time in the past.
  package func age() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: inbox.description).sorted()
    for (index, name) in names.enumerated() {
      let date = Date(timeIntervalSince1970: 1_700_000_000.123456 + Double(index))
      try FileManager.default.setAttributes(
        [.modificationDate: date, .posixPermissions: 0o600 + index],
        ofItemAtPath: inbox.appending(name).description)
    }
  }

  /// Returns the files of the library outside of `.alice`, with content and mtime.
  package func files() throws -> [String: [String]] { try snapshot(of: root).filter { !$0.key.hasPrefix(".alice") } }

  package func organize(quality: Bool = false, move: Bool = false) async throws -> OrganizeReport {
    let request = OrganizeRequest(sources: [inbox], quality: quality, move: move)
    return try await Organizer(workspace, root: root, request: request, now: Clock.system.now()).run()
  }

  package func all() throws -> [Asset] { try Searcher(workspace).run(.all, limit: nil).assets }

  package func search(_ text: String) throws -> [Asset] {
    try Searcher(workspace).run(SearchQuery(parsing: text, today: Clock.system.now()), limit: nil).assets
  }

  package func rename(_ asset: Asset, to path: String) throws {
    let target = root.appending(path)
    try FileManager.default.createDirectory(
      atPath: (target.parent ?? root).description, withIntermediateDirectories: true)
    try FileManager.default.moveItem(atPath: root.appending(asset.path).description, toPath: target.description)
  }
}

/// A running simulator and a provider that is connected to it.
package struct Simulated: Sendable {
  package let provider: FalProvider
  package let baseURL: String

  package init(provider: FalProvider, baseURL: String) {
    self.provider = provider
    self.baseURL = baseURL
  }

  package func ledger() async throws -> [JSONValue] {
    let response = try await HTTPClient.shared.execute(
      HTTPClientRequest(url: baseURL + "/_sim/ledger"), timeout: .seconds(30))
    let body = try await response.body.collect(upTo: 1 << 24)
    return try JSONValue(parsing: Array(body.readableBytesView)).arrayValue ?? []
  }

  /// Returns the requests that the simulator received.
  package func requests() async throws -> [JSONValue] {
    let response = try await HTTPClient.shared.execute(
      HTTPClientRequest(url: baseURL + "/_sim/requests"), timeout: .seconds(30))
    let body = try await response.body.collect(upTo: 1 << 26)
    return try JSONValue(parsing: Array(body.readableBytesView)).arrayValue ?? []
  }

  package func fault(_ json: JSONValue) async throws {
    var request = HTTPClientRequest(url: baseURL + "/_sim/faults")
    request.method = .POST
    request.headers.add(name: "content-type", value: "application/json")
    request.body = .bytes(ByteBuffer(string: json.text))
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
    guard (200..<300).contains(response.status.code) else { throw POSIXError(.EPROTO) }
  }
}

/// Returns every file below a folder with its content and mtime; two snapshots are equal if nothing was touched.
/// SQLite's shared memory is excluded.
package func snapshot(of folder: BytePath) throws -> [String: [String]] {
  var snapshot: [String: [String]] = [:]
  let manager = FileManager.default
  for name in try manager.subpathsOfDirectory(atPath: folder.description) where !name.hasSuffix("-shm") {
    let path = folder.appending(name).description
    let attributes = try manager.attributesOfItem(atPath: path)
    let content = manager.contents(atPath: path)?.base64EncodedString() ?? ""
    let isFolder = attributes[.type] as? FileAttributeType == .typeDirectory
    snapshot[name] = [
      content, isFolder ? "" : "\(attributes[.modificationDate] ?? "")", "\(attributes[.posixPermissions] ?? "")",
    ]
  }
  return snapshot
}

extension BytePath {
  /// Calls `body` with the path as a C string; names need not be text.
  package func withCString(_ body: (UnsafePointer<CChar>) -> Int32) -> Int32 {
    (bytes + [0]).withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { $0.baseAddress.map(body) ?? -1 }
    }
  }
}
