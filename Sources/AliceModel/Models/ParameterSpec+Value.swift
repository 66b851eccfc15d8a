import AliceNumbers

extension ParameterSpec {
  /// Returns `given` in the form that the provider expects. A string counts as typed by the user: `5`, `yes`,
  /// `1024x768` and JSON are parsed.
  func value(from given: JSONValue) throws(InputError) -> JSONValue {
    switch kind {
    case .string: try string(given)
    case .integer: .number(try checked(integer(given), given))
    case .number: .number(try checked(number(given), given))
    case .boolean: try boolean(given)
    case .enumeration: try choice(given)
    case .size: try size(given)
    case .array: try array(given)
    case .object: try object(given)
    case .any: ModelSpec.guess(given)
    }
  }

  private func wrong(_ given: JSONValue) -> InputError {
    .wrongType(name, given: given.scalarText ?? given.text, expected: kind)
  }

  private func string(_ given: JSONValue) throws(InputError) -> JSONValue {
    if media != nil, let items = given.arrayValue {
      guard items.count == 1 else { throw .tooMany(name, count: items.count, maximum: 1) }
      return try string(items[0])
    }
    guard let text = given.scalarText else { throw wrong(given) }
    let count = text.unicodeScalars.count
    if let maximumLength, count > maximumLength { throw .tooLong(name, count: count, maximum: maximumLength) }
    return .string(text)
  }

  private func integer(_ given: JSONValue) throws(InputError) -> JSONNumber {
    guard let number = numeral(given) else { throw wrong(given) }
    if let value = number.int64 { return JSONNumber(value) }
    guard let value = number.uint64 else { throw wrong(given) }
    return JSONNumber(value)
  }

  private func number(_ given: JSONValue) throws(InputError) -> JSONNumber {
    guard let number = numeral(given), number.double != nil else { throw wrong(given) }
    return number
  }

  /// Reads a number. For a duration, the seconds of `5s` count too.
  private func numeral(_ given: JSONValue) -> JSONNumber? {
    if let number = JSONNumber(typed: given) { return number }
    guard name.contains("duration") else { return nil }
    return given.stringValue.flatMap(Dialect.seconds).flatMap { JSONNumber(literal: $0) }
  }

  private func checked(_ number: JSONNumber, _ given: JSONValue) throws(InputError) -> JSONNumber {
    guard let value = number.double else { throw wrong(given) }
    guard value >= minimum ?? -.infinity, value <= maximum ?? .infinity else {
      throw .outOfRange(name, given: given.scalarText ?? number.literal, minimum: minimum, maximum: maximum)
    }
    return number
  }

  private func boolean(_ given: JSONValue) throws(InputError) -> JSONValue {
    switch given.scalarText?.lowercased() {
    case "true", "yes", "on", "1": true
    case "false", "no", "off", "0": false
    default: throw wrong(given)
    }
  }

  private func choice(_ given: JSONValue) throws(InputError) -> JSONValue {
    guard let text = given.scalarText else { throw wrong(given) }
    if let value = values.first(where: { $0.scalarText == text }) { return value }
    for spelling in Dialect.spellings(of: text) {
      if let value = values.first(where: { $0.scalarText?.lowercased() == spelling }) { return value }
    }
    let allowed = values.compactMap(\.scalarText)
    throw .notAllowed(name, given: text, allowed: allowed, nearest: Spelling.nearest(to: text, in: allowed))
  }

  private func size(_ given: JSONValue) throws(InputError) -> JSONValue {
    guard let text = given.stringValue else {
      guard given.objectValue != nil, let size = ImageSize(json: given) else { throw wrong(given) }
      return size.json
    }
    if let size = ImageSize(text) { return size.json }
    if text.first == "{", let json = try? JSONValue(parsing: text), let size = ImageSize(json: json) {
      return size.json
    }
    let presets = ImageSize.presets.map(\.name)
    let folded = ModelSpec.folded(text)
    if presets.contains(folded) { return .string(folded) }
    if let value = values.first(where: { $0.stringValue?.lowercased() == folded }) { return value }
    let names = presets + values.compactMap(\.stringValue)
    throw .notAllowed(
      name, given: text, allowed: names + ["WIDTHxHEIGHT"], nearest: Spelling.nearest(to: text, in: names))
  }

  private func array(_ given: JSONValue) throws(InputError) -> JSONValue {
    let items: [JSONValue]
    switch given {
    case .array(let array): items = array
    case .string(let text):
      let json = text.first == "[" || text.first == "{" ? try? JSONValue(parsing: text) : .string(text)
      guard let json else { throw wrong(given) }
      items = json.arrayValue ?? [json]
    default: items = [given]
    }
    if let maximumItems, items.count > maximumItems {
      throw .tooMany(name, count: items.count, maximum: maximumItems)
    }
    return .array(items)
  }

  private func object(_ given: JSONValue) throws(InputError) -> JSONValue {
    let json = given.stringValue.map { try? JSONValue(parsing: $0) } ?? given
    guard let json, json.objectValue != nil else { throw wrong(given) }
    return json
  }
}

extension JSONNumber {
  /// Reads a number, or text that is one; leading spaces and a missing zero before the decimal point are allowed.
  init?(typed value: JSONValue) {
    switch value {
    case .number(let number): self = number
    case .string(let text):
      let text = text.drop { $0 == " " }
      if let number = JSONNumber(literal: text) {
        self = number
      } else if text.first == "." || text.first == "+", let double = Double(text) {
        self.init(double)
      } else {
        return nil
      }
    default: return nil
    }
  }
}
