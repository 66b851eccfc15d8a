import AliceWorkspace

/// A pipeline and its inputs.
public struct PipelineRequest: Sendable, Hashable {
  public var pipeline: Pipeline
  public var prompt: String?
  /// The images that replace the first generate stage: paths, `https:` URLs, or assets of the library as
  /// `InputName.asset` names them.
  public var images: [String]
  /// The parameters by `stage.name`; they override those of the file.
  public var parameters: JSONObject
  /// The parameters by `stage.name` that are sent as they are, whatever the model's specification says.
  public var raw: JSONObject = [:]
  /// The size of what the generate stages make, in the words of `--size`; it overrides that of the file.
  public var size: String?
  public var tags: [String]
  public var project: String?
  /// The limit of the whole run, which replaces the pipeline's own; it also applies when the run is resumed.
  public var maxCost: Money?
  /// The maximum number of simultaneous requests.
  public var concurrency: Int
  /// Whether to send failed requests again.
  public var retriesFailed: Bool
  /// Whether to begin a new run although there is one of the same pipeline and inputs.
  public var again: Bool
  /// The styles of `PromptFiles` to apply to the prompt.
  package var styles: [String] = []

  public init(
    _ pipeline: Pipeline, prompt: String? = nil, images: [String] = [], parameters: JSONObject = [:],
    tags: [String] = [], project: String? = nil, maxCost: Money? = nil,
    concurrency: Int = BatchRequest.standardConcurrency, retriesFailed: Bool = false, again: Bool = false
  ) {
    self.pipeline = pipeline
    self.prompt = prompt
    self.images = images
    self.parameters = parameters
    self.tags = tags
    self.project = project
    self.maxCost = maxCost
    self.concurrency = concurrency
    self.retriesFailed = retriesFailed
    self.again = again
  }
}

extension PipelineRequest {
  /// The identity of a run: its text and its inputs, without the limit.
  var definition: JSONValue {
    var definition: JSONObject = [
      "pipeline": .string(pipeline.source), "prompt": JSONValue(prompt),
      "images": .array(images.map(JSONValue.string)), "parameters": .object(parameters),
      "tags": .array(tags.map(JSONValue.string)), "project": JSONValue(project),
    ]
    if !raw.isEmpty { definition["raw"] = .object(raw) }
    if let size { definition["size"] = .string(size) }
    if !styles.isEmpty { definition["styles"] = .array(styles.map(JSONValue.string)) }
    return .object(definition)
  }

  /// Throws if the definition is invalid.
  init(definition: JSONValue) throws {
    guard let source = definition["pipeline"]?.stringValue else {
      throw AliceError.pipeline(.noDefinition)
    }
    self.init(
      try Pipeline(parsing: source), prompt: definition["prompt"]?.stringValue,
      images: definition["images"]?.arrayValue?.compactMap(\.stringValue) ?? [],
      parameters: definition["parameters"]?.objectValue ?? [:],
      tags: definition["tags"]?.arrayValue?.compactMap(\.stringValue) ?? [],
      project: definition["project"]?.stringValue)
    raw = definition["raw"]?.objectValue ?? [:]
    size = definition["size"]?.stringValue
    styles = definition["styles"]?.arrayValue?.compactMap(\.stringValue) ?? []
  }

  /// Returns the stages with the given parameters applied, every model and every parameter checked.
  func checkedStages(
    registry: ModelRegistry = .builtIn, prompts: PromptFiles? = nil
  ) async throws -> [Pipeline.Stage] {
    try checkInputs()
    var stages = pipeline.stages
    for (key, value) in parameters {
      let (index, name) = try PipelineRequest.place(of: key, in: stages)
      stages[index] = stages[index].changed { call in
        call.parameters[name] = value
        call.written.insert(name)
      }
    }
    for (key, value) in raw {
      let (index, name) = try PipelineRequest.place(of: key, in: stages)
      stages[index] = stages[index].changed { $0.raw[name] = value }
    }
    if let size {
      stages = stages.map { stage in stage.step.kind == "generate" ? stage.changed { $0.size = size } : stage }
    }
    if !images.isEmpty, let first = stages.firstIndex(where: { $0.step.kind == "generate" }) {
      stages.remove(at: first)
    }
    for stage in stages { try await check(stage, registry, prompts) }
    return stages
  }

  /// Returns the index of the stage that `stage.name` names, and the name of the parameter.
  private static func place(of key: String, in stages: [Pipeline.Stage]) throws -> (Int, String) {
    guard let dot = key.firstIndex(of: "."), key.index(after: dot) != key.endIndex else {
      throw AliceError.pipeline(.malformedParameter(key))
    }
    let name = String(key[..<dot])
    guard let index = stages.firstIndex(where: { $0.name == name && $0.step.call != nil }) else {
      throw AliceError.pipeline(.noStage(name, nearest: Spelling.nearest(to: name, in: stages.map(\.name))))
    }
    return (index, String(key[key.index(after: dot)...]))
  }

