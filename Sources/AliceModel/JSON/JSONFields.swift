import AliceNumbers

/// A value with one JSON form, which is both written and read.
package protocol JSONCoded: Sendable {
  /// Returns nil unless `json` is such a value.
  init?(json: JSONValue)
  var json: JSONValue { get }
}

/// A table of the members of a JSON object and the properties that they represent. The same table writes and reads
/// objects.
package struct JSONFields<Value: Sendable>: Sendable {
  private var fields: [Field]

  /// Returns the members of `value`, in the order of the table.
  package func object(of value: Value) -> JSONObject {
    var object = JSONObject()
    for field in fields { field.write(value, &object) }
    return object
  }

  /// Returns `value` with the members of `object`; nil if a required member is missing or of the wrong type. If any
  /// other member is, its property keeps the value that it has.
  package func read(_ object: JSONObject, into value: Value) -> Value? {
    var value = value
    return fields.allSatisfy { $0.read(object, &value) } ? value : nil
  }

  package static func + (left: JSONFields, right: JSONFields) -> JSONFields {
    JSONFields(fields: left.fields + right.fields)
  }
}

extension JSONFields: ExpressibleByArrayLiteral {
  package init(arrayLiteral fields: Field...) { self.fields = fields }
}

extension JSONFields {
  package struct Field: Sendable {
    fileprivate let write: @Sendable (Value, inout JSONObject) -> Void
    /// Returns false if a required member is missing or of the wrong type.
    fileprivate let read: @Sendable (JSONObject, inout Value) -> Bool

    /// Returns a member that is always written.
    package static func member<Part: JSONCoded>(
      _ key: String, _ part: any WritableKeyPath<Value, Part> & Sendable, isRequired: Bool = false
    ) -> Field {
      Field { value, object in
        object[key] = value[keyPath: part].json
      } read: { object, value in
        guard let read = object[key].flatMap(Part.init(json:)) else { return !isRequired }
        value[keyPath: part] = read
        return true
      }
    }

    /// Returns a member that is omitted if the property is nil.
    package static func optional<Part: JSONCoded>(
      _ key: String, _ part: any WritableKeyPath<Value, Part?> & Sendable
    ) -> Field {
      Field { value, object in
        object[key] = value[keyPath: part]?.json
      } read: { object, value in
        if let read = object[key].flatMap(Part.init(json:)) { value[keyPath: part] = read }
        return true
      }
    }

    /// Returns a member that is null if the property is nil.
    package static func nullable<Part: JSONCoded>(
      _ key: String, _ part: any WritableKeyPath<Value, Part?> & Sendable
    ) -> Field {
      let optional = optional(key, part)
      return Field { value, object in
        object[key] = value[keyPath: part]?.json ?? .null
      } read: { object, value in
        optional.read(object, &value)
      }
    }

    /// Returns a member that is derived from the others: it is written and never read.
    package static func derived(_ key: String, _ json: @escaping @Sendable (Value) -> JSONValue?) -> Field {
      Field { value, object in
        object[key] = json(value)
      } read: { _, _ in
        true
      }
    }

    /// Returns a member that is written only if `condition` returns true.
    package func when(_ condition: @escaping @Sendable (Value) -> Bool) -> Field {
      Field { value, object in
        if condition(value) { write(value, &object) }
      } read: { object, value in
        read(object, &value)
      }
    }
  }
}

extension String: JSONCoded {
  package init?(json: JSONValue) {
    guard let text = json.stringValue else { return nil }
    self = text
  }

  package var json: JSONValue { .string(self) }
}

extension Bool: JSONCoded {
  package init?(json: JSONValue) {
    guard let value = json.boolValue else { return nil }
    self = value
  }

  package var json: JSONValue { .bool(self) }
}

extension Int: JSONCoded {
  package init?(json: JSONValue) {
    guard let number = json.intValue else { return nil }
    self = number
  }

  package var json: JSONValue { JSONValue(self) }
}

extension Double: JSONCoded {
  package init?(json: JSONValue) {
    guard let number = json.doubleValue else { return nil }
    self = number
  }

  package var json: JSONValue { JSONValue(self) }
}

/// Reading an array omits the elements of the wrong type.
extension Array: JSONCoded where Element: JSONCoded {
  package init?(json: JSONValue) {
    guard let elements = json.arrayValue else { return nil }
    self = elements.compactMap(Element.init(json:))
  }

  package var json: JSONValue { .array(map(\.json)) }
}

extension JSONCoded where Self: RawRepresentable, RawValue == String {
  package init?(json: JSONValue) {
    guard let value = json.stringValue.flatMap(Self.init(rawValue:)) else { return nil }
    self = value
  }

  package var json: JSONValue { .string(rawValue) }
}

extension Defect: JSONCoded {}
extension Cost: JSONCoded {}

extension Money: JSONCoded {
  package init?(json: JSONValue) {
    guard let amount = json.scalarText.flatMap({ Money($0) }) else { return nil }
    self = amount
  }

  /// The amount in US dollars, as a decimal number in a string.
  package var json: JSONValue { .string(description) }
}

extension AssetID: JSONCoded {
  package init?(json: JSONValue) {
    guard let id = json.stringValue.flatMap({ AssetID(hex: $0) }) else { return nil }
    self = id
  }

  package var json: JSONValue { .string(hex) }
}

extension Rating: JSONCoded {
  package init?(json: JSONValue) {
    guard let rating = json.intValue.flatMap({ Rating($0) }) else { return nil }
    self = rating
  }

  package var json: JSONValue { JSONValue(stars) }
}

extension Timestamp: JSONCoded {
  package init?(json: JSONValue) {
    guard let text = json.stringValue else { return nil }
    self.init(text)
  }

  package var json: JSONValue { .string(description) }
}
