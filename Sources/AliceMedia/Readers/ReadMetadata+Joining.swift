import AliceModel

/// Joins what several blocks of one file tell. Nodes and programs leave blocks that are empty, all zero or `unknown`.
extension ReadMetadata {
  /// Returns these values, with those of `other` where they are missing or stubs. A stub stays only if the other block
  /// tells nothing better.
  func joined(with other: ReadMetadata) -> ReadMetadata {
    var joined = withoutStubs
    joined.fill(from: other.withoutStubs)
    joined.fill(from: self)
    joined.fill(from: other)
    return joined
  }

  /// The values without those that probably mean that nothing is known. The seed 0 is one only without steps and CFG.
  private var withoutStubs: ReadMetadata {
    var read = self
    let recipe = provenance.recipe
    if let prompt = recipe.prompt, NoValue.isStub(prompt) {
      read.provenance.recipe.prompt = nil
      read.ambiguous = false
    }
    if let negative = recipe.negativePrompt, NoValue.isStub(negative) { read.provenance.recipe.negativePrompt = nil }
    if let model = recipe.model, NoValue.isStub(model) { read.provenance.recipe.model = nil }
    let hasSteps = (recipe.parameters["steps"]?.doubleValue ?? 0) > 0
    let hasScale = (recipe.parameters["cfg_scale"]?.doubleValue ?? 0) > 0
    if recipe.seed == "0", !hasSteps, !hasScale { read.provenance.recipe.seed = nil }
    for (name, value) in recipe.parameters where isStub(value, name: name, hasSteps: hasSteps) {
      read.provenance.recipe.parameters[name] = nil
    }
    return read
  }

  private func isStub(_ value: JSONValue, name: String, hasSteps: Bool) -> Bool {
    if let text = value.stringValue { return NoValue.isStub(text) }
    switch name {
    case "steps", "width", "height": return value.doubleValue == 0
    // Distilled models are run with a scale of 0.
    case "cfg_scale", "denoise", "clip_skip": return value.doubleValue == 0 && !hasSteps
    case "loras": return value.arrayValue?.isEmpty ?? false
    default: return false
    }
  }
}
