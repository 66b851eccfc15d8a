/// One action of an operation, with the data that undoing it needs.
///
/// Its stamps are kept `withoutChange` and describe the file after the action; a file with another stamp was changed
/// since.
package enum OperationStep: Sendable, Hashable {
  /// A file is about to be placed. It counts only if no `placed` of the path follows: the run was interrupted.
  case intended(IntendedStep)
  /// A file was placed in the library.
  case placed(PlacedStep)
  /// A source was removed because the library had its image already.
  case removed(RemovedSource)
  /// A file of the library or its sidecar was rewritten.
  case rewrote(RewrittenStep)
  /// A file of the library was moved.
  case moved(Move)
  /// A file of the library is about to be moved to the trash, with its sidecars: `to` is its path there.
  case deleted(Move)
  case settings(before: LibrarySettings, after: LibrarySettings)
  /// An undo restored a file: earlier steps contain the stamp `was`, and the file has the stamp `now`.
  case replaced(was: FileStamp, now: FileStamp)
}

package struct IntendedStep: Sendable, Hashable {
  package let id: AssetID
  package let path: BytePath
  package let source: BytePath
  package let sourceFile: FileStamp
  /// The date in the asset's record, which distinguishes this file from an earlier or later one at the path.
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
  /// The stamp of its sidecar `NAME.EXT.xmp`.
  package let sidecar: FileStamp?
  /// The path of the file that was ingested.
  package let source: BytePath
  /// The stamp of the source: while it is unchanged, the copy is not the only one.
  package let sourceFile: FileStamp
  /// How to restore the source; nil if it was left in its place.
  package let removed: RemovedSource?
  /// The other files whose metadata the file got.
  package var merged: [MergedSource] = []

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

/// A removed source, and how to restore it from a file of the library.
package struct RemovedSource: Sendable, Hashable {
  package let id: AssetID
  package let source: BytePath
  /// The library's file that the pieces come from, relative to the library.
  package let path: BytePath
  package let file: FileStamp
  package let content: Splice
  package let mode: UInt32
  /// The modification time in nanoseconds since 1970.
  package let modified: Int64
  /// The sidecars that were removed with it.
  package let sidecars: [RemovedSidecar]

  package init(
    id: AssetID, source: BytePath, path: BytePath, file: FileStamp, content: Splice, mode: UInt32, modified: Int64,
    sidecars: [RemovedSidecar]
  ) {
    self.id = id
    self.source = source
    self.path = path
    self.file = file
    self.content = content
    self.mode = mode
    self.modified = modified
    self.sidecars = sidecars
  }
}

/// A removed sidecar with all its bytes.
package struct RemovedSidecar: Sendable, Hashable {
  package let source: BytePath
  package let bytes: [UInt8]
  package let mode: UInt32
  /// The modification time in nanoseconds since 1970.
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
  /// The stamp before the change.
  package let before: FileStamp
  /// How to restore the former file from the present one; nil if only the sidecar was changed.
  package let content: Splice?
  /// The change of the sidecar; nil if none was written.
  package let sidecar: RewrittenSidecar?
  /// The files whose metadata was merged; empty if it came from no file.
  package var merged: [MergedSource] = []
}

/// A file outside of the library that gave metadata to an asset: while it is unchanged, it can give it again.
package struct MergedSource: Sendable, Hashable {
  package let path: BytePath
  package let file: FileStamp

  package init(path: BytePath, file: FileStamp) {
    self.path = path
    self.file = file
  }
}

package struct RewrittenSidecar: Sendable, Hashable {
  package let after: FileStamp
  /// The former content; nil if there was no sidecar.
  package let before: [UInt8]?
  package let beforeFile: FileStamp?
}
