/// A value that has one form in JSON, written and read.
package protocol JSONCoded: Sendable {
  /// Nil where `json` is no such value.
  init?(json: JSONValue)
  var json: JSONValue { get }
}

/// The members of a JSON object and the properties that they stand for: one table, by which objects are written and read.
package struct JSONFields<Value: Sendable>: Sendable {
  private var fields: [Field]

  /// The members of `value`, in the table's order.
  package func object(of value: Value) -> JSONObject {
    var object = JSONObject()
    for field in fields { field.write(value, &object) }
    return object
  }

  /// `value` with what `object` says. Nil where a required member is missing or of the wrong type; any other such member
  /// leaves what `value` has.
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
    /// False where a required member is not there.
    fileprivate let read: @Sendable (JSONObject, inout Value) -> Bool

    /// Is always written.
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

    /// Is left out where it is nil.
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

    /// Is null where it is nil.
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

    /// Follows from other members: is written and never read.
    package static func derived(_ key: String, _ json: @escaping @Sendable (Value) -> JSONValue?) -> Field {
      Field { value, object in
        object[key] = json(value)
      } read: { _, _ in
        true
      }
    }

    /// Is written only where `condition` holds.
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

/// Elements of the wrong type are left out.
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

  /// US dollars, as a decimal in a string.
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
