import AliceCatalog
public import AliceWorkspace

/// What became of a stage, as it stands in the journal: replayed, and never decided anew, when a run goes on.
public struct PipelineStep: Sendable, Hashable {
  public struct Picture: Sendable, Hashable {
    /// An asset's id in full, or the path or address of a picture that was given.
    public internal(set) var name = ""
    public internal(set) var verdict: PipelineVerdict?
    /// False for what a keep stage left behind.
    public internal(set) var isKept = true
  }

  public internal(set) var stage = ""
  public internal(set) var kind = ""
  public internal(set) var model: String?
  public internal(set) var pictures: [Picture] = []
  /// Jobs that came to nothing.
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

/// The members of its verdict stand among its own; without `defects` there is none.
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

/// What became of a pipeline.
public struct PipelineResult: Sendable {
  public enum State: String, Sendable, Hashable {
    /// Stopped on the way: the same run goes on there.
    case open
    case done
    /// Nothing passed a keep stage; what was made stays.
    case ended
  }

  /// What `alice pipeline resume` takes.
  public let run: String
  public let pipeline: String
  public internal(set) var state = State.open
  public internal(set) var steps: [PipelineStep] = []
  /// How many of the steps were made before this time.
  public internal(set) var replayed = 0
  /// The pictures or videos of the last stage, with the absolute paths of their files.
  public internal(set) var assets: [Asset] = []
  public internal(set) var files: [BytePath] = []
  /// Every job of the run.
  public internal(set) var jobs: [Job] = []
  public internal(set) var failures: [AliceError] = []
  public internal(set) var warnings: [String] = []

  init(run: String, pipeline: String) {
    self.run = run
    self.pipeline = pipeline
  }

  /// What the whole has cost.
  public var cost: Cost? { GenerationResult(jobs: jobs).cost }
}
