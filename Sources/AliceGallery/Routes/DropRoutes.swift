import AliceKit
import Hummingbird
import NIOCore

/// Files that are dropped onto the page, which are organized like any other file.
enum DropRoutes {
  static let drop: Routes.Route = { server, call in
    guard let name = call.parameter("name") else { throw Problem.usage("name is the name of the file") }
    let safe = FileName.safe(name)
    let report = try await makingRoom {
      let file = try await server.receive(call, named: safe)
      return try await server.workers.organize { try await file.organize() }
    }
    if let error = report.stopped { throw error }
    return .json([
      "placed": .array(report.placed.map { .string($0.id.hex) }),
      "already": .array(report.already.map { .string($0.id.hex) }),
      "refused": .array(
        report.refused.map { ["file": .string(safe), "reason": .string($0.reason.rawValue)] }),
      "operation": report.operation.flatMap { Int($0) }.map { JSONValue($0) } ?? .null,
    ])
  }

  private static func makingRoom<Result>(_ body: () async throws -> Result) async throws -> Result {
    do {
      return try await body()
    } catch let error as DroppedFile.NoRoom {
      throw Problem(.insufficientStorage, error.sentence, exit: .partly)
    }
  }
}

extension GalleryServer {
  /// Receives the body. Throws if it ends early: half of a file must not be filed.
  fileprivate func receive(_ call: Call, named name: String) async throws -> DroppedFile {
    let file = try await workers.read { [workspace] in try DroppedFile(name: name, in: workspace) }
    try await read(call, limit: Gate.dropLimit) { bytes in
      try await workers.read { try file.append(bytes) }
    }
    return file
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
