/// One thing that an operation did, with what it takes to undo it.
///
/// Its stamps are kept `withoutChange`, and tell how a file looked when it was left: what looks otherwise was changed by somebody.
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
  case moved(Move)
  case settings(before: LibrarySettings, after: LibrarySettings)
  /// An undo put a file back: what the earlier steps call by its old looks looks like this now.
  case replaced(was: FileStamp, now: FileStamp)
}

package struct IntendedStep: Sendable, Hashable {
  package let id: AssetID
  package let path: BytePath
  package let source: BytePath
  package let sourceFile: FileStamp
  /// As it stands in the record: a file that was there before, or came later, has another.
  package let added: Timestamp

  package init(id: AssetID, path: BytePath, source: BytePath, sourceFile: FileStamp, added: Timestamp) {
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
  package let file: FileStamp
  /// Of `NAME.EXT.xmp` beside it.
  package let sidecar: FileStamp?
  /// Where it came from.
  package let source: BytePath
  /// How the source looked: while it does, the copy is not the only one.
  package let sourceFile: FileStamp
  /// Nil where the source was left in its place.
  package let removed: RemovedSource?

  package init(
    id: AssetID, path: BytePath, file: FileStamp, sidecar: FileStamp?, source: BytePath, sourceFile: FileStamp,
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
  package let file: FileStamp
  package let content: Splice
  package let mode: UInt32
  /// Nanoseconds since 1970.
  package let modified: Int64
  /// Files that stood beside it and went with it.
  package let recipeSidecars: [RemovedSidecar]

  package init(
    id: AssetID, source: BytePath, path: BytePath, file: FileStamp, content: Splice, mode: UInt32, modified: Int64,
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
  package let file: FileStamp
  /// How it looked before.
  package let before: FileStamp
  /// Makes the former file of the present one; nil where only the sidecar was changed.
  package let content: Splice?
  /// Nil where no sidecar was written.
  package let sidecar: RewrittenSidecar?
}

package struct RewrittenSidecar: Sendable, Hashable {
  package let after: FileStamp
  /// What stood in it; nil where there was none.
  package let before: [UInt8]?
  package let beforeFile: FileStamp?
}
