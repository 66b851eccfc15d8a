package import AliceModel

/// The result of reading the entries of a file.
package struct ReadMetadata: Sendable, Hashable {
  package var provenance: Provenance
  /// The requested width in pixels; the file itself may have been scaled since.
  package var width: Int?
  package var height: Int?

  package init(provenance: Provenance = Provenance(), width: Int? = nil, height: Int? = nil) {
    self.provenance = provenance
    self.width = width
    self.height = height
  }

  /// Forwards to `Provenance.ambiguous`.
  package var ambiguous: Bool {
    get { provenance.ambiguous }
    set { provenance.ambiguous = newValue }
  }

  /// Stores `texts` as a list in the parameter `name` if there is more than one.
  mutating func keep(_ texts: [String], as name: String) {
    guard texts.count > 1 else { return }
    provenance.recipe.parameters[name] = .array(texts.map(JSONValue.string))
  }

  /// Sets the requested size here and among the recipe's parameters. Impossible sizes are ignored.
  mutating func setSize(width: Int?, height: Int?) {
    let possible = 1...10_000_000
    guard let width, let height, possible.contains(width), possible.contains(height) else { return }
    self.width = width
    self.height = height
    provenance.recipe.parameters["width"] = JSONValue(width)
    provenance.recipe.parameters["height"] = JSONValue(height)
  }

  /// Fills the missing values from `other`.
  package mutating func fill(from other: ReadMetadata) {
    let (mine, theirs) = (provenance.recipe, other.provenance.recipe)
    if mine.prompt == nil, theirs.prompt != nil { ambiguous = ambiguous || other.ambiguous }
    provenance.recipe.prompt = mine.prompt ?? theirs.prompt
    provenance.recipe.negativePrompt = mine.negativePrompt ?? theirs.negativePrompt
    provenance.recipe.model = mine.model ?? theirs.model
    provenance.recipe.seed = mine.seed ?? theirs.seed
    for (name, value) in theirs.parameters where mine.parameters[name] == nil {
      provenance.recipe.parameters[name] = value
    }
    provenance.generator = provenance.generator ?? other.provenance.generator
    provenance.provider = provenance.provider ?? other.provenance.provider
    provenance.endpoint = provenance.endpoint ?? other.provenance.endpoint
    provenance.requestID = provenance.requestID ?? other.provenance.requestID
    provenance.created = provenance.created ?? other.provenance.created
    width = width ?? other.width
    height = height ?? other.height
  }

  /// Returns the metadata without overlong model names, overlong parameters, and surplus parameters.
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
