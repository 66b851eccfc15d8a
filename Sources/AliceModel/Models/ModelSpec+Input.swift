extension ModelSpec {
  /// Returns the body of a request: every parameter is known, of the right type and in range.
  ///
  /// Strings in `parameters` count as typed by the user. Names that other models use for the same parameter are
  /// understood (`Dialect`), and sizes are converted to the form that the model takes. For an endpoint that is not
  /// listed everything is passed on; with `typed`, the type of a string is inferred: `5` is a number, and `"5"` with
  /// its quotes a string. The values of `raw` are sent as they are, whatever the specification says.
  ///
  /// A blank prompt is none. It is refused if the model needs one, or if nothing else is asked for.
  public func input(
    prompt: String? = nil, negativePrompt: String? = nil, seed: String? = nil, parameters: JSONObject = [:],
    raw: JSONObject = [:], typed: Bool = true
  ) throws(InputError) -> JSONValue {
    var given = JSONObject()
    for (name, value) in [("prompt", prompt), ("negative_prompt", negativePrompt)] {
      if let value, !ModelSpec.isBlank(value) { given[name] = .string(value) }
    }
    let isBlank = prompt != nil && given["prompt"] == nil
    given["seed"] = seed.map(JSONValue.string)
    guard isListed else {
      if isBlank { throw .blankPrompt(model: name) }
      return .object(added(raw, to: passed(given, parameters, typed: typed)))
    }
    var values = try named(given, into: [:])
    values = try named(try sized(parameters), into: values)
    let body = added(raw, to: try checked(values, raw: raw))
    if isBlank, body.isEmpty || (isOpen && promptParameter?.isRequired == true) { throw .blankPrompt(model: name) }
    return .object(body)
  }

  private func passed(_ given: JSONObject, _ parameters: JSONObject, typed: Bool) -> JSONObject {
    var input = given
    input["seed"] = given["seed"].map(ModelSpec.guess)
    for (name, value) in parameters { input[name] = typed ? ModelSpec.guess(value) : value }
    return input
  }

  private func added(_ raw: JSONObject, to input: JSONObject) -> JSONObject {
    var input = input
    for (name, value) in raw { input[name] = value }
    return input
  }

  static func guess(_ value: JSONValue) -> JSONValue {
    guard let text = value.stringValue else { return value }
    return (try? JSONValue(parsing: text)) ?? value
  }

  /// Returns the values under the provider's names.
  private func named(_ given: JSONObject, into known: JSONObject) throws(InputError) -> JSONObject {
    var values = known
    for (name, value) in given where !value.isNull {
      guard let parameter = parameter(named: name) else {
        if ignored.contains(ModelSpec.folded(name)) { continue }
        if isOpen {
          values[name] = value
          continue
        }
        throw .unknownParameter(name, model: self.name, nearest: nearestParameter(to: name))
      }
      if let other = values[parameter.name], other != value { throw .givenTwice(parameter.name) }
      values[parameter.name] = value
    }
    return values
  }

  private func nearestParameter(to name: String) -> String? {
    Spelling.nearest(to: name, in: parameters.flatMap { [$0.name] + $0.aliases })
      .flatMap { parameter(named: $0)?.name }
  }

  private func checked(_ values: JSONObject, raw: JSONObject) throws(InputError) -> JSONObject {
    var input = JSONObject()
    for parameter in parameters {
      if let value = values[parameter.name] {
        input[parameter.name] = isOpen ? parameter.guess(value) : try parameter.value(from: value)
      } else if parameter.isRequired, !isOpen, raw[parameter.name] == nil {
        throw .missing(parameter.name, model: name)
      }
    }
    if isOpen {
      for (name, value) in values where input[name] == nil { input[name] = ModelSpec.guess(value) }
    }
    try checkCounts(input)
    return input
  }

  /// Returns an error for each list that may be omitted, but that the choice in `input` requires.
  package func unmetCounts(in input: JSONValue) -> [InputError] {
    parameters.compactMap { parameter in
      guard let counts = parameter.counts, input[parameter.name] == nil,
        let choice = input[counts.parameter]?.scalarText, let expected = counts.values[choice]
      else { return nil }
      return .wrongCount(parameter.name, given: 0, expected: expected, by: "\(counts.parameter)=\(choice)")
    }
  }

  /// Checks the lists whose length another parameter determines.
  private func checkCounts(_ input: JSONObject) throws(InputError) {
    for parameter in parameters {
      guard let counts = parameter.counts, let given = input[parameter.name]?.arrayValue?.count,
        let choice = input[counts.parameter]?.scalarText, let expected = counts.values[choice], expected != given
      else { continue }
      throw .wrongCount(parameter.name, given: given, expected: expected, by: "\(counts.parameter)=\(choice)")
    }
  }
}

extension ModelSpec {
  /// Returns the required parameters that `input` lacks, though the catalogue names them: it may be wrong, so that the
  /// request is sent all the same.
  package func doubts(about input: JSONValue) -> [String] {
    guard isOpen else { return [] }
    return parameters.filter { $0.isRequired && input[$0.name] == nil }.map {
      "\(name) may need \($0.name), says the catalogue"
    }
  }
}

extension ParameterSpec {
  /// Returns the value in the form of the provider if the description allows it, else as it was probably meant.
  fileprivate func guess(_ given: JSONValue) -> JSONValue { (try? value(from: given)) ?? ModelSpec.guess(given) }
}
