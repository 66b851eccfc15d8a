import AliceLibrary
public import AliceModel

/// The metadata that is exported with an image.
public enum ExportForm: Sendable, Hashable {
  /// The unchanged file, with its sidecar if it has one.
  case whole
  /// No metadata: no prompt, location or price.
  case stripped
  /// All metadata in `NAME.EXT.xmp`, and none in the file.
  case sidecar
  /// Only the text that Automatic1111's web UI would write.
  case infotext
}

/// A copy of an asset in another folder.
public struct ExportedFile: Sendable, Hashable {
  public let id: AssetID
  /// The absolute path of the copy.
  public internal(set) var file: BytePath
  public let sidecar: BytePath?
  /// The text file with the caption.
  public var caption: BytePath?
  public var format: MediaFormat
  /// The size of the copy.
  public var bytes: UInt64
  /// The path in the ZIP file that holds the copy; nil if it lies in the folder itself.
  public internal(set) var entry: BytePath?
  /// The absolute paths of the companions, which lie beside the copy.
  public var companions: [BytePath] = []
  /// Whether an earlier run wrote the complete copy.
  public internal(set) var wasThere: Bool

  public var json: JSONValue {
    [
      "id": .string(id.hex), "file": .string(file.description),
      "entry": entry.map { .string($0.description) } ?? .null,
      "sidecar": sidecar.map { .string($0.description) } ?? .null, "already": .bool(wasThere),
      "caption": caption.map { .string($0.description) } ?? .null,
      "format": .string(format.rawValue), "bytes": .number(JSONNumber(bytes)),
      "companions": .array(companions.map { .string($0.description) }),
    ]
  }
}

extension ExportedFile {
  init(_ asset: Asset, _ content: ExportContent, at path: BytePath, companions: [BytePath], wasThere: Bool) {
    let caption = ExportFolder.caption(of: path.lastComponent)
    self.init(
      id: asset.id, file: path, sidecar: content.sidecar.map { _ in path.adding(suffix: ".xmp") },
      caption: content.caption.map { _ in path.parent.map { $0.appending(caption) } ?? caption },
      format: content.format, bytes: content.splice.byteCount, companions: companions, wasThere: wasThere)
  }

  /// The copy in a ZIP file.
  func inside(_ archive: ExportFolder.Written) -> ExportedFile {
    var copy = self
    (copy.entry, copy.file, copy.wasThere) = (file, archive.path, archive.wasThere)
    return copy
  }
}
