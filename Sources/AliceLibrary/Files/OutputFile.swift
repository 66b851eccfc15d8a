package import AliceModel

/// A file outside of any library that is written in pieces. It appears, complete and durable, when it is finished; an
/// interrupted run leaves nothing under its name.
package struct OutputFile: ~Copyable {
  private let file: PendingFile
  private let replaces: Bool

  /// Begins a file in an existing folder. Throws `.occupied` if the name is taken and must not be replaced.
  package init(_ path: BytePath, replaces: Bool) throws(LibraryError) {
    let folder = try Folder(at: path.parent ?? ".")
    if let facts = try folder.facts(of: path.lastComponent) {
      guard replaces else { throw .occupied(path) }
      guard facts.kind == .regular else { throw .notRegular(path) }
    }
    file = try PendingFile(for: path.lastComponent, in: folder)
    self.replaces = replaces
  }

  package func write(_ bytes: [UInt8]) throws(LibraryError) { try file.write(bytes) }

  /// Gives the file its name. Throws `.occupied` if another process took it meanwhile and it must not be replaced.
  /// Returns the number of bytes.
  package consuming func finish(mode: UInt32 = 0o644) throws(LibraryError) -> UInt64 {
    try file.finish(mode: mode, replaces: replaces)
  }
}
