extension ModelSpec {
  /// The body of a request: every parameter known, of the right type and in range, nothing that the model does not take.
  ///
  /// Strings in `parameters` are taken as what a person typed, and names that other models use for the same thing are
  /// understood (`Dialect`); sizes become what the model knows of sizes.
  /// For an endpoint that is not listed everything passes through, and where `typed` the type of a string is guessed:
  /// `5` is a number, `"5"` with its quotes a string.
  public func input(
    prompt: String? = nil, negativePrompt: String? = nil, seed: String? = nil, parameters: JSONObject = [:],
    typed: Bool = true
  ) throws(InputError) -> JSONValue {
    var given = JSONObject()
    for (name, value) in [("prompt", prompt), ("negative_prompt", negativePrompt)] {
      if let value, !value.isEmpty { given[name] = .string(value) }
    }
    given["seed"] = seed.map(JSONValue.string)
    guard isListed else { return .object(passed(given, parameters, typed: typed)) }
    var values = try named(given, into: [:])
    values = try named(try sized(parameters), into: values)
    return .object(try checked(values))
  }

  private func passed(_ given: JSONObject, _ parameters: JSONObject, typed: Bool) -> JSONObject {
    var input = given
    input["seed"] = given["seed"].map(ModelSpec.guess)
    for (name, value) in parameters { input[name] = typed ? ModelSpec.guess(value) : value }
    return input
  }

  static func guess(_ value: JSONValue) -> JSONValue {
    guard let text = value.stringValue else { return value }
    return (try? JSONValue(parsing: text)) ?? value
  }

  /// The values by the provider's names.
  private func named(_ given: JSONObject, into known: JSONObject) throws(InputError) -> JSONObject {
    var values = known
    for (name, value) in given where !value.isNull {
      guard let parameter = parameter(named: name) else {
        if ignored.contains(ModelSpec.folded(name)) { continue }
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

  private func checked(_ values: JSONObject) throws(InputError) -> JSONObject {
    var input = JSONObject()
    for parameter in parameters {
      if let value = values[parameter.name] {
        input[parameter.name] = try parameter.value(from: value)
      } else if parameter.isRequired {
        throw .missing(parameter.name, model: name)
      }
    }
    try checkCounts(input)
    return input
  }

  /// Lists that may be left out, and that the choice in `input` makes nothing without.
  package func unmetCounts(in input: JSONValue) -> [InputError] {
    parameters.compactMap { parameter in
      guard let counts = parameter.counts, input[parameter.name] == nil,
        let choice = input[counts.parameter]?.scalarText, let wanted = counts.values[choice]
      else { return nil }
      return .wrongCount(parameter.name, given: 0, expected: wanted, by: "\(counts.parameter)=\(choice)")
    }
  }

  /// Lists whose length another parameter decides.
  private func checkCounts(_ input: JSONObject) throws(InputError) {
    for parameter in parameters {
      guard let counts = parameter.counts, let given = input[parameter.name]?.arrayValue?.count,
        let choice = input[counts.parameter]?.scalarText, let wanted = counts.values[choice], wanted != given
      else { continue }
      throw .wrongCount(parameter.name, given: given, expected: wanted, by: "\(counts.parameter)=\(choice)")
    }
  }
}
