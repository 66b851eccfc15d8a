import AliceModel

/// Takes the members of a generator's JSON one by one; the remaining ones become parameters.
struct RecipeFields {
  private let object: JSONObject
  private var taken: Set<String> = []

  init(_ object: JSONObject) { self.object = object }

  /// Takes the first of `names` that is present and not null.
  mutating func value(_ names: String...) -> JSONValue? { take(names) { $0 } }

  /// Takes the first of `names` that is a text; empty texts and words such as `None` count as absent.
  mutating func text(_ names: String...) -> String? { text(names) }

  mutating func text(_ names: [String]) -> String? { take(names) { value in value.stringValue.flatMap(NoValue.text) } }

  mutating func seed(_ names: String...) -> String? { take(names, ParameterValue.seed) }

  /// Excludes `names` from the parameters.
  mutating func drop(_ names: String...) { taken.formUnion(names) }

  /// Takes the first of `names` from which `read` makes a value; all of them are excluded from the parameters.
  mutating func take<Value>(_ names: [String], _ read: (JSONValue) -> Value?) -> Value? {
    taken.formUnion(names)
    for name in names {
      if let member = object[name], !member.isNull, let value = read(member) { return value }
    }
    return nil
  }

  private static func isNothing(_ value: JSONValue) -> Bool {
    value.isNull || value.stringValue.map(NoValue.isWord) ?? false
  }

  /// Returns the remaining members except nulls and what means the same, under canonical names.
  func parameters() -> JSONObject {
    var parameters: JSONObject = [:]
    for (key, value) in object where !taken.contains(key) && !RecipeFields.isNothing(value) {
      let name = ParameterName.canonical(key)
      if !name.isEmpty, parameters[name] == nil { parameters[name] = value }
    }
    return parameters
  }
}

extension ReadMetadata {
  /// Creates the usual recipe from these fields, with the rest of `fields` as parameters.
  init(
    _ generator: Generator?, prompt: String?, negative: String?, model: String?, seed: String?,
    rest fields: RecipeFields
  ) {
    self.init()
    provenance.generator = generator
    provenance.recipe = Recipe(
      prompt: prompt, negativePrompt: negative, model: model, seed: seed, parameters: fields.parameters())
    let parameters = provenance.recipe.parameters
    setSize(width: parameters["width"]?.intValue, height: parameters["height"]?.intValue)
  }

  /// Sets the size from a text such as `1024 x 1024` in the parameter `name`, and removes the parameter.
  mutating func setSize(fromParameter name: String) {
    guard let text = provenance.recipe.parameters[name]?.stringValue, let size = ParameterValue.size(text) else {
      return
    }
    provenance.recipe.parameters[name] = nil
    setSize(width: size.width, height: size.height)
  }
}

extension String {
  /// The part after the last separator of either kind; the folders of a program's models are private.
  var lastPathPart: String { split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? self }
}
