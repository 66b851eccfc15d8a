import AliceNumbers

/// A JSON document as a value: numbers keep their digits, and objects keep their order.
///
/// Seeds use 64 bits and prices are decimal, so no number passes through `Double` when it is read or written.
public enum JSONValue: Sendable, Hashable {
  case null
  case bool(Bool)
  case number(JSONNumber)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)
}

extension JSONValue {
  public var stringValue: String? {
    if case .string(let value) = self { value } else { nil }
  }

  public var boolValue: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  public var numberValue: JSONNumber? {
    if case .number(let value) = self { value } else { nil }
  }

  public var arrayValue: [JSONValue]? {
    if case .array(let value) = self { value } else { nil }
  }

  public var objectValue: JSONObject? {
    if case .object(let value) = self { value } else { nil }
  }

  public var isNull: Bool { self == .null }

  /// A whole number, whether it was written as a number or as a string of digits.
  public var intValue: Int? {
    switch self {
    case .number(let number): number.int64.flatMap { Int(exactly: $0) }
    case .string(let text): Int(text)
    default: nil
    }
  }

  /// A finite number, whether it was written as a number or as a string.
  public var doubleValue: Double? {
    switch self {
    case .number(let number): number.double
    case .string(let text): Double(text).flatMap { $0.isFinite ? $0 : nil }
    default: nil
    }
  }

  /// The scalar as plain text: strings without quotes, numbers with their digits. Nil for null, arrays and objects.
  public var scalarText: String? {
    switch self {
    case .string(let text): text
    case .number(let number): number.literal
    case .bool(let value): value ? "true" : "false"
    case .null, .array, .object: nil
    }
  }

  /// The same value with the members of every object ordered by name.
  public var sorted: JSONValue {
    switch self {
    case .null, .bool, .number, .string: self
    case .array(let elements): .array(elements.map(\.sorted))
    case .object(let object): .object(JSONObject(object.sorted.map { ($0.key, $0.value.sorted) }))
    }
  }

  /// Returns the member `key` of an object; nil for all other values.
  public subscript(key: String) -> JSONValue? { objectValue?[key] }

  /// Returns the element at `index` of an array; nil if there is none.
  public subscript(index: Int) -> JSONValue? {
    guard let array = arrayValue, array.indices.contains(index) else { return nil }
    return array[index]
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int) { self = .number(JSONNumber(value)) }
  public init(floatLiteral value: Double) { self = JSONNumber(value).map(JSONValue.number) ?? .null }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  public init(nilLiteral: ()) { self = .null }

  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(JSONObject(elements))
  }
}

extension JSONValue {
  public init(_ value: Int) { self = .number(JSONNumber(value)) }
  /// Creates null if `value` is not finite.
  public init(_ value: Double) { self = JSONNumber(value).map(JSONValue.number) ?? .null }
  public init(_ value: String?) { self = value.map(JSONValue.string) ?? .null }
}
