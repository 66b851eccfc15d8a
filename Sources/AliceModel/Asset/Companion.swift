/// A file that belongs to an asset and lies in its folder, such as the texture of a mesh or the captions of a video.
public struct Companion: Sendable, Hashable {
  /// The name in the folder of the asset.
  public let name: String
  /// The size in bytes.
  public let bytes: UInt64
  /// The SHA-256 of all bytes as 64 hexadecimal digits.
  public let digest: String
  /// Where it stood in the provider's answer, such as `textures[0]`.
  public let key: String?

  public init(name: String, bytes: UInt64, digest: String, key: String? = nil) {
    self.name = name
    self.bytes = bytes
    self.digest = digest
    self.key = key
  }

  /// The most companions of one asset.
  package static let limit = 256

  package var json: JSONValue {
    var object: JSONObject = ["name": .string(name), "bytes": .number(JSONNumber(bytes)), "sha256": .string(digest)]
    object["key"] = key.map(JSONValue.string)
    return .object(object)
  }

  /// Returns nil unless name and digest are well formed: a name can lead to no other folder.
  package init?(json: JSONValue) {
    guard let name = json["name"]?.stringValue, CompanionFolder.isSafe(name),
      let bytes = json["bytes"]?.numberValue?.uint64,
      let digest = json["sha256"]?.stringValue, digest.utf8.count == 64
    else { return nil }
    self.init(name: name, bytes: bytes, digest: digest, key: json["key"]?.stringValue)
  }
}
