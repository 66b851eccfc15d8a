package import AliceModel

/// What a reader made of the entries of a file.
package struct ReadMetadata: Sendable, Hashable {
  package var provenance: Provenance
  /// The file holds several answers, and this is the likeliest: a graph with more than one positive text, say.
  package var ambiguous: Bool
  /// The size that was asked for, in pixels; the file itself may have been scaled since.
  package var width: Int?
  package var height: Int?

  package init(
    provenance: Provenance = Provenance(), ambiguous: Bool = false, width: Int? = nil, height: Int? = nil
  ) {
    self.provenance = provenance
    self.ambiguous = ambiguous
    self.width = width
    self.height = height
  }

  /// Sets the stated size here and among the recipe's parameters. Sizes that no picture has are ignored.
  mutating func setSize(width: Int?, height: Int?) {
    let possible = 1...10_000_000
    guard let width, let height, possible.contains(width), possible.contains(height) else { return }
    self.width = width
    self.height = height
    provenance.recipe.parameters["width"] = JSONValue(width)
    provenance.recipe.parameters["height"] = JSONValue(height)
  }

  /// Takes what `other` says where `self` says nothing.
  mutating func fill(from other: ReadMetadata) {
    let (mine, theirs) = (provenance.recipe, other.provenance.recipe)
    provenance.recipe.prompt = mine.prompt ?? theirs.prompt
    provenance.recipe.negativePrompt = mine.negativePrompt ?? theirs.negativePrompt
    provenance.recipe.model = mine.model ?? theirs.model
    provenance.recipe.seed = mine.seed ?? theirs.seed
    for (name, value) in theirs.parameters where mine.parameters[name] == nil {
      provenance.recipe.parameters[name] = value
    }
    provenance.generator = provenance.generator ?? other.provenance.generator
    provenance.created = provenance.created ?? other.provenance.created
    width = width ?? other.width
    height = height ?? other.height
  }

  /// Without what is too long or too much to be a model's name or a parameter.
  func bounded() -> ReadMetadata {
    var bounded = self
    let recipe = provenance.recipe
    if let model = recipe.model, model.isEmpty || model.utf8.count > 1_000 { bounded.provenance.recipe.model = nil }
    let parameters = recipe.parameters.lazy.filter { $0.value.text.utf8.count <= ReadMetadata.maximumValueBytes }
    bounded.provenance.recipe.parameters = JSONObject(
      parameters.prefix(ReadMetadata.maximumParameters).map { ($0.key, $0.value) })
    return bounded
  }

  private static let maximumParameters = 512
  private static let maximumValueBytes = 16 << 10
}
