extension ModelSpec {
  /// Returns those of `names` that the specification does not know.
  package func unknown(among names: some Sequence<String>) -> [String] {
    names.filter { parameter(named: $0) == nil && !ignored.contains(ModelSpec.folded($0)) }
  }

  /// Returns the model with those of `names` that another description of the same endpoint has: providers add
  /// parameters to models that are listed long since.
  package func supplemented(with names: some Sequence<String>, of other: ModelSpec) -> (ModelSpec, added: [String]) {
    var model = self
    var added: [String] = []
    for name in names {
      guard model.parameter(named: name) == nil, let parameter = other.parameter(named: name) else { continue }
      // Another name of a parameter that the model has already is no new one.
      guard !model.parameters.contains(where: { $0.name == parameter.name }) else { continue }
      model.parameters.append(parameter)
      added.append(parameter.name)
    }
    return (model, added)
  }
}

extension ModelRegistry {
  /// Returns the same list with `model` in the place of the one with its endpoint.
  package func replacing(_ model: ModelSpec) -> ModelRegistry {
    ModelRegistry(models: models.map { $0.endpoint == model.endpoint ? model : $0 }, retired: retired)
  }
}
