/// What the user asked the model for.
public struct Recipe: Sendable, Hashable {
  public var prompt: String?
  public var negativePrompt: String?
  /// The short name (`flux-dev`), else the checkpoint's name as the generator wrote it.
  public var model: String?
  /// Decimal digits with an optional minus sign, because seeds use 64 bits.
  public var seed: String?
  /// All other inputs, under the names that the model or program uses.
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

/// The recipe, and who carried it out, when and at what cost.
public struct Provenance: Sendable, Hashable {
  public var recipe: Recipe
  /// The paid service: `fal`.
  public var provider: String?
  public var endpoint: String?
  public var requestID: String?
  public var generator: Generator?
  public var cost: Cost?
  /// The time of generation.
  public var created: Timestamp?
  /// The assets that served as input.
  public var parents: [AssetID]
  /// Whether the file contains several candidate recipes, of which this is the most likely: for example, a graph with
  /// more than one positive prompt.
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

extension Provenance {
  /// Whether a simulator made it, and nothing was paid.
  package var isSimulated: Bool { cost?.basis == .simulated || provider == Job.simulator }
}
