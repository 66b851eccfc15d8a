package import Foundation

/// Files that the tests read: those of the project, and optional collections next to the checkout.
package enum Fixtures {
  /// The root of the checkout.
  package static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  package static func url(_ name: String) -> URL { root.appending(path: "fixtures").appending(path: name) }

  package static func bytes(_ name: String) throws -> [UInt8] { try [UInt8](Data(contentsOf: url(name))) }

  /// Real files of many generators with expected results; nil if they are not present.
  package static let corpus = collection("ALICE_CORPUS", beside: "../shared/corpus")
  /// Images with human scores; nil if they are not present.
  package static let quality = collection("ALICE_QUALITY", beside: "../shared/quality")

  private static func collection(_ variable: String, beside path: String) -> URL? {
    let url = ProcessInfo.processInfo.environment[variable].map { URL(filePath: $0) } ?? root.appending(path: path)
    return FileManager.default.fileExists(atPath: url.path) ? url : nil
  }
}
