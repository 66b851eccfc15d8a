import AliceModel
import AliceNumbers

/// The first file of a backup, which says what the others are.
struct BackupManifest {
  struct Part {
    let name: BytePath
    let byteCount: UInt64
    let digest: String
  }

  static let name: BytePath = "alice-backup.json"
  static let limit: UInt64 = 64 << 10
  /// The version of the form of backups.
  static let version = 1

  let made: Timestamp
  let parts: [Part]

  var json: JSONValue {
    [
      "alice_backup": JSONValue(BackupManifest.version), "made": .string(made.description),
      "files": .array(
        parts.map {
          [
            "name": .string($0.name.description), "bytes": .string(String($0.byteCount)), "sha256": .string($0.digest),
          ]
        }),
    ]
  }

  var bytes: [UInt8] { Array((json.prettyText + "\n").utf8) }

  init(made: Timestamp, parts: [Part]) {
    (self.made, self.parts) = (made, parts)
  }

  /// Returns nil for what no alice has written.
  init?(_ json: JSONValue) {
    guard let made = json["made"]?.stringValue.flatMap({ Timestamp($0) }), let files = json["files"]?.arrayValue else {
      return nil
    }
    var parts: [Part] = []
    for file in files {
      guard let name = file["name"]?.stringValue, let digest = file["sha256"]?.stringValue,
        let byteCount = file["bytes"]?.stringValue.flatMap({ UInt64($0) })
      else { return nil }
      parts.append(Part(name: BytePath(name), byteCount: byteCount, digest: digest))
    }
    (self.made, self.parts) = (made, parts)
  }
}
