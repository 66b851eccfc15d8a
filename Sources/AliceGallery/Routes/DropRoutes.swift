import AliceKit
import Foundation
import Hummingbird
import NIOCore

/// Files that are dropped onto the page, which are organized like any other file.
enum DropRoutes {
  static let drop: Routes.Route = { server, call in
    guard let name = call.parameter("name") else { throw Problem.usage("name is the name of the file") }
    let folder = try await server.workers.read { try DropFolder(for: name) }
    defer { folder.remove() }
    server.connections.isReading(call.channel)
    var size = 0
    for try await part in call.request.body {
      size += part.readableBytes
      guard size <= Gate.dropLimit else { throw Gate.tooLarge }
      server.connections.isReading(call.channel)
      let bytes = Array(part.readableBytesView)
      try await server.workers.read { try folder.append(bytes) }
    }
    server.connections.isAnswering(call.channel, known: true)
    try await server.workers.read { try folder.finish() }
    let report = try await server.workers.perform { [workspace = server.workspace] in
      let request = OrganizeRequest(sources: [folder.file], quality: try workspace.settings.quality)
      return try await Organizer(workspace, root: workspace.root, request: request, now: workspace.clock.now()).run()
    }
    if let error = report.stopped { throw error }
    return .json([
      "placed": .array(report.placed.map { .string($0.id.hex) }),
      "already": .array(report.already.map { .string($0.id.hex) }),
      "refused": .array(
        report.refused.map { ["file": .string(folder.name), "reason": .string($0.reason.rawValue)] }),
      "operation": report.operation.flatMap { Int($0) }.map { JSONValue($0) } ?? .null,
    ])
  }
}

/// A folder of its own for one file that is being received.
private struct DropFolder: Sendable {
  let name: String
  let file: BytePath
  private let folder: String
  private let handle: FileHandle

  init(for name: String) throws {
    self.name = FileName.safe(name)
    folder = NSTemporaryDirectory() + "/alice-drop-" + UUID().uuidString
    let manager = FileManager.default
    try manager.createDirectory(
      atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    let path = folder + "/" + self.name
    file = BytePath(path)
    guard manager.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
      throw Problem(.insufficientStorage, "there is no room for the file", exit: .partly)
    }
    handle = try FileHandle(forWritingTo: URL(filePath: path))
  }

  func append(_ bytes: [UInt8]) throws { try handle.write(contentsOf: bytes) }

  /// Closes the file, which another program would seem to be writing otherwise.
  func finish() throws { try handle.close() }

  func remove() {
    try? handle.close()
    try? FileManager.default.removeItem(atPath: folder)
  }
}

/// File names from elsewhere.
enum FileName {
  private static let limit = 200

  /// Returns the last component without what no file system takes, and never a hidden name or a part of a path.
  static func safe(_ name: String) -> String {
    let last = name.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
    var kept = String.UnicodeScalarView()
    for scalar in last.unicodeScalars {
      let isUsable = !scalar.properties.isDefaultIgnorableCodePoint && scalar.value >= 0x20 && scalar.value != 0x7F
      kept.append(isUsable && !"\"*:<>?|".unicodeScalars.contains(scalar) ? scalar : "_")
    }
    var text = String(String(kept).drop { $0 == "." || $0 == "-" || $0 == " " })
    while text.utf8.count > limit { text.removeFirst() }
    return text.isEmpty ? "file" : text
  }
}
