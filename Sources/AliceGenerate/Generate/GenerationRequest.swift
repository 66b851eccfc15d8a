public import AliceWorkspace

/// The kind of media that a request asks for.
public enum GenerationType: String, Sendable, Hashable {
  case image, video
}

/// A request for generation: what to generate, with which model.
public struct GenerationRequest: Sendable, Hashable {
  public var prompt: String?
  public var negativePrompt: String?
  /// The expected kind: the request is refused before anything is sent if the model generates another; nil accepts any.
  public var generationType: GenerationType?
  /// A short name such as `flux-dev`, or an endpoint id.
  public var model: String
  /// The parameters, checked and converted for the model: `"duration": 5` gets the type that the model expects.
  public var parameters: JSONObject
  /// The names of the parameters that the user wrote, whose values may name local files. The parameters of a recipe must
  /// not be among them: a file from elsewhere could then have any file of the user uploaded.
  public var written: Set<String> = []
  /// The parameters that are sent as they are, whatever the model's specification says.
  public var raw: JSONObject = [:]
  /// The size of the output, in the words of `--size`: `16:9`, `1024x768`, a preset; told to the model in its own form.
  public var size: String?
  public var seed: String?
  /// The images, videos and audio to start from; files are uploaded.
  public var inputs: InputFiles
  /// The number of images or videos.
  public var count: Int
  public var tags: [String]
  public var project: String?
  /// Whether to pay again although the library has the result already.
  public var again: Bool
  /// The styles of `PromptFiles` to apply, in this order.
  package var styles: [String] = []
  /// Whether the prompt is one that was sent before: nothing in it is a wildcard.
  package var isLiteral = false

  /// Whether the request may name files or assets, so that the library is needed to plan it.
  package var mayNameFiles: Bool { !inputs.isEmpty || !written.isEmpty || !raw.isEmpty }

  /// Returns a seed that every model takes.
  package static func randomSeed() -> String { String(UInt32.random(in: 1...UInt32(Int32.max))) }

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

/// The result of a generation.
public struct GenerationResult: Sendable {
  public var assets: [Asset]
  /// The absolute paths of the files, in the order of `assets`.
  public var files: [BytePath]
  public var jobs: [Job]
  /// The earlier jobs of equal requests: their assets come first, and nothing is paid for them.
  public var reused: [Job]
  /// The errors of jobs without a result, in the order of the jobs.
  public var failures: [AliceError]
  /// Remarks for the user on the results, such as that the provider has blackened images.
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
  /// The path of the first file.
  public var filePath: BytePath? { files.first }

  /// The recorded cost: the plausible bills, and estimates for the rest. Nil if no price is known.
  public var cost: Cost? {
    if jobs.isEmpty, !reused.isEmpty { return Cost(amount: .zero, basis: .billed) }
    let known = jobs.filter { $0.billed != nil || $0.state == .done }.compactMap { $0.cost }
    guard !known.isEmpty else { return nil }
    return Cost(amount: known.map(\.price).reduce(.zero, +), basis: basis(of: known))
  }

  /// Returns the least certain basis of all costs.
  private func basis(of costs: [Cost]) -> Cost.Basis {
    if jobs.allSatisfy(\.isFree) { return .simulated }
    if costs.contains(where: { $0.basis == .unverified }) { return .unverified }
    return jobs.contains { $0.state == .done && $0.billed == nil } ? .estimate : .billed
  }
}
