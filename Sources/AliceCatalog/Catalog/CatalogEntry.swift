package import AliceModel

/// By what a file is known to be unchanged without being opened.
package struct FileStampRow: Sendable, Hashable {
  package var device: UInt64
  package var inode: UInt64
  package var size: UInt64
  /// Nanoseconds since 1970, of the content and of the inode.
  package var modified: Int64
  package var changed: Int64

  package init(device: UInt64, inode: UInt64, size: UInt64, modified: Int64, changed: Int64) {
    self.device = device
    self.inode = inode
    self.size = size
    self.modified = modified
    self.changed = changed
  }
}

/// What stood beside a file of the library when its asset was recorded.
package enum SidecarStamp: Sendable, Hashable {
  /// Nobody looked, as in catalogs of version 2 and before: the file is then read again the next time.
  case unknown
  case none
  case present(FileStampRow)
}

/// An asset as it is recorded, with what only the catalog keeps of its file.
package struct CatalogEntry: Sendable, Hashable {
  package var asset: Asset
  /// Nil where the file's state is not known; it is then read again the next time.
  package var stamp: FileStampRow?
  package var sidecar: SidecarStamp
  /// Metadata that nothing was understood of, as text, so that it can be found. Nil leaves what is known of it.
  package var searchableRaw: String?

  package init(
    asset: Asset, stamp: FileStampRow? = nil, sidecar: SidecarStamp = .unknown, searchableRaw: String? = nil
  ) {
    self.asset = asset
    self.stamp = stamp
    self.sidecar = sidecar
    self.searchableRaw = searchableRaw
  }
}

/// A file of the library, as the catalog last saw it.
package struct CatalogFile: Sendable, Hashable {
  package var id: AssetID
  package var path: BytePath
  package var stamp: FileStampRow?
  package var sidecar: SidecarStamp
  package var missing: Bool
}
