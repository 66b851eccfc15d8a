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
  public let file: BytePath
  public let sidecar: BytePath?
  /// The absolute paths of the companions, which lie beside the copy.
  public var companions: [BytePath] = []
  /// Whether an earlier run wrote the complete copy.
  public let wasThere: Bool

  public var json: JSONValue {
    [
      "id": .string(id.hex), "file": .string(file.description),
      "sidecar": sidecar.map { .string($0.description) } ?? .null, "already": .bool(wasThere),
      "companions": .array(companions.map { .string($0.description) }),
    ]
  }
}
