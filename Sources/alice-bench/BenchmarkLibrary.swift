import AliceCatalog
import AliceTestSupport
import Foundation

/// A folder that alice takes for a library, with a catalog of invented assets and no files.
struct BenchmarkLibrary {
  let path: String
  let count: Int

  var catalogPath: String { path + "/.alice/catalog.sqlite" }

  /// Bytes.
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
      for asset in SyntheticAssets(count: count) { try writer.add(asset) }
    }
  }
}

/// Lends a library of so many assets and removes it afterwards, also where a person interrupts.
func withBenchmarkLibrary(count: Int, _ body: (BenchmarkLibrary) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: "alice-bench-\(UUID().uuidString)")
  let library = BenchmarkLibrary(path: folder.path, count: count)
  defer { try? FileManager.default.removeItem(at: folder) }
  try withInterrupts(removing: folder) {
    FileHandle.standardError.write(Data("making a library of \(count.formatted()) assets …\n".utf8))
    try library.fill()
    try body(library)
  }
}

/// Removes the folder where a person interrupts `body`.
func withInterrupts(removing folder: URL, _ body: () throws -> Void) rethrows {
  let interrupts = [SIGINT, SIGTERM].map { removing(folder, at: $0) }
  defer { for interrupt in interrupts { interrupt.cancel() } }
  try body()
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
