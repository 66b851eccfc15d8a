import AliceKit

/// The shape of a JSON value. One table describes arguments and results to clients, checks the former, and selects what
/// the latter contain.
struct Schema: Sendable {
  indirect enum Kind: Sendable {
    case object([Member])
    /// An object with members of any name and scalar values.
    case map
    case array(Schema, most: Int?)
    case string(most: Int)
    case choice([String])
    case integer(ClosedRange<Int>?)
    /// A whole number of 64 bits, written as a text.
    case digits
    case number
    case boolean
    case any
  }

  struct Member: Sendable {
    let name: String
    let schema: Schema
    let isRequired: Bool
  }

  let kind: Kind
  var isNullable = false
  /// What a client is told of the value.
  var summary: String?

  private init(_ kind: Kind) { self.kind = kind }

  static func object(_ members: Member...) -> Schema { Schema(.object(members)) }
  static func object(of members: [Member]) -> Schema { Schema(.object(members)) }
  static func array(of item: Schema, most: Int? = nil) -> Schema { Schema(.array(item, most: most)) }
  static func string(most: Int = BoundedJSON.textLimit) -> Schema { Schema(.string(most: most)) }
  static func choice(_ values: [String]) -> Schema { Schema(.choice(values)) }
  static func integer(_ range: ClosedRange<Int>? = nil) -> Schema { Schema(.integer(range)) }
  static let string = Schema.string()
  static let map = Schema(.map)
  static let integer = Schema.integer()
  static let digits = Schema(.digits)
  static let number = Schema(.number)
  static let boolean = Schema(.boolean)
  static let any = Schema(.any)

  var orNull: Schema {
    var schema = self
    schema.isNullable = true
    return schema
  }

  func described(_ summary: String) -> Schema {
    var schema = self
    schema.summary = summary
    return schema
  }
}

extension Schema.Member {
  static func required(_ name: String, _ schema: Schema) -> Schema.Member {
    Schema.Member(name: name, schema: schema, isRequired: true)
  }

  static func optional(_ name: String, _ schema: Schema) -> Schema.Member {
    Schema.Member(name: name, schema: schema, isRequired: false)
  }
}

extension Schema {
  /// The schema as JSON Schema 2020-12. Its members have a fixed order, so that lists of tools are the same at each
  /// start.
  var json: JSONObject {
    var object: JSONObject = [:]
    switch kind {
    case .object(let members):
      object["type"] = type("object")
      object["properties"] = .object(JSONObject(members.map { ($0.name, .object($0.schema.json)) }))
      let required = members.filter(\.isRequired).map(\.name)
      if !required.isEmpty { object["required"] = .array(required.map(JSONValue.string)) }
      object["additionalProperties"] = false
    case .map: object["type"] = type("object")
    case .array(let item, let most):
      object["type"] = type("array")
      object["items"] = .object(item.json)
      object["maxItems"] = most.map { JSONValue($0) }
    case .string: object["type"] = type("string")
    case .choice(let values):
      object["type"] = type("string")
      object["enum"] = .array(values.map(JSONValue.string) + (isNullable ? [.null] : []))
    case .integer(let range):
      object["type"] = type("integer")
      object["minimum"] = range.map { JSONValue($0.lowerBound) }
      object["maximum"] = range.map { JSONValue($0.upperBound) }
    case .digits: object["type"] = .array(["string", "integer"] + (isNullable ? ["null"] : []))
    case .number: object["type"] = type("number")
    case .boolean: object["type"] = type("boolean")
    case .any: break
    }
    object["description"] = summary.map(JSONValue.string)
    return object
  }

  private func type(_ name: String) -> JSONValue { isNullable ? [.string(name), "null"] : .string(name) }
}
