/// What an input file is called in recipes, where its address at the provider would mean nothing to others or in a week.
///
/// `asset:ID` is an asset of the library, `file:NAME;sha256=DIGEST` a file from elsewhere. An address that a person gave
/// keeps its place, without the query that may let anybody in.
public enum InputName {
  public static func asset(_ id: AssetID) -> String { "asset:" + id.hex }

  /// `digest` is 64 hexadecimal digits.
  public static func file(_ name: String, digest: String) -> String { "file:\(name);sha256=\(digest)" }

  public static func address(_ url: String) -> String {
    if url.prefix(5).lowercased() == "data:" { return String(url.prefix { $0 != "," && $0 != ";" }) }
    let bare = url.prefix { $0 != "?" && $0 != "#" }
    guard let slashes = bare.firstRange(of: "://") else { return String(bare) }
    let rest = bare[slashes.upperBound...]
    // A name and a password before the host open doors as well.
    let host = rest.prefix { $0 != "/" }
    guard let at = host.lastIndex(of: "@") else { return String(bare) }
    return String(bare[..<slashes.upperBound] + rest[rest.index(after: at)...])
  }

  /// The asset that such a name tells of.
  public static func asset(in name: String) -> AssetID? {
    name.hasPrefix("asset:") ? AssetID(hex: String(name.dropFirst(6))) : nil
  }

  /// The name of the file that such a name tells of.
  public static func fileName(in name: String) -> String? {
    guard name.hasPrefix("file:"), let end = name.firstRange(of: ";sha256=")?.lowerBound else { return nil }
    return String(name[name.index(name.startIndex, offsetBy: 5)..<end])
  }

  /// `value` with every text that is a key of `names` replaced by what stands there.
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
