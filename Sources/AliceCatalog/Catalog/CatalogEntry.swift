package import AliceModel

/// What stood beside a file of the library when its asset was recorded.
package enum SidecarStamp: Sendable, Hashable {
  /// Nobody looked, as in catalogs of version 2 and before: the file is then read again the next time.
  case unknown
  case none
  case present(FileStamp)

  package init(_ stamp: FileStamp?) { self = stamp.map { .present($0) } ?? .none }

  /// Compares as stamps of files do; false where nobody knows.
  package func isStill(_ other: SidecarStamp) -> Bool {
    switch (self, other) {
    case (.none, .none): true
    case (.present(let one), .present(let other)): one.isStill(other)
    default: false
    }
  }
}

/// An asset as it is recorded, with what only the catalog keeps of its file.
package struct CatalogEntry: Sendable, Hashable {
  package var asset: Asset
  /// Nil where the file's state is not known; it is then read again the next time.
  package var stamp: FileStamp?
  package var sidecar: SidecarStamp
  /// Metadata that nothing was understood of, as text, so that it can be found. Nil leaves what is known of it.
  package var searchableRaw: String?

  package init(
    asset: Asset, stamp: FileStamp? = nil, sidecar: SidecarStamp = .unknown, searchableRaw: String? = nil
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
  package var stamp: FileStamp?
  package var sidecar: SidecarStamp
  package var missing: Bool
}
