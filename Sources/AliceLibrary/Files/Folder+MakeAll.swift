import AliceModel

extension Folder {
  /// Opens the folder at `path`, and creates it and its parents if they are missing. Created folders are durable unless
  /// that is not needed.
  static func makeAll(
    _ path: BytePath, mode: UInt32 = 0o755, isDurable: Bool = true
  ) throws(LibraryError) -> Folder {
    if let folder = try existing(path) { return folder }
    let name = path.trimmingSlashes.lastComponent
    let parent = try makeAll(path.trimmingSlashes.parent ?? ".", mode: mode, isDurable: isDurable)
    if try parent.makeFolder(name, mode: mode), isDurable { try parent.sync() }
    return try Folder(at: path)
  }

  private static func existing(_ path: BytePath) throws(LibraryError) -> Folder? {
    do throws(LibraryError) {
      return try Folder(at: path)
    } catch {
      if case .missing = error { return nil }
      throw error
    }
  }
}

extension BytePath {
  fileprivate var trimmingSlashes: BytePath {
    var bytes = bytes
    while bytes.count > 1, bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
    return BytePath(bytes: bytes)
  }
}
