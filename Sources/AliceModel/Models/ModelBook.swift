/// The models that are known by name.
public struct ModelBook: Sendable {
  public let models: [ModelSpec]
  private let index: [String: Int]

  /// The list that comes with the program.
  public static let builtIn = ModelBook(bytes: PackageResources.models_json) ?? ModelBook(models: [])

  /// Where two models share a name, the earlier one has it.
  public init(models: [ModelSpec]) {
    self.models = models
    var index: [String: Int] = [:]
    for (place, model) in models.enumerated() {
      for name in [model.name, model.endpoint] + model.aliases where index[name.lowercased()] == nil {
        index[name.lowercased()] = place
      }
    }
    self.index = index
  }

  /// Nil unless the document and every model in it is as `models.json` has it.
  public init?(json: JSONValue) {
    guard json["schema"]?.intValue == 1, let listed = json["models"]?.arrayValue else { return nil }
    let models = listed.compactMap(ModelSpec.init(json:))
    guard models.count == listed.count else { return nil }
    self.init(models: models)
  }

  init?(bytes: [UInt8]) {
    guard let json = try? JSONValue(parsing: bytes) else { return nil }
    self.init(json: json)
  }

  /// By short name, alias or endpoint. An endpoint that is not in the list gives a model that takes whatever it is given.
  public func model(named name: String) -> ModelSpec? {
    if let place = index[name.lowercased()] { return models[place] }
    return ModelSpec(unlistedEndpoint: name)
  }

  /// The short name that `name` was perhaps meant to be.
  public func nearest(to name: String) -> String? {
    Spelling.nearest(to: name, in: models.flatMap { [$0.name] + $0.aliases.filter { !$0.contains("/") } })
      .flatMap { index[$0.lowercased()] }.map { models[$0].name }
  }
}
