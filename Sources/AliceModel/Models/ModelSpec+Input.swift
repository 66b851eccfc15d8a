extension ModelSpec {
  /// The body of a request: every parameter known, of the right type and in range, nothing that the model does not take.
  ///
  /// Strings in `parameters` are taken as what a person typed. `width` and `height` become the model's size parameter.
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
    values = try named(try joiningSides(parameters), into: values)
    return .object(try checked(values))
  }

  private func passed(_ given: JSONObject, _ parameters: JSONObject, typed: Bool) -> JSONObject {
    var input = given
    input["seed"] = given["seed"].map(ModelSpec.guess)
    for (name, value) in parameters { input[name] = typed ? ModelSpec.guess(value) : value }
    return input
  }

  private static func guess(_ value: JSONValue) -> JSONValue {
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

  /// `width` and `height` as one size, where the model takes a size and not them.
  private func joiningSides(_ given: JSONObject) throws(InputError) -> JSONObject {
    guard let size = parameters.first(where: { $0.kind == .size }), given["width"] != nil || given["height"] != nil,
      parameter(named: "width") == nil
    else { return given }
    guard let width = given["width"] else { throw .missing("width", model: name) }
    guard let height = given["height"] else { throw .missing("height", model: name) }
    var joined = given
    joined["width"] = nil
    joined["height"] = nil
    if let other = joined.keys.first(where: { parameter(named: $0)?.name == size.name }) {
      throw .conflict(other, "width")
    }
    joined[size.name] = ["width": try side("width", width), "height": try side("height", height)]
    return joined
  }

  private func side(_ name: String, _ given: JSONValue) throws(InputError) -> JSONValue {
    let text = given.scalarText ?? given.text
    guard let value = given.intValue else { throw .wrongType(name, given: text, expected: .integer) }
    guard (1...ImageSize.limit).contains(value) else {
      throw .outOfRange(name, given: text, minimum: 1, maximum: Double(ImageSize.limit))
    }
    return JSONValue(value)
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
    return input
  }
}
