import AliceLibrary

/// One thing that an operation did, with what it takes to undo it.
enum OperationStep: Sendable, Hashable {
  /// A file is about to come into the library. Counts where no `placed` of the path follows: the run was cut off.
  case intended(IntendedStep)
  /// A file came into the library.
  case placed(PlacedStep)
  /// A source whose picture the library had already was removed.
  case removed(RemovedSource)
  /// What stands in a file of the library, or beside it, was changed.
  case rewrote(RewrittenStep)
  /// A file of the library got another path.
  case moved(AssetID, from: BytePath, to: BytePath)
  case settings(before: LibrarySettings, after: LibrarySettings)
  /// An undo put a file back: what the earlier steps call by its old looks looks like this now.
  case replaced(was: LeftAs, now: LeftAs)
}

/// How a file looked when it was left, to the nanosecond: what looks otherwise was changed by somebody.
struct LeftAs: Sendable, Hashable {
  let device: UInt64
  let inode: UInt64
  let size: UInt64
  let modified: Int64

  init(_ stamp: FileStamp) {
    (device, inode, size, modified) = (stamp.device, stamp.inode, stamp.size, stamp.modifiedNanoseconds)
  }

  /// The time of the last change is left out, for renaming a file changes it; so is the device, which may get another number
  /// when a disk is mounted again.
  func isStill(_ stamp: FileStamp?) -> Bool {
    stamp.map { $0.inode == inode && $0.size == size && $0.modifiedNanoseconds == modified } ?? false
  }

  var json: JSONValue {
    .array([device, inode, size].map { .number(JSONNumber($0)) } + [.number(JSONNumber(modified))])
  }

  init?(json: JSONValue?) {
    guard let device = json?[0]?.numberValue?.uint64, let inode = json?[1]?.numberValue?.uint64,
      let size = json?[2]?.numberValue?.uint64, let modified = json?[3]?.numberValue?.int64
    else { return nil }
    (self.device, self.inode, self.size, self.modified) = (device, inode, size, modified)
  }
}

struct IntendedStep: Sendable, Hashable {
  let id: AssetID
  let path: BytePath
  let source: BytePath
  let sourceFile: LeftAs
  /// As it stands in the record: a file that was there before, or came later, has another.
  let added: Timestamp
}

struct PlacedStep: Sendable, Hashable {
  let id: AssetID
  let path: BytePath
  let file: LeftAs
  /// Of `NAME.EXT.xmp` beside it.
  let sidecar: LeftAs?
  /// Where it came from.
  let source: BytePath
  /// How the source looked: while it does, the copy is not the only one.
  let sourceFile: LeftAs
  /// Nil where the source was left in its place.
  let removed: RemovedSource?
}

/// A source that is gone, and how to make it again from a file of the library.
struct RemovedSource: Sendable, Hashable {
  let id: AssetID
  let source: BytePath
  /// Relative to the library: the file that the pieces are taken from.
  let path: BytePath
  let file: LeftAs
  let content: Splice
  let mode: UInt32
  /// Nanoseconds since 1970.
  let modified: Int64
  /// Files that stood beside it and went with it.
  let companions: [RemovedCompanion]
}

/// A small file that is gone, whole.
struct RemovedCompanion: Sendable, Hashable {
  let source: BytePath
  let bytes: [UInt8]
  let mode: UInt32
  /// Nanoseconds since 1970.
  let modified: Int64
}

struct RewrittenStep: Sendable, Hashable {
  let id: AssetID
  let path: BytePath
  let file: LeftAs
  /// How it looked before.
  let before: LeftAs
  /// Makes the former file of the present one; nil where only the sidecar was changed.
  let content: Splice?
  /// Nil where no sidecar was written.
  let sidecar: RewrittenSidecar?
}

struct RewrittenSidecar: Sendable, Hashable {
  let after: LeftAs
  /// What stood in it; nil where there was none.
  let before: [UInt8]?
  let beforeFile: LeftAs?
}
