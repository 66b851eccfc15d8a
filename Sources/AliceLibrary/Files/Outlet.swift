package import AliceModel

/// A folder outside of any library into which files are written: durable when they appear, and never over another one.
package struct Outlet: Sendable {
  private let folder: Folder
  /// As it was given.
  private let path: BytePath

  /// Makes the folder, and those above it, where they are missing.
  package init(_ path: BytePath) throws(LibraryError) {
    folder = try Folder.makeAll(path)
    self.path = path
  }

  /// Writes what `splice` makes of `source`, with its time and permissions, under `name`, or `name-2` and so on where that
  /// is taken; and `sidecar` beside it. Returns where the file lies.
  package func write(
    _ splice: Splice, of source: OpenFile, as name: BytePath, sidecar: [UInt8]? = nil
  ) throws(LibraryError) -> BytePath {
    for number in 1...999 {
      let numbered = number == 1 ? name : name.adding(number: number)
      let sidecarName = numbered.adding(suffix: ".xmp")
      var isTaken = try folder.facts(of: numbered) != nil
      if !isTaken, sidecar != nil { isTaken = try folder.facts(of: sidecarName) != nil }
      if isTaken {
        // An export that was cut off may have left half of one of them under its hidden name.
        for name in [numbered, sidecarName] { UnnamedFile.discardLeftover(of: name, in: folder) }
        continue
      }
      do throws(LibraryError) {
        try write(splice, of: source, named: numbered)
      } catch {
        if case .occupied = error { continue }
        throw error
      }
      if let sidecar {
        var content = Splice()
        content.append(sidecar)
        try write(content, of: source, named: sidecarName)
      }
      return path.appending(numbered)
    }
    throw .occupied(path.appending(name))
  }

  private func write(_ splice: Splice, of source: OpenFile, named name: BytePath) throws(LibraryError) {
    let file = try UnnamedFile(for: name, in: folder)
    try file.fill(
      splice, of: source, mode: source.mode, modifiedNanoseconds: source.stamp.modifiedNanoseconds,
      // Browsers note in them where a file came from.
      keepsAttributes: splice.isCopy(of: source.byteCount))
    try file.reveal()
  }
}
