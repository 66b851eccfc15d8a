package import AliceModel

/// How the bytes of a source come into the library.
package enum Transfer: Sendable, Hashable {
  /// New bytes; the file system may share blocks, and decides that itself.
  case copy
  /// A second name for the source, which keeps its modification time and permissions. The splice must be the whole
  /// source, and both must lie on one file system.
  case hardLink
  /// A file of its own that shares the source's blocks. The splice must be the whole source; `.system` with
  /// `EOPNOTSUPP` where the file system cannot.
  case reflink
}

/// A file that is to come into the library.
package struct Placement: Sendable {
  package var source: FileSource
  /// What the new file holds: pieces of the source and new bytes.
  package var splice: Splice
  /// Relative to the library.
  package var destination: BytePath
  /// The content of `NAME.EXT.xmp` beside it.
  package var sidecar: [UInt8]?
  /// What the source had beside it, to stand beside the new file in the same way.
  package var recipeSidecars: [RecipeSidecar]
  /// The modification time that the file gets; nil for the present.
  package var modified: Timestamp?
  package var transfer: Transfer
  /// A sidecar without its file that stands at the destination, as it was read: the new one takes its place, and has to say
  /// all that it said. Anything else that stands there is left alone.
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

/// A file of the library that is durable.
package struct Placed: Sendable, Hashable {
  /// Relative to the library.
  package let path: BytePath
  package let stamp: FileStamp
  /// Of the sidecar beside it, which need not be durable where alice did not write it; nil where there is none.
  package let sidecar: FileStamp?

  package init(path: BytePath, stamp: FileStamp, sidecar: FileStamp? = nil) {
    self.path = path
    self.stamp = stamp
    self.sidecar = sidecar
  }
}
