package import AliceLibrary

/// One thing that an operation did, with what it takes to undo it.
package enum OperationStep: Sendable, Hashable {
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
package struct LeftAs: Sendable, Hashable {
  package let device: UInt64
  package let inode: UInt64
  package let size: UInt64
  package let modified: Int64

  package init(_ stamp: FileStamp) {
    (device, inode, size, modified) = (stamp.device, stamp.inode, stamp.size, stamp.modifiedNanoseconds)
  }

  /// The time of the last change is left out, for renaming a file changes it; so is the device, which may get another number
  /// when a disk is mounted again.
  package func isStill(_ stamp: FileStamp?) -> Bool {
    stamp.map { $0.inode == inode && $0.size == size && $0.modifiedNanoseconds == modified } ?? false
  }

  package var json: JSONValue {
    .array([device, inode, size].map { .number(JSONNumber($0)) } + [.number(JSONNumber(modified))])
  }

  package init?(json: JSONValue?) {
    guard let device = json?[0]?.numberValue?.uint64, let inode = json?[1]?.numberValue?.uint64,
      let size = json?[2]?.numberValue?.uint64, let modified = json?[3]?.numberValue?.int64
    else { return nil }
    (self.device, self.inode, self.size, self.modified) = (device, inode, size, modified)
  }
}

package struct IntendedStep: Sendable, Hashable {
  package let id: AssetID
  package let path: BytePath
  package let source: BytePath
  package let sourceFile: LeftAs
  /// As it stands in the record: a file that was there before, or came later, has another.
  package let added: Timestamp

  package init(id: AssetID, path: BytePath, source: BytePath, sourceFile: LeftAs, added: Timestamp) {
    self.id = id
    self.path = path
    self.source = source
    self.sourceFile = sourceFile
    self.added = added
  }
}

package struct PlacedStep: Sendable, Hashable {
  package let id: AssetID
  package let path: BytePath
  package let file: LeftAs
  /// Of `NAME.EXT.xmp` beside it.
  package let sidecar: LeftAs?
  /// Where it came from.
  package let source: BytePath
  /// How the source looked: while it does, the copy is not the only one.
  package let sourceFile: LeftAs
  /// Nil where the source was left in its place.
  package let removed: RemovedSource?

  package init(
    id: AssetID, path: BytePath, file: LeftAs, sidecar: LeftAs?, source: BytePath, sourceFile: LeftAs,
    removed: RemovedSource?
  ) {
    self.id = id
    self.path = path
    self.file = file
    self.sidecar = sidecar
    self.source = source
    self.sourceFile = sourceFile
    self.removed = removed
  }
}

/// A source that is gone, and how to make it again from a file of the library.
package struct RemovedSource: Sendable, Hashable {
  package let id: AssetID
  package let source: BytePath
  /// Relative to the library: the file that the pieces are taken from.
  package let path: BytePath
  package let file: LeftAs
  package let content: Splice
  package let mode: UInt32
  /// Nanoseconds since 1970.
  package let modified: Int64
  /// Files that stood beside it and went with it.
  package let recipeSidecars: [RemovedSidecar]

  package init(
    id: AssetID, source: BytePath, path: BytePath, file: LeftAs, content: Splice, mode: UInt32, modified: Int64,
    recipeSidecars: [RemovedSidecar]
  ) {
    self.id = id
    self.source = source
    self.path = path
    self.file = file
    self.content = content
    self.mode = mode
    self.modified = modified
    self.recipeSidecars = recipeSidecars
  }
}

/// A small file that is gone, whole.
package struct RemovedSidecar: Sendable, Hashable {
  package let source: BytePath
  package let bytes: [UInt8]
  package let mode: UInt32
  /// Nanoseconds since 1970.
  package let modified: Int64

  package init(source: BytePath, bytes: [UInt8], mode: UInt32, modified: Int64) {
    self.source = source
    self.bytes = bytes
    self.mode = mode
    self.modified = modified
  }
}

package struct RewrittenStep: Sendable, Hashable {
  package let id: AssetID
  package let path: BytePath
  package let file: LeftAs
  /// How it looked before.
  package let before: LeftAs
  /// Makes the former file of the present one; nil where only the sidecar was changed.
  package let content: Splice?
  /// Nil where no sidecar was written.
  package let sidecar: RewrittenSidecar?
}

package struct RewrittenSidecar: Sendable, Hashable {
  package let after: LeftAs
  /// What stood in it; nil where there was none.
  package let before: [UInt8]?
  package let beforeFile: LeftAs?
}
