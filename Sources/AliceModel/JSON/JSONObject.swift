/// The members of a JSON object in the order in which they were first set. Equality ignores the order.
public struct JSONObject: Sendable {
  public private(set) var keys: [String] = []
  private var values: [String: JSONValue] = [:]

  public init() {}

  /// The last member with a given name wins.
  public init(_ members: [(String, JSONValue)]) {
    keys.reserveCapacity(members.count)
    values.reserveCapacity(members.count)
    for (key, value) in members { self[key] = value }
  }

  public subscript(key: String) -> JSONValue? {
    get { values[key] }
    set {
      if let newValue {
        if values.updateValue(newValue, forKey: key) == nil { keys.append(key) }
      } else if values.removeValue(forKey: key) != nil {
        keys.removeAll { $0 == key }
      }
    }
  }

  public var count: Int { keys.count }
  public var isEmpty: Bool { keys.isEmpty }

  /// The same members ordered by name, which is the canonical form.
  public var sorted: JSONObject { JSONObject(keys.sorted().map { ($0, values[$0] ?? .null) }) }
}

extension JSONObject: Sequence {
  public func makeIterator() -> some IteratorProtocol<(key: String, value: JSONValue)> {
    keys.lazy.map { (key: $0, value: values[$0] ?? .null) }.makeIterator()
  }
}

extension JSONObject: Hashable {
  public static func == (left: JSONObject, right: JSONObject) -> Bool { left.values == right.values }
  public func hash(into hasher: inout Hasher) { hasher.combine(values) }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}