  /// Whether the prompt of the run has wildcards or styles.
  fileprivate var isMadeOfParts: Bool {
    !styles.isEmpty || prompt.map { !PromptWildcards.names(in: $0).isEmpty } ?? false
  }

  private func checkInputs() throws {
    let given: [(Pipeline.Input, Bool)] = [(.prompt, prompt?.isEmpty == false), (.image, !images.isEmpty)]
    for (input, isGiven) in given {
      let isTaken = pipeline.inputs.contains(input)
      if isGiven, !isTaken { throw AliceError.pipeline(.notTaken(input: input.rawValue, pipeline: pipeline.name)) }
      if !isGiven, isTaken, !pipeline.optionalInputs.contains(input) {
        throw AliceError.pipeline(.missing(input: input.rawValue, pipeline: pipeline.name))
      }
    }
  }

  private func check(_ stage: Pipeline.Stage, _ registry: ModelRegistry, _ prompts: PromptFiles?) async throws {
    guard let call = stage.step.call else { return }
    do {
      let model = try registry.known(call.model)
      try stage.checkKind(of: model)
      _ = try await GenerationRunner.plan(
        stage.sampleRequest(self, call, model), registry: registry, prompts: prompts)
    } catch let error as AliceError {
      throw error.isOfTheRequest ? AliceError.stage(stage.name, line: stage.line, error) : error
    }
  }
}

extension Pipeline.Stage {
  fileprivate func changed(_ change: (inout Pipeline.Call) -> Void) -> Pipeline.Stage {
    guard var call = step.call else { return self }
    change(&call)
    var step = step
    step.call = call
    return Pipeline.Stage(name: name, step: step, line: line)
  }

  /// Throws if the model's output or input does not fit the stage.
  func checkKind(of model: ModelSpec) throws {
    let takesPicture = !model.isListed || !model.parameters(taking: .image).isEmpty
    switch step {
    case .animate, .upscale:
      guard takesPicture else { throw AliceError.pipeline(.takesNoPicture(model: model.name)) }
    case .generate, .refine, .score, .keep: break
    }
    let wanted: MediaKind = if case .animate = step { .video } else { .image }
    if let made = model.output?.media, made != wanted {
      throw AliceError.wrongKind(model: model.name, makes: made, wanted: wanted)
    }
  }

  /// Returns the request of the stage before there are images.
  func sampleRequest(_ run: PipelineRequest, _ call: Pipeline.Call, _ model: ModelSpec) -> GenerationRequest {
    request(run, call, model, from: step.kind == "generate" ? nil : PipelinePicture(source: "https://picture.invalid/"))
  }

  /// Returns the request for one image, or for none if the stage generates.
  func request(
    _ run: PipelineRequest, _ call: Pipeline.Call, _ model: ModelSpec, from picture: PipelinePicture?
  ) -> GenerationRequest {
    // A picture that was made of the run's wildcards and styles is made again of what they became.
    let isGiven = picture?.asset.map { run.images.contains(InputName.asset($0.id)) } ?? true
    let became = run.isMadeOfParts && !isGiven ? picture?.prompt : nil
    var request = GenerationRequest(
      prompt: call.prompt ?? became ?? run.prompt ?? picture?.prompt, model: call.model, parameters: call.parameters,
      negativePrompt: call.negativePrompt, tags: run.tags, project: run.project)
    (request.size, request.raw, request.written) = (call.size, call.raw, call.written)
    request.isLiteral = call.prompt == nil && (became != nil || run.prompt == nil)
    if !request.isLiteral { request.styles = run.styles }
    if model.isListed, model.parameter(named: "prompt") == nil { (request.prompt, request.styles) = (nil, []) }
    // The prompt of an upscaler steers the added detail; the prompt of the run would change the image.
    if case .upscale = step { (request.prompt, request.styles, request.isLiteral) = (call.prompt, [], false) }
    guard let picture else { return request }
    if !model.isListed || !model.parameters(taking: .image).isEmpty {
      request.inputs = InputFiles(images: [picture.source])
    } else if model.parameter(named: "seed") != nil, call.parameters["seed"] == nil {
      request.seed = picture.seed
    }
    return request
  }
}

extension AliceError {
  /// Whether the request itself is wrong.
  fileprivate var isOfTheRequest: Bool {
    switch self {
    case .input, .unknownModel, .configuration, .pipeline, .wrongKind: true
    default: false
    }
  }
}
