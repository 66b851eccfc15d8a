import AliceCatalog
public import AliceWorkspace

/// The recorded result of a stage; it is replayed, not decided again, when a run is resumed.
public struct PipelineStep: Sendable, Hashable {
  public struct Picture: Sendable, Hashable {
    /// The full id of an asset, or the path or URL of an image that the user provided.
    public internal(set) var name = ""
    public internal(set) var verdict: PipelineVerdict?
    /// Whether the image continues to the next stage; a keep stage excludes the others.
    public internal(set) var isKept = true
  }

  public internal(set) var stage = ""
  public internal(set) var kind = ""
  public internal(set) var model: String?
  public internal(set) var pictures: [Picture] = []
  /// The ids of jobs without a result.
  public internal(set) var failed: [String] = []
  public internal(set) var cost: Money?

  var kept: [String] { pictures.filter(\.isKept).map(\.name) }

  private static let fields: JSONFields<Self> = [
    .member("stage", \.stage, isRequired: true), .member("kind", \.kind, isRequired: true), .nullable("model", \.model),
    .member("pictures", \.pictures, isRequired: true), .member("failed", \.failed), .nullable("cost", \.cost),
  ]

  public var json: JSONValue { .object(PipelineStep.fields.object(of: self)) }
}

extension PipelineStep {
  init(json: JSONValue) throws {
    guard let step = json.objectValue.flatMap({ PipelineStep.fields.read($0, into: PipelineStep()) }) else {
      throw AliceError.system("the journal's record of a pipeline is damaged")
    }
    self = step
  }
}

/// The JSON members of the verdict are among the other members; without `defects` there is no verdict.
extension PipelineStep.Picture: JSONCoded {
  private static let fields: JSONFields<Self> = [.member("name", \.name), .member("kept", \.isKept)]

  package init(json: JSONValue) {
    let object = json.objectValue ?? [:]
    self = Self.fields.read(object, into: Self()) ?? Self()
    if object["defects"] != nil { verdict = PipelineVerdict.fields.read(object, into: PipelineVerdict()) }
  }

  package var json: JSONValue {
    var object = Self.fields.object(of: self)
    guard let verdict else { return .object(object) }
    for (key, value) in PipelineVerdict.fields.object(of: verdict) { object[key] = value }
    return .object(object)
  }
}

/// The result of a pipeline.
public struct PipelineResult: Sendable {
  public enum State: String, Sendable, Hashable {
    /// The run was interrupted and can be resumed.
    case open
    case done
    /// Nothing met the condition of a keep stage; generated files are kept.
    case ended
  }

  /// The id of the run, as `alice pipeline resume` accepts it.
  public let run: String
  public let pipeline: String
  public internal(set) var state = State.open
  public internal(set) var steps: [PipelineStep] = []
  /// The number of steps that were carried out before this time.
  public internal(set) var replayed = 0
  /// The images or videos of the last stage, with the absolute paths of their files.
  public internal(set) var assets: [Asset] = []
  public internal(set) var files: [BytePath] = []
  /// Every job of the run.
  public internal(set) var jobs: [Job] = []
  public internal(set) var failures: [AliceError] = []
  public internal(set) var warnings: [String] = []
  /// What became of the requests that the user cancelled at the provider, after stopping the run.
  package var cancelled: [AliceError] = []

  init(run: String, pipeline: String) {
    self.run = run
    self.pipeline = pipeline
  }

  /// The cost of the whole run.
  public var cost: Cost? { GenerationResult(jobs: jobs).cost }
}
