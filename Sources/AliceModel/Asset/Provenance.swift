/// What was asked for.
public struct Recipe: Sendable, Hashable {
  public var prompt: String?
  public var negativePrompt: String?
  /// The short name (`flux-dev`), else the checkpoint's name as its program wrote it.
  public var model: String?
  /// Decimal digits, perhaps with a minus sign: seeds use 64 bits.
  public var seed: String?
  /// Everything else that was asked for, by the names of the one who was asked.
  public var parameters: JSONObject

  public init(
    prompt: String? = nil, negativePrompt: String? = nil, model: String? = nil, seed: String? = nil,
    parameters: JSONObject = [:]
  ) {
    self.prompt = prompt
    self.negativePrompt = negativePrompt
    self.model = model
    self.seed = seed
    self.parameters = parameters
  }

  public var isEmpty: Bool { self == Recipe() }
}

/// The recipe and who carried it out.
public struct Provenance: Sendable, Hashable {
  public var recipe: Recipe
  /// The service that was paid: `fal`.
  public var provider: String?
  public var endpoint: String?
  public var requestID: String?
  public var generator: Generator?
  public var cost: Cost?
  /// When the asset was made.
  public var created: Timestamp?
  /// What it was made from.
  public var parents: [AssetID]
  /// The file holds several answers, and the recipe is the likeliest: a graph with more than one positive text, say.
  public var ambiguous: Bool

  public init(
    recipe: Recipe = Recipe(), provider: String? = nil, endpoint: String? = nil, requestID: String? = nil,
    generator: Generator? = nil, cost: Cost? = nil, created: Timestamp? = nil, parents: [AssetID] = [],
    ambiguous: Bool = false
  ) {
    self.recipe = recipe
    self.provider = provider
    self.endpoint = endpoint
    self.requestID = requestID
    self.generator = generator
    self.cost = cost
    self.created = created
    self.parents = parents
    self.ambiguous = ambiguous
  }
}
