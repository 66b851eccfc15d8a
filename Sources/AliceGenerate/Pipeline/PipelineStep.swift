import AliceCatalog
public import AliceWorkspace

/// What became of a stage, as it stands in the journal: replayed, and never decided anew, when a run goes on.
public struct PipelineStep: Sendable, Hashable {
  public struct Picture: Sendable, Hashable {
    /// An asset's id in full, or the path or address of a picture that was given.
    public let name: String
    public let verdict: PipelineVerdict?
    /// False for what a keep stage left behind.
    public let isKept: Bool
  }

  public let stage: String
  public let kind: String
  public let model: String?
  public let pictures: [Picture]
  /// Jobs that came to nothing.
  public let failed: [String]
  public let cost: Money?

  var kept: [String] { pictures.filter(\.isKept).map(\.name) }

  public var json: JSONValue {
    [
      "stage": .string(stage), "kind": .string(kind), "model": JSONValue(model),
      "pictures": .array(
        pictures.map { picture in
          var object: JSONObject = ["name": .string(picture.name), "kept": .bool(picture.isKept)]
          for (key, value) in picture.verdict?.json ?? [:] { object[key] = value }
          return .object(object)
        }),
      "failed": .array(failed.map(JSONValue.string)), "cost": JSONValue(cost?.description),
    ]
  }

  init(
    stage: String, kind: String, model: String?, pictures: [Picture], failed: [String] = [], cost: Money? = nil
  ) {
    self.stage = stage
    self.kind = kind
    self.model = model
    self.pictures = pictures
    self.failed = failed
    self.cost = cost
  }

  init(json: JSONValue) throws {
    guard let stage = json["stage"]?.stringValue, let kind = json["kind"]?.stringValue,
      let pictures = json["pictures"]?.arrayValue
    else { throw AliceError.system("the journal's record of a pipeline is damaged") }
    self.init(
      stage: stage, kind: kind, model: json["model"]?.stringValue,
      pictures: pictures.map { picture in
        Picture(
          name: picture["name"]?.stringValue ?? "",
          verdict: picture["defects"] == nil ? nil : PipelineVerdict(json: picture),
          isKept: picture["kept"]?.boolValue ?? true)
      },
      failed: json["failed"]?.arrayValue?.compactMap(\.stringValue) ?? [],
      cost: json["cost"]?.scalarText.flatMap { Money($0) })
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
