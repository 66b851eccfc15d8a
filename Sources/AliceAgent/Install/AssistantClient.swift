import AliceKit
import AlicePlatform
import Foundation

/// A program with an assistant, which starts servers that its configuration names.
package enum AssistantClient: String, Sendable, CaseIterable {
  case claude, cursor, vscode, codex

  /// How the server is started.
  package struct Start: Sendable {
    package let program: String
    package let arguments: [String]

    package init(program: String, arguments: [String]) {
      self.program = program
      self.arguments = arguments
    }
  }

  /// Why a configuration is left as it is.
  package struct Refusal: Error, Sendable {
    package let reason: String
  }

  package var name: String {
    switch self {
    case .claude: "Claude"
    case .cursor: "Cursor"
    case .vscode: "VS Code"
    case .codex: "Codex"
    }
  }

  private static let server = "alice"

  /// Returns the path of the user's configuration of the client.
  package func file(home: String, environment: [String: String]) -> String {
    let applications = Platform.applicationFolder(home: home, environment)
    return switch self {
    case .claude: applications + "/Claude/claude_desktop_config.json"
    case .cursor: home + "/.cursor/mcp.json"
    case .vscode: applications + "/Code/User/mcp.json"
    case .codex:
      (environment["CODEX_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home + "/.codex") + "/config.toml"
    }
  }

  /// Returns a configuration with the server, which is added to `present`. Throws a refusal if that has one of this
  /// name, or is not understood.
  package func text(adding start: Start, to present: String?) throws(Refusal) -> String {
    switch self {
    case .claude, .cursor: try json(adding: start.json, to: present, under: "mcpServers")
    case .vscode: try json(adding: start.typedJSON, to: present, under: "servers")
    case .codex: try TOMLServers(present ?? "").adding(AssistantClient.server, start)
    }
  }

  /// Other members stay as they are, in their order.
  private func json(
    adding server: JSONValue, to present: String?, under name: String
  ) throws(Refusal) -> String {
    var document: JSONObject = [:]
    if let present, !present.allSatisfy(\.isWhitespace) {
      guard let read = try? JSONValue(parsing: present), let object = read.objectValue else {
        throw Refusal(reason: "has comments or is not JSON")
      }
      document = object
    }
    guard var servers = (document[name] ?? [:]).objectValue else {
      throw Refusal(reason: "has a \"\(name)\" that is not an object")
    }
    guard servers[AssistantClient.server] == nil else { throw Refusal(reason: "has a server named alice already") }
    servers[AssistantClient.server] = server
    document[name] = .object(servers)
    return JSONValue.object(document).prettyText + "\n"
  }

  private static let limit = 16 << 20

  /// Adds the server to the configuration. The file gets its name when it is complete, and keeps its permissions.
  package func write(_ start: Start, to path: String) throws {
    // A link leads to the file that its owner keeps elsewhere.
    let url = URL(filePath: path).resolvingSymlinksInPath()
    let manager = FileManager.default
    var present: String?
    var permissions = 0o600
    if manager.fileExists(atPath: url.path) {
      let data = try Data(contentsOf: url)
      guard data.count <= AssistantClient.limit, let text = String(data: data, encoding: .utf8) else {
        throw Refusal(reason: "is not UTF-8 text")
      }
      present = text
      permissions =
        (try manager.attributesOfItem(atPath: url.path)[.posixPermissions] as? NSNumber)?.intValue ?? permissions
    }
    let text = try text(adding: start, to: present)
    try manager.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    let temporary = url.appendingPathExtension("alice-\(ProcessInfo.processInfo.processIdentifier)")
    defer { try? manager.removeItem(at: temporary) }
    guard
      manager.createFile(
        atPath: temporary.path, contents: Data(text.utf8), attributes: [.posixPermissions: permissions])
    else { throw CocoaError(.fileWriteUnknown) }
    guard rename(temporary.path, url.path) == 0 else { throw CocoaError(.fileWriteUnknown) }
  }
}

extension AssistantClient.Start {
  fileprivate var json: JSONValue {
    ["command": .string(program), "args": .array(arguments.map(JSONValue.string))]
  }

  fileprivate var typedJSON: JSONValue {
    ["type": "stdio", "command": .string(program), "args": .array(arguments.map(JSONValue.string))]
  }
}
