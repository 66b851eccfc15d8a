import AliceNumbers

/// The list of known models.
public struct ModelRegistry: Sendable {
  public let models: [ModelSpec]
  /// Models that the provider no longer has.
  public let retired: [RetiredModel]
  private let index: [String: Int]

  /// The list that comes with the program.
  public static let builtIn = ModelRegistry(bytes: PackageResources.models_json) ?? ModelRegistry(models: [])

  /// If two models share a name, the name refers to the first.
  public init(models: [ModelSpec], retired: [RetiredModel] = []) {
    self.models = models
    self.retired = retired
    var index: [String: Int] = [:]
    for (place, model) in models.enumerated() {
      for name in [model.name, model.endpoint] + model.aliases where index[name.lowercased()] == nil {
        index[name.lowercased()] = place
      }
    }
    self.index = index
  }

  /// Returns nil unless the document and every model in it have the form of `models.json`.
  public init?(json: JSONValue) {
    guard json["schema"]?.intValue == 1, let listed = json["models"]?.arrayValue else { return nil }
    let models = listed.compactMap(ModelSpec.init(json:))
    let retired = (json["retired"]?.arrayValue ?? []).compactMap(RetiredModel.init(json:))
    guard models.count == listed.count, retired.count == json["retired"]?.arrayValue?.count ?? 0 else { return nil }
    self.init(models: models, retired: retired)
  }

  init?(bytes: [UInt8]) {
    guard let json = try? JSONValue(parsing: bytes) else { return nil }
    self.init(json: json)
  }

  /// Returns a model by short name, alias or endpoint. For an endpoint that is not in the list it returns a model that
  /// accepts any input, unless the endpoint is known to be retired.
  public func model(named name: String) -> ModelSpec? {
    if let model = listed(name) { return model }
    return retirement(of: name) == nil ? ModelSpec(unlistedEndpoint: name) : nil
  }

  /// Returns a model only if it is in the list.
  public func listed(_ name: String) -> ModelSpec? { index[name.lowercased()].map { models[$0] } }

  /// Returns the entry of a retired model, by its endpoint or by a name that it had; nil for all others.
  public func retirement(of name: String) -> RetiredModel? {
    let name = name.lowercased()
    guard index[name] == nil else { return nil }
    return retired.first { $0.endpoint == name || $0.names.contains(name) }
  }

  /// Returns the same list with one more model. A model with the same name or endpoint takes precedence.
  public func adding(_ model: ModelSpec) -> ModelRegistry { ModelRegistry(models: models + [model], retired: retired) }

  /// Returns the short name that `name` is probably a misspelling of.
  public func nearest(to name: String) -> String? {
    Spelling.nearest(to: name, in: models.flatMap { [$0.name] + $0.aliases.filter { !$0.contains("/") } })
      .flatMap { index[$0.lowercased()] }.map { models[$0].name }
  }
}
