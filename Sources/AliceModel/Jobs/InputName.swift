/// The names of input files in recipes. The provider's URL of an uploaded file expires and means nothing to others.
///
/// `asset:ID` names an asset of the library, and `file:NAME;sha256=DIGEST` any other file. A URL that the user gave is
/// kept without its query, which may contain credentials.
public enum InputName {
  public static func asset(_ id: AssetID) -> String { "asset:" + id.hex }

  /// `digest` consists of 64 hexadecimal digits.
  public static func file(_ name: String, digest: String) -> String { "file:\(name);sha256=\(digest)" }

  public static func address(_ url: String) -> String {
    if url.prefix(5).lowercased() == "data:" { return String(url.prefix { $0 != "," && $0 != ";" }) }
    let bare = url.prefix { $0 != "?" && $0 != "#" }
    guard let slashes = bare.firstRange(of: "://") else { return String(bare) }
    let rest = bare[slashes.upperBound...]
    // The user name and password before the host are credentials as well.
    let host = rest.prefix { $0 != "/" }
    guard let at = host.lastIndex(of: "@") else { return String(bare) }
    return String(bare[..<slashes.upperBound] + rest[rest.index(after: at)...])
  }

  /// Returns the asset that such a name refers to.
  public static func asset(in name: String) -> AssetID? {
    name.hasPrefix("asset:") ? AssetID(hex: String(name.dropFirst(6))) : nil
  }

  /// Returns the file name that such a name contains.
  public static func fileName(in name: String) -> String? {
    guard name.hasPrefix("file:"), let end = name.firstRange(of: ";sha256=")?.lowerBound else { return nil }
    return String(name[name.index(name.startIndex, offsetBy: 5)..<end])
  }

  /// Returns `value` with every string that is a key of `names` replaced by the value of that key.
  public static func replacing(_ names: JSONObject, in value: JSONValue) -> JSONValue {
    switch value {
    case .string(let text): names[text] ?? value
    case .array(let items): .array(items.map { replacing(names, in: $0) })
    case .object(var object):
      replacing(names, in: &object)
    default: value
    }
  }

  private static func replacing(_ names: JSONObject, in object: inout JSONObject) -> JSONValue {
    for (key, value) in object { object[key] = replacing(names, in: value) }
    return .object(object)
  }
}
