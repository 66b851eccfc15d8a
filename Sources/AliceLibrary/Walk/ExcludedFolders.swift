package import AliceModel

/// The folders and files of operating systems and programs, and all hidden ones, which walks skip.
enum ExcludedFolders {
  /// The names in lower case.
  private static let folders: Set<BytePath> = ["@eadir", "$recycle.bin", "system volume information", "__macosx"]
  private static let files: Set<BytePath> = ["thumbs.db", "desktop.ini"]

  static func isPassedOver(folder name: BytePath) -> Bool { isHidden(name) || folders.contains(name.lowercasedASCII) }

  static func isPassedOver(file name: BytePath) -> Bool { isHidden(name) || files.contains(name.lowercasedASCII) }

  static func isHidden(_ name: BytePath) -> Bool { name.bytes.first == UInt8(ascii: ".") }
}

extension FileWalk {
  /// Returns whether a walk skips a file with this path below its source.
  package static func passesOver(_ relative: BytePath) -> Bool {
    let parts = relative.bytes.split(separator: UInt8(ascii: "/")).map { BytePath(bytes: Array($0)) }
    return parts.dropLast().contains(where: ExcludedFolders.isPassedOver(folder:))
      || parts.last.map(ExcludedFolders.isPassedOver(file:)) ?? true
  }
}

extension BytePath {
  var lowercasedASCII: BytePath {
    BytePath(bytes: bytes.map { (0x41...0x5a).contains($0) ? $0 + 0x20 : $0 })
  }
}

/// The identity that all names of one file share.
struct FileIdentity: Hashable {
  let device: UInt64
  let inode: UInt64

  init(_ stamp: FileStamp) {
    device = stamp.device
    inode = stamp.inode
  }
}
