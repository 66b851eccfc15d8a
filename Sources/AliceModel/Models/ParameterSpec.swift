/// One input of a model: its name, type, bounds and default.
public struct ParameterSpec: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable {
    case string, integer, number, boolean, size, array, object
    /// Any value, because the provider does not specify it.
    case any
    /// One of `values`.
    case enumeration = "enum"
  }

  /// The kind of file that a parameter takes: the file is uploaded, and the parameter gets its URL.
  public enum Media: String, Sendable, Hashable, CaseIterable {
    case image, video, audio
    /// An image that marks the area of another image to edit.
    case mask

    /// The required kind of the file.
    public var kind: MediaKind {
      switch self {
      case .image, .mask: .image
      case .video: .video
      case .audio: .audio
      }
    }
  }

  /// The number of items that a list must have, depending on another parameter.
  public struct Counts: Sendable, Hashable {
    public let parameter: String
    /// The counts by value of the other parameter; other values allow any number.
    public let values: [String: Int]
  }

  public let name: String
  public let kind: Kind
  public let isRequired: Bool
  /// The value that the provider uses if the parameter is omitted.
  public let defaultValue: JSONValue?
  /// The values of an enumeration, exactly as the provider expects them: `"5"` is not `5`. For a size, the names
  /// besides the presets; for a string, the usual values, while others are allowed too.
  public let values: [JSONValue]
  public let minimum: Double?
  public let maximum: Double?
  /// The maximum number of characters.
  public let maximumLength: Int?
  /// The maximum number of items of an array.
  public let maximumItems: Int?
  public let counts: Counts?
  public let media: Media?
  /// The maximum size of a file in bytes.
  public let maximumBytes: UInt64?
  /// Other common names of the parameter.
  public let aliases: [String]
  public let description: String
}

extension ParameterSpec {
  /// Returns nil unless `json` describes a parameter in the form of `models.json`.
  init?(json: JSONValue) {
    guard let name = json["name"]?.stringValue, !name.isEmpty,
      let kind = json["type"]?.stringValue.flatMap(Kind.init(rawValue:)),
      let description = json["description"]?.stringValue
    else { return nil }
    self.name = name
    self.kind = kind
    self.description = description
    isRequired = json["required"]?.boolValue ?? false
    defaultValue = json["default"]
    values = json["values"]?.arrayValue ?? []
    minimum = json["minimum"]?.numberValue?.double
    maximum = json["maximum"]?.numberValue?.double
    maximumLength = json["maximum_length"]?.intValue
    maximumItems = json["maximum_items"]?.intValue
    let given = json["media"]?.stringValue.flatMap(Media.init(rawValue:))
    media = given ?? (json["media"] == nil ? ParameterSpec.mask(name, kind) : nil)
    maximumBytes = json["maximum_bytes"]?.numberValue?.uint64
    aliases = json["aliases"]?.arrayValue?.compactMap(\.stringValue) ?? []
    counts = json["counts"].flatMap(Counts.init(json:))
    guard !values.isEmpty || kind != .enumeration, values.isEmpty || [.enumeration, .size, .string].contains(kind),
      json["media"] == nil || given != nil, (json["counts"] == nil) == (counts == nil)
    else { return nil }
  }

  /// Recognizes parameters for masks by their names: `mask_url`, `static_mask_url`, `mask_image_url`.
  private static func mask(_ name: String, _ kind: Kind) -> Media? {
    kind == .string && name.hasSuffix("_url") && name.split(separator: "_").contains("mask") ? .mask : nil
  }

  /// The parameter in the form of `models.json`.
  public var json: JSONValue {
    var object: JSONObject = ["name": .string(name), "type": .string(kind.rawValue)]
    if isRequired { object["required"] = true }
    if !values.isEmpty { object["values"] = .array(values) }
    object["default"] = defaultValue
    object["minimum"] = minimum.map { JSONValue($0) }
    object["maximum"] = maximum.map { JSONValue($0) }
    object["maximum_length"] = maximumLength.map { JSONValue($0) }
    object["maximum_items"] = maximumItems.map { JSONValue($0) }
    object["maximum_bytes"] = maximumBytes.map { .number(JSONNumber($0)) }
    object["counts"] = counts?.json
    object["media"] = media.map { .string($0.rawValue) }
    if !aliases.isEmpty { object["aliases"] = .array(aliases.map(JSONValue.string)) }
    object["description"] = .string(description)
    return .object(object)
  }
}

extension ParameterSpec.Counts {
  /// Returns nil unless `json` is `{"effect_scene": {"hug": 2, …}}`.
  init?(json: JSONValue) {
    guard let object = json.objectValue, object.count == 1, let parameter = object.keys.first,
      let members = object[parameter]?.objectValue
    else { return nil }
    var values: [String: Int] = [:]
    for (name, count) in members {
      guard let count = count.intValue else { return nil }
      values[name] = count
    }
    self.init(parameter: parameter, values: values)
  }

  var json: JSONValue {
    let members = values.sorted { $0.key < $1.key }.map { ($0.key, JSONValue($0.value)) }
    return [parameter: .object(JSONObject(members))]
  }
}
