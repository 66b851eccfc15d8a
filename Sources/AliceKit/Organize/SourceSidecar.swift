import AliceLibrary

/// The `.xmp` that may stand beside a source: it travels with its picture.
enum SourceSidecar {
  private static let limit = 16 << 20

  static func text(beside path: BytePath) -> [UInt8]? {
    guard let file = try? Sidecar.beside(path) else { return nil }
    return try? file.readAll(limit: limit)
  }

  /// True for `photo.png.xmp` where `photo.png` is there.
  static func isSidecarOfNeighbour(_ path: BytePath) -> Bool {
    guard path.fileExtension == "xmp" else { return false }
    return (try? OpenFile.open(BytePath(bytes: Array(path.bytes.dropLast(4))))) != nil
  }
}
