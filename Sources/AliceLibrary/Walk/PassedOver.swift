import AliceModel

/// What systems and programs leave in folders, in lower case. All that begins with a dot is passed over besides.
enum PassedOver {
  static let folders: Set<BytePath> = ["@eadir", "$recycle.bin", "system volume information", "__macosx"]
  static let files: Set<BytePath> = ["thumbs.db", "desktop.ini"]
}

extension BytePath {
  var lowercasedASCII: BytePath {
    BytePath(bytes: bytes.map { (0x41...0x5a).contains($0) ? $0 + 0x20 : $0 })
  }
}

/// What all names of one file have in common.
struct FileIdentity: Hashable {
  let device: UInt64
  let inode: UInt64

  init(_ stamp: FileStamp) {
    device = stamp.device
    inode = stamp.inode
  }
}
