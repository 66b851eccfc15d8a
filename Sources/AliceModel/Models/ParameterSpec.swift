/// One input of a model: what it is called, what it takes, and what stands in its place when nobody says anything.
public struct ParameterSpec: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable {
    case string, integer, number, boolean, size, array, object
    /// Whatever it is given: the provider did not say.
    case any
    /// One of `values`.
    case enumeration = "enum"
  }

  /// What a file must be to stand in for a parameter: the file is uploaded, the parameter gets its address.
  public enum Media: String, Sendable, Hashable, CaseIterable {
    case image, video, audio
    /// A picture that says where another one is worked on.
    case mask

    /// What the bytes must be.
    public var kind: MediaKind {
      switch self {
      case .image, .mask: .image
      case .video: .video
      case .audio: .audio
      }
    }
  }

  /// How many items a list must have, where another parameter decides.
  public struct Counts: Sendable, Hashable {
    public let parameter: String
    /// By the other parameter's value; values that are not named leave the choice.
    public let values: [String: Int]
  }

  public let name: String
  public let kind: Kind
  public let isRequired: Bool
  /// What the provider takes when the parameter is left out.
  public let defaultValue: JSONValue?
  /// Of an enumeration, exactly as the provider wants them: `"5"` is not `5`. Of a size, names beside the presets. Of a
  /// string, the usual ones: others are taken too.
  public let values: [JSONValue]
  public let minimum: Double?
  public let maximum: Double?
  /// In characters.
  public let maximumLength: Int?
  /// Of an array.
  public let maximumItems: Int?
  public let counts: Counts?
  public let media: Media?
  /// Of a file, in bytes.
  public let maximumBytes: UInt64?
  /// Other names people use for it.
  public let aliases: [String]
  public let description: String
}

extension ParameterSpec {
  /// Nil unless `json` describes a parameter as `models.json` does.
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
    let told = json["media"]?.stringValue.flatMap(Media.init(rawValue:))
    media = told ?? (json["media"] == nil ? ParameterSpec.mask(name, kind) : nil)
    maximumBytes = json["maximum_bytes"]?.numberValue?.uint64
    aliases = json["aliases"]?.arrayValue?.compactMap(\.stringValue) ?? []
    counts = json["counts"].flatMap(Counts.init(json:))
    guard !values.isEmpty || kind != .enumeration, values.isEmpty || [.enumeration, .size, .string].contains(kind),
      json["media"] == nil || told != nil, (json["counts"] == nil) == (counts == nil)
    else { return nil }
  }

  /// Parameters for masks say so by their names: `mask_url`, `static_mask_url`, `mask_image_url`.
  private static func mask(_ name: String, _ kind: Kind) -> Media? {
    kind == .string && name.hasSuffix("_url") && name.split(separator: "_").contains("mask") ? .mask : nil
  }

  /// As `models.json` writes it.
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
  /// Nil unless `json` is `{"effect_scene": {"hug": 2, …}}`.
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
