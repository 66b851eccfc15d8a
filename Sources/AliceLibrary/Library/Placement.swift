package import AliceModel

/// The method by which the bytes of a source enter the library.
package enum Transfer: Sendable, Hashable {
  /// Writes new bytes; the file system may decide to share blocks.
  case copy
  /// Creates a second name for the source, which keeps its modification time and permissions. The splice must be the
  /// whole source, and both must be on one file system.
  case hardLink
  /// Creates a separate file that shares the source's blocks. The splice must be the whole source. Throws `.system`
  /// with `EOPNOTSUPP` if the file system does not support it.
  case reflink
}

/// A file that is placed beside an asset, in the folder that the asset has to itself.
package struct PlacedCompanion: Sendable {
  /// The name in that folder.
  package let name: String
  package let file: OpenFile

  package init(name: String, file: OpenFile) {
    self.name = name
    self.file = file
  }
}

/// A file that is to be placed in the library.
package struct Placement: Sendable {
  package var source: FileSource
  /// The content of the new file: ranges of the source and new bytes.
  package var splice: Splice
  /// The path relative to the library.
  package var destination: BytePath
  /// The content of `NAME.EXT.xmp` beside it.
  package var sidecar: [UInt8]?
  /// The recipe sidecars of the source, which are placed beside the new file.
  package var recipeSidecars: [RecipeSidecar]
  /// The files that belong to it; the destination is in a `CompanionFolder` then.
  package var companions: [PlacedCompanion] = []
  /// The modification time of the file; nil for the present.
  package var modified: Timestamp?
  package var transfer: Transfer
  /// The content of an orphaned sidecar at the destination. The new sidecar replaces it, and must contain everything
  /// that it said. Any other file there is left unchanged.
  package var orphan: [UInt8]?

  package init(
    source: FileSource, splice: Splice, destination: BytePath, sidecar: [UInt8]? = nil,
    recipeSidecars: [RecipeSidecar] = [],
    modified: Timestamp? = nil,
    transfer: Transfer = .copy
  ) {
    self.source = source
    self.splice = splice
    self.destination = destination
    self.sidecar = sidecar
    self.recipeSidecars = recipeSidecars
    self.modified = modified
    self.transfer = transfer
  }

  var content: FileContent {
    FileContent(
      source: source, splice: splice, modified: modified.map { FileTime($0) },
      mode: ((source.file?.mode ?? 0o644) & 0o666) | 0o600, transfer: transfer)
  }
}

/// A durable file of the library.
package struct Placed: Sendable, Hashable {
  /// The path relative to the library.
  package let path: BytePath
  package let stamp: FileStamp
  /// The stamp of its sidecar, which may not be durable if alice did not write it; nil if there is none.
  package let sidecar: FileStamp?

  package init(path: BytePath, stamp: FileStamp, sidecar: FileStamp? = nil) {
    self.path = path
    self.stamp = stamp
    self.sidecar = sidecar
  }
}
