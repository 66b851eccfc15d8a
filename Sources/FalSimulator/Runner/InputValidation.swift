import AliceModel

extension ModelSpec {
  /// Returns the problems of this body in the format of the runner's validator (pydantic). Unknown members are allowed.
  func problems(in body: JSONValue) -> [InputProblem] {
    guard body.objectValue != nil else {
      return [InputProblem([], type: "dict_type", "Input should be a valid dictionary", input: body)]
    }
    return parameters.flatMap { parameter -> [InputProblem] in
      guard let value = body[parameter.name], !value.isNull || parameter.isRequired else {
        guard parameter.isRequired else { return [] }
        return [InputProblem([parameter.name], type: "missing", "Field required", input: body)]
      }
      return parameter.problem(with: value).map { [$0] } ?? []
    }
  }
}

extension ParameterSpec {
  fileprivate func problem(with value: JSONValue) -> InputProblem? {
    switch kind {
    case .string: textProblem(value)
    case .integer: integerProblem(value) ?? rangeProblem(value)
    case .number: value.doubleValue == nil ? parsing("float", "number", value) : rangeProblem(value)
    case .boolean: booleanProblem(value)
    case .enumeration: choiceProblem(value)
    case .size: sizeProblem(value)
    case .array: listProblem(value)
    case .object:
      value.objectValue == nil ? wrong("dict_type", "Input should be a valid dictionary", value) : nil
    case .any: nil
    }
  }

  private func wrong(
    _ type: String, _ message: String, _ value: JSONValue, context: JSONValue? = nil, below: [String] = []
  ) -> InputProblem {
    InputProblem([name] + below, type: type, message, context: context, input: value)
  }

  private func parsing(_ type: String, _ noun: String, _ value: JSONValue) -> InputProblem {
    value.stringValue == nil
      ? wrong("\(type)_type", "Input should be a valid \(noun)", value)
      : wrong("\(type)_parsing", "Input should be a valid \(noun), unable to parse string as a \(noun)", value)
  }

  private func textProblem(_ value: JSONValue) -> InputProblem? {
    guard let text = value.stringValue else { return wrong("string_type", "Input should be a valid string", value) }
    guard let maximumLength, text.unicodeScalars.count > maximumLength else { return nil }
    return wrong(
      "string_too_long", "String should have at most \(maximumLength) characters", value,
      context: ["max_length": JSONValue(maximumLength)])
  }

  private func integerProblem(_ value: JSONValue) -> InputProblem? {
    if let number = value.numberValue, number.int64 == nil, number.uint64 == nil {
      return wrong(
        "int_from_float", "Input should be a valid integer, got a number with a fractional part", value)
    }
    return value.doubleValue == nil ? parsing("int", "integer", value) : nil
  }

  private func rangeProblem(_ value: JSONValue) -> InputProblem? {
    guard let given = value.doubleValue else { return nil }
    if let minimum, given < minimum {
      let limit = JSONValue(minimum)
      return wrong(
        "greater_than_equal", "Input should be greater than or equal to \(limit.text)", value, context: ["ge": limit])
    }
    if let maximum, given > maximum {
      let limit = JSONValue(maximum)
      return wrong(
        "less_than_equal", "Input should be less than or equal to \(limit.text)", value, context: ["le": limit])
    }
    return nil
  }

  private func booleanProblem(_ value: JSONValue) -> InputProblem? {
    switch value {
    case .bool: nil
    case .string, .number:
      ["true", "false", "1", "0", "yes", "no", "on", "off"].contains(value.scalarText?.lowercased())
        ? nil
        : wrong("bool_parsing", "Input should be a valid boolean, unable to interpret input", value)
    default: wrong("bool_type", "Input should be a valid boolean", value)
    }
  }

  /// A literal must have its type: `5` is not `"5"`.
  private func choiceProblem(_ value: JSONValue) -> InputProblem? {
    values.contains(value) ? nil : literalProblem(value, expected: values.map(\.text))
  }

  private func literalProblem(_ value: JSONValue, expected: [String]) -> InputProblem {
    let quoted = expected.map { $0.replacing("\"", with: "'") }
    let list =
      quoted.count > 1 ? quoted.dropLast().joined(separator: ", ") + " or " + (quoted.last ?? "") : quoted.joined()
    return wrong("literal_error", "Input should be \(list)", value, context: ["expected": .string(list)])
  }

  private func sizeProblem(_ value: JSONValue) -> InputProblem? {
    guard value.objectValue != nil else {
      return ImageSize(json: value) == nil && !values.contains(value)
        ? literalProblem(value, expected: ImageSize.presets.map { "\"\($0.name)\"" } + values.map(\.text)) : nil
    }
    for side in ["width", "height"] {
      guard let given = value[side] else { continue }
      guard let pixels = given.numberValue?.int64 else {
        return wrong("int_parsing", "Input should be a valid integer", given, below: [side])
      }
      if pixels <= 0 {
        return wrong("greater_than", "Input should be greater than 0", given, context: ["gt": 0], below: [side])
      }
      if pixels > Int64(ImageSize.limit) {
        let limit = JSONValue(ImageSize.limit)
        return wrong(
          "less_than_equal", "Input should be less than or equal to \(limit.text)", given, context: ["le": limit],
          below: [side])
      }
    }
    return nil
  }

  private func listProblem(_ value: JSONValue) -> InputProblem? {
    guard let list = value.arrayValue else { return wrong("list_type", "Input should be a valid list", value) }
    guard let maximumItems, list.count > maximumItems else { return nil }
    return wrong(
      "sequence_too_long", "List should have at most \(maximumItems) items after validation", value,
      context: ["max_length": JSONValue(maximumItems)])
  }
}
