import AliceCatalog
import AliceModel
import AliceTestSupport
import Foundation

/// A folder in the form of a library, with a catalog of synthetic assets, and an empty file for each: a search looks
/// whether the files of its hits are there.
struct BenchmarkLibrary {
  let path: String
  let count: Int

  var catalogPath: String { path + "/.alice/catalog.sqlite" }

  /// The size of the catalog in bytes.
  var catalogSize: Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: catalogPath)
    return (attributes?[.size] as? NSNumber)?.intValue ?? 0
  }

  fileprivate func fill() throws {
    for name in ["tmp", "trash"] {
      try FileManager.default.createDirectory(
        atPath: path + "/.alice/" + name, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }
    try Catalog(at: catalogPath).rebuild { writer in
      var folders: Set<String> = []
      for asset in SyntheticAssets(count: count) {
        try writer.add(asset)
        let file = path + "/" + asset.path.description
        let folder = String(file.prefix(upTo: file.lastIndex(of: "/") ?? file.endIndex))
        if folders.insert(folder).inserted {
          try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        guard FileManager.default.createFile(atPath: file, contents: nil) else {
          throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: file])
        }
      }
    }
  }
}

/// Creates a library of `count` assets for `body` and removes it afterwards, also on SIGINT and SIGTERM.
func withBenchmarkLibrary(count: Int, _ body: (BenchmarkLibrary) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: "alice-bench-\(UUID().uuidString)")
  let library = BenchmarkLibrary(path: folder.path, count: count)
  defer { try? FileManager.default.removeItem(at: folder) }
  try withInterrupts(removing: folder) {
    tell("making and searching a library of \(count.formatted()) assets")
    try library.fill()
    try body(library)
  }
}

/// Runs `body`, and removes the folder on SIGINT and SIGTERM.
func withInterrupts<Result>(removing folder: URL, _ body: () throws -> Result) rethrows -> Result {
  let interrupts = [SIGINT, SIGTERM].map { removing(folder, at: $0) }
  defer { for interrupt in interrupts { interrupt.cancel() } }
  return try body()
}

private func removing(_ folder: URL, at signal: Int32) -> any DispatchSourceSignal {
  Foundation.signal(signal, SIG_IGN)
  let source = DispatchSource.makeSignalSource(signal: signal)
  source.setEventHandler {
    try? FileManager.default.removeItem(at: folder)
    exit(128 + signal)
  }
  source.resume()
  return source
}
