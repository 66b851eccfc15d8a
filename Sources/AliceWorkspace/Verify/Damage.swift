package import AliceCatalog

/// What is wrong with the bytes of a file that alice keeps.
public enum Damage: String, Sendable, Hashable {
  /// The image is another one, and no program has made it.
  case picture
  /// The image is the same, and other bytes of the file are not.
  case bytes

  public var sentence: String {
    switch self {
    case .picture: "its picture is not the one that was kept"
    case .bytes: "its picture is the one that was kept, and other bytes are damaged"
    }
  }
}

extension LibraryFile {
  /// Returns the asset whose file this is, and what is wrong with it; nil if it is sound, or another program has
  /// changed its image.
  ///
  /// `row` is what the catalog has at the path of the file. Its image is damaged if it is another one than that of the
  /// record or the row, and a checksum or a length is wrong, or size and time are those of the row. Other bytes are
  /// damaged if a checksum or a length is wrong although alice wrote into the file, as it writes into sound files only.
  /// A program that edits an image leaves a sound file with a later time.
  package func damage(since row: CatalogFile?) -> (id: AssetID, damage: Damage)? {
    if let kept, kept.id == asset.id {
      return isBroken && holdsRecord ? (id: kept.id, damage: .bytes) : nil
    }
    if let row, row.id == asset.id { return nil }
    let looksUntouched = row.map { hasStamp(of: $0) } ?? false
    if let kept {
      guard isBroken || looksUntouched && row?.id == kept.id else { return nil }
      return (id: kept.id, damage: .picture)
    }
    guard let row, isBroken || looksUntouched else { return nil }
    return (id: row.id, damage: .picture)
  }

  private func hasStamp(of row: CatalogFile) -> Bool {
    guard let stamp = entry.stamp, let known = row.stamp else { return false }
    // The inode does not count: a restored copy has another one.
    return stamp.size == known.size && stamp.modifiedNanoseconds == known.modifiedNanoseconds
  }
}

extension CatalogEntry {
  /// Creates the entry of a damaged file: all that is known of the asset. The file is read again the next time, and the
  /// rest of the recorded stamp shows that no program has written to it.
  package init(damaged asset: Asset, at path: BytePath, stamp: FileStamp?, sidecar: SidecarStamp) {
    var asset = asset
    asset.path = path
    asset.missing = false
    asset.record.damaged = true
    self.init(asset: asset, stamp: stamp?.toReadAgain, sidecar: sidecar)
  }
}

extension FileStamp {
  package var isToReadAgain: Bool { changedNanoseconds == 0 }

  /// The stamp as no file has it now, so that the file is read again.
  package var toReadAgain: FileStamp {
    var stamp = self
    stamp.changedNanoseconds = 0
    return stamp
  }
}
