public import AliceModel

/// What goes out with the picture.
public enum ExportForm: Sendable, Hashable {
  /// The file as it stands in the library, with its sidecar where it has one.
  case whole
  /// Nothing: no prompt, no place, no price.
  case stripped
  /// All that is known, in `NAME.EXT.xmp`; nothing in the file.
  case sidecar
  /// The text that Automatic1111's web UI would have written, and nothing else.
  case infotext
}

/// A copy of an asset in another folder.
public struct ExportedFile: Sendable, Hashable {
  public let id: AssetID
  /// Absolute.
  public let file: BytePath
  public let sidecar: BytePath?
  /// An earlier run wrote all of it.
  public let wasThere: Bool

  public var json: JSONValue {
    [
      "id": .string(id.hex), "file": .string(file.description),
      "sidecar": sidecar.map { .string($0.description) } ?? .null, "already": .bool(wasThere),
    ]
  }
}
