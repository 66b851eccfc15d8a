/// The models that are known by name.
public struct ModelRegistry: Sendable {
  public let models: [ModelSpec]
  /// What was there once.
  public let retired: [RetiredModel]
  private let index: [String: Int]

  /// The list that comes with the program.
  public static let builtIn = ModelRegistry(bytes: PackageResources.models_json) ?? ModelRegistry(models: [])

  /// Where two models share a name, the earlier one has it.
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

  /// Nil unless the document and every model in it is as `models.json` has it.
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

  /// By short name, alias or endpoint. An endpoint that is not in the list gives a model that takes whatever it is given,
  /// unless it is known to be gone.
  public func model(named name: String) -> ModelSpec? {
    if let model = listed(name) { return model }
    return retirement(of: name) == nil ? ModelSpec(unlistedEndpoint: name) : nil
  }

  /// The same for what is in the list alone.
  public func listed(_ name: String) -> ModelSpec? { index[name.lowercased()].map { models[$0] } }

  /// What became of a model that is gone, by its endpoint or by a name that people used; nil for all others.
  public func retirement(of name: String) -> RetiredModel? {
    let name = name.lowercased()
    guard index[name] == nil else { return nil }
    return retired.first { $0.endpoint == name || $0.names.contains(name) }
  }

  /// The same list with one model more; one that has its name or endpoint already stays.
  public func adding(_ model: ModelSpec) -> ModelRegistry { ModelRegistry(models: models + [model], retired: retired) }

  /// The short name that `name` was perhaps meant to be.
  public func nearest(to name: String) -> String? {
    Spelling.nearest(to: name, in: models.flatMap { [$0.name] + $0.aliases.filter { !$0.contains("/") } })
      .flatMap { index[$0.lowercased()] }.map { models[$0].name }
  }
}
