import AliceKit

extension Schema {
  /// Returns what is wrong with a value, as a sentence; nil if it has this shape. `name` is that of the value.
  func problem(in value: JSONValue, _ name: String) -> String? {
    if value.isNull, isNullable { return nil }
    switch kind {
    case .object(let members): return problem(in: value.objectValue, members, name)
    case .map: return value.objectValue == nil ? "\(name) is an object" : nil
    case .array(let item, let most):
      guard let items = value.arrayValue else { return "\(name) is a list" }
      if let most, items.count > most { return "\(name) lists at most \(most) values" }
      return items.lazy.compactMap { item.problem(in: $0, "a value of \(name)") }.first
    case .string(let most):
      guard let text = value.stringValue else { return "\(name) is a text" }
      return text.utf8.count > most ? "\(name) has at most \(most) bytes" : nil
    case .choice(let values):
      guard let text = value.stringValue, values.contains(text) else {
        return "\(name) is one of \(values.joined(separator: ", "))"
      }
      return nil
    case .integer(let range):
      guard case .number(let number) = value, let whole = number.int64.flatMap({ Int(exactly: $0) }) else {
        return "\(name) is a whole number"
      }
      guard let range, !range.contains(whole) else { return nil }
      return "\(name) is from \(range.lowerBound) to \(range.upperBound)"
    case .digits:
      return value.scalarText.flatMap { UInt64($0) } == nil ? "\(name) is a whole number of at most 64 bits" : nil
    case .number: return value.numberValue?.double == nil ? "\(name) is a number" : nil
    case .boolean: return value.boolValue == nil ? "\(name) is true or false" : nil
    case .any: return nil
    }
  }

  private func problem(in object: JSONObject?, _ members: [Member], _ name: String) -> String? {
    guard let object else { return "\(name) is an object" }
    let known = Dictionary(members.map { ($0.name, $0.schema) }) { $1 }
    for (key, value) in object {
      guard let schema = known[key] else {
        return "\(BoundedJSON.quoted(key)) is not known here; there are \(members.map(\.name).joined(separator: ", "))"
      }
      // A client may send null for what it leaves out.
      if value.isNull, !members.contains(where: { $0.name == key && $0.isRequired }) { continue }
      if let problem = schema.problem(in: value, key) { return problem }
    }
    return members.first { $0.isRequired && object[$0.name] == nil }.map { "\($0.name) is missing" }
  }

  /// Returns the parts of a value that this shape has. What the command line prints and clients must not see, such as
  /// paths, is in no shape.
  func selection(of value: JSONValue) -> JSONValue {
    switch (kind, value) {
    case (.object(let members), .object(let object)):
      .object(
        JSONObject(
          members.compactMap { member in
            object[member.name].map { (member.name, member.schema.selection(of: $0)) }
              ?? (member.isRequired ? (member.name, .null) : nil)
          }))
    case (.array(let item, _), .array(let items)): .array(items.map { item.selection(of: $0) })
    default: value
    }
  }
}
