import AliceNumbers

extension ParameterSpec {
  /// Reads a property of an OpenAPI document; returns nil if the name is invalid.
  ///
  /// A schema that alice does not understand becomes `any`; nothing is guessed.
  init?(name: String, schema property: JSONValue, isRequired: Bool, in document: OpenAPI) {
    guard (1...64).contains(name.utf8.count),
      name.utf8.allSatisfy({ $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") || Self.isLetterOrDigit($0) })
    else { return nil }
    let outer = document.resolved(property)
    let shape = Shape(document.choices(of: property))
    self.name = name
    self.kind = shape.kind
    self.isRequired = isRequired
    self.values = shape.values
    if !isRequired, let given = outer["default"], shape.accepts(given) {
      defaultValue = given
    } else {
      defaultValue = nil
    }
    minimum = shape.bound("minimum", "exclusiveMinimum", outer)
    maximum = shape.bound("maximum", "exclusiveMaximum", outer)
    maximumLength = shape.limit("maxLength", outer)
    maximumItems = shape.limit("maxItems", outer)
    counts = nil
    media = Self.media(name, shape.kind)
    maximumBytes = nil
    aliases = []
    description = Self.oneLine(outer["description"]?.stringValue ?? outer["title"]?.stringValue ?? name)
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }

  /// Returns the kind of file by the names that the provider gives to URLs of files.
  static func media(_ name: String, _ kind: Kind) -> Media? {
    guard kind == .string || kind == .array, name.hasSuffix("_url") || name.hasSuffix("_urls") else { return nil }
    // Trainers take archives of pictures: `images_data_url`.
    guard !name.contains("data_url") else { return nil }
    if name.contains("mask") { return .mask }
    return [.image, .video, .audio].first { name.contains($0.rawValue) }
  }

  private static func oneLine(_ text: String) -> String {
    let words = text.split { $0.isWhitespace || $0.isNewline }.prefix(80).joined(separator: " ")
    return words.count > 200 ? words.prefix(199) + "…" : words
  }
}

/// The kind and the values that the alternatives of a schema amount to.
private struct Shape {
  private(set) var kind = ParameterSpec.Kind.any
  private(set) var values: [JSONValue] = []
  private let choices: [JSONValue]
  private static let presets = Set(ImageSize.presets.map { JSONValue.string($0.name) })

  init(_ choices: [JSONValue]) {
    self.choices = choices
    let types = choices.map { $0["type"]?.stringValue ?? ($0["properties"] == nil ? "" : "object") }
    let literals = choices.flatMap { choice in
      (choice["enum"]?.arrayValue ?? choice["const"].map { [$0] } ?? []).prefix(2000).filter { $0.scalarText != nil }
    }
    let isSize = choices.contains { $0["properties"]?["width"] != nil && $0["properties"]?["height"] != nil }
    let open = choices.filter { $0["enum"] == nil && $0["const"] == nil }
    if isSize, literals.contains(where: Shape.presets.contains) || choices.count == 1 {
      kind = .size
      values = literals.filter { !Shape.presets.contains($0) && $0.stringValue != nil }
    } else if !literals.isEmpty, open.isEmpty {
      kind = .enumeration
      values = literals
    } else if !literals.isEmpty, open.allSatisfy({ $0["type"]?.stringValue == "string" }) {
      kind = .string
      values = literals
    } else if let type = types.first, literals.isEmpty {
      kind = Shape.kind(types: Set(types), type)
    }
  }

  private static func kind(types: Set<String>, _ type: String) -> ParameterSpec.Kind {
    if types == ["integer", "number"] { return .number }
    guard types.count == 1 else { return .any }
    return switch type {
    case "string": .string
    case "integer": .integer
    case "number": .number
    case "boolean": .boolean
    case "array": .array
    case "object": .object
    default: .any
    }
  }

  /// Returns whether a default conforms to its own schema.
  func accepts(_ value: JSONValue) -> Bool {
    switch kind {
    case .enumeration: values.contains(value)
    case .size: ImageSize(json: value) != nil || values.contains(value)
    case .string: value.stringValue != nil
    case .integer, .number: value.numberValue != nil
    case .boolean: value.boolValue != nil
    case .array: value.arrayValue.map { $0.count <= 64 } ?? false
    case .object: value.objectValue.map { $0.count <= 64 } ?? false
    case .any: value.scalarText != nil
    }
  }

  /// Returns a bound. An exclusive bound of integers becomes the next integer; of other numbers it stays as it is,
  /// because the provider rejects the value itself.
  func bound(_ name: String, _ exclusive: String, _ outer: JSONValue) -> Double? {
    guard kind == .integer || kind == .number else { return nil }
    let all = [outer] + choices
    if let bound = all.lazy.compactMap({ $0[name]?.numberValue?.double }).first { return bound }
    guard let bound = all.lazy.compactMap({ $0[exclusive]?.numberValue?.double }).first else { return nil }
    guard kind == .integer else { return bound }
    return name == "minimum" ? bound + 1 : bound - 1
  }

  func limit(_ name: String, _ outer: JSONValue) -> Int? {
    guard (name == "maxLength") == (kind == .string), kind == .string || kind == .array else { return nil }
    return ([outer] + choices).lazy.compactMap { $0[name]?.intValue }.first.flatMap { $0 > 0 ? $0 : nil }
  }
}
