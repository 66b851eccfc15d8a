import AliceKit

/// Checks a value by as much of JSON Schema as the server uses.
enum ShapeCheck {
  /// Returns what is wrong; nil if nothing is.
  static func problem(in value: JSONValue, _ schema: JSONValue, at place: String = "$") -> String? {
    if let allowed = schema["enum"]?.arrayValue, !allowed.contains(value) { return "\(place): \(value.text)" }
    if let type = schema["type"] {
      let types = (type.arrayValue ?? [type]).compactMap(\.stringValue)
      guard types.contains(where: { matches(value, $0) }) else { return "\(place) is \(value.text.prefix(80))" }
    }
    if let object = value.objectValue, let properties = schema["properties"]?.objectValue {
      for name in schema["required"]?.arrayValue?.compactMap(\.stringValue) ?? [] where object[name] == nil {
        return "\(place) lacks \(name)"
      }
      for (name, member) in object {
        guard let shape = properties[name] else { return "\(place) has \(name)" }
        if let problem = problem(in: member, shape, at: "\(place).\(name)") { return problem }
      }
    }
    for item in value.arrayValue ?? [] {
      if let shape = schema["items"], let problem = problem(in: item, shape, at: place + "[]") { return problem }
    }
    return nil
  }

  private static func matches(_ value: JSONValue, _ type: String) -> Bool {
    switch (type, value) {
    case ("object", .object), ("array", .array), ("string", .string), ("boolean", .bool), ("null", .null),
      ("number", .number):
      true
    case ("integer", .number(let number)): number.int64 != nil
    default: false
    }
  }
}
