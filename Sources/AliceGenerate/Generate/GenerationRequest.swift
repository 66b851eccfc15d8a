public import AliceWorkspace

/// What kind of thing a request asks for.
public enum GenerationType: String, Sendable, Hashable {
  case image, video
}

/// A wish: what to make, by which model.
public struct GenerationRequest: Sendable, Hashable {
  public var prompt: String?
  public var negativePrompt: String?
  /// Refused before anything is sent where the model makes something else; nil takes what the model makes.
  public var generationType: GenerationType?
  /// A short name such as `flux-dev`, or an endpoint id.
  public var model: String
  /// Checked and coerced by the model's own table: `"duration": 5` becomes what the model wants.
  public var parameters: JSONObject
  public var seed: String?
  /// Pictures, videos and sound to work from; files are uploaded.
  public var inputs: InputFiles
  /// How many pictures or videos.
  public var count: Int
  public var tags: [String]
  public var project: String?
  /// Pays again for what the library has an answer to already.
  public var again: Bool

  public init(
    prompt: String?, generationType: GenerationType? = nil, model: String, parameters: JSONObject = [:],
    negativePrompt: String? = nil, seed: String? = nil, inputs: InputFiles = InputFiles(), count: Int = 1,
    tags: [String] = [], project: String? = nil, again: Bool = false
  ) {
    self.prompt = prompt
    self.generationType = generationType
    self.model = model
    self.parameters = parameters
    self.negativePrompt = negativePrompt
    self.seed = seed
    self.inputs = inputs
    self.count = count
    self.tags = tags
    self.project = project
    self.again = again
  }
}

/// What became of a wish.
public struct GenerationResult: Sendable {
  public var assets: [Asset]
  /// The absolute paths of the files, in the order of `assets`.
  public var files: [BytePath]
  public var jobs: [Job]
  /// Jobs of earlier runs that asked for the same: their assets come first, and nothing is paid for them.
  public var reused: [Job]
  /// Why jobs did not come to an end, in their order.
  public var failures: [AliceError]
  /// What a person should know of results that did arrive, such as pictures that the provider blackened.
  public var warnings: [String]

  package init(
    assets: [Asset] = [], files: [BytePath] = [], jobs: [Job] = [], reused: [Job] = [],
    failures: [AliceError] = [], warnings: [String] = []
  ) {
    self.assets = assets
    self.files = files
    self.jobs = jobs
    self.reused = reused
    self.failures = failures
    self.warnings = warnings
  }

  public var success: Bool { failures.isEmpty && !assets.isEmpty }
  /// The first file.
  public var filePath: BytePath? { files.first }

  /// What is counted: the bills, as far as the provider said and can be believed, else the estimates. Nil where no price is known.
  public var cost: Cost? {
    if jobs.isEmpty, !reused.isEmpty { return Cost(amount: .zero, basis: .billed) }
    let known = jobs.filter { $0.billed != nil || $0.state == .done }.compactMap { $0.cost }
    guard !known.isEmpty else { return nil }
    return Cost(amount: known.map(\.amount).reduce(.zero, +), basis: basis(of: known))
  }

  /// No better than the worst of them.
  private func basis(of costs: [Cost]) -> Cost.Basis {
    if jobs.allSatisfy(\.isFree) { return .simulated }
    if costs.contains(where: { $0.basis == .unverified }) { return .unverified }
    return jobs.contains { $0.state == .done && $0.billed == nil } ? .estimate : .billed
  }
}
