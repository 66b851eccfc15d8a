package import AliceModel

/// The sidecar of a library file when its asset was recorded.
package enum SidecarStamp: Sendable, Hashable {
  /// The sidecar was not checked, as in catalogs up to version 2: the file is then read again the next time.
  case unknown
  case none
  case present(FileStamp)

  package init(_ stamp: FileStamp?) { self = stamp.map { .present($0) } ?? .none }

  /// Compares like the stamps of files; returns false if one is unknown.
  package func isStill(_ other: SidecarStamp) -> Bool {
    switch (self, other) {
    case (.none, .none): true
    case (.present(let one), .present(let other)): one.isStill(other)
    default: false
    }
  }
}

/// An asset to record, with the facts about its file that only the catalog stores.
package struct CatalogEntry: Sendable, Hashable {
  package var asset: Asset
  /// The stamp of the file; nil if it is not known, so that the file is read again the next time.
  package var stamp: FileStamp?
  package var sidecar: SidecarStamp
  /// Metadata that no reader understands, as searchable text. Nil keeps the current text.
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

/// A file of the library, in the state that the catalog recorded last.
package struct CatalogFile: Sendable, Hashable {
  package var id: AssetID
  package var path: BytePath
  package var stamp: FileStamp?
  package var sidecar: SidecarStamp
  package var missing: Bool
}
