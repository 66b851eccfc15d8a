import AliceWorkspace

/// The requests of one generation, checked against the parameters of the model.
package struct GenerationPlan: Sendable {
  package struct Request: Sendable {
    package let input: JSONValue
    package let estimate: Money?
    /// The amount that limits reserve for the request.
    package let reserved: Money?
    /// Identifies equal requests.
    package let fingerprint: String
    /// The number of units of the price that will be billed.
    package let units: Double?
    /// What the prompt was made of: see `PromptOrigin`.
    let origin: JSONObject
    /// Identifies the request before its wildcards were drawn; nil if it has none.
    let undrawn: String?
  }

  package let model: ModelSpec
  package let requests: [Request]
  /// Parameters that are ignored: those of older guides, and a seed if the model accepts none.
  package let ignored: [String]
  /// Remarks on how names of input files were understood, a sentence each.
  package let notes: [String]
  /// Remarks for the user on the model.
  package let advice: [String]
  let tags: [String]
  let project: String?
  /// The input assets of the library.
  package let parents: [AssetID]
  let inputNames: JSONObject
  let again: Bool

  /// How the estimate is calculated, such as `2 × 1 MP × 0.025 USD per megapixel`; nil if there is no estimate.
  package var calculation: String? { model.calculation(of: requests.map { ($0.input, $0.units) }) }

  /// The sum of all estimates; nil if one is unknown.
  package var estimate: Money? {
    let known = requests.compactMap(\.estimate)
    return known.count == requests.count ? known.reduce(.zero, +) : nil
  }

  /// `drawn` are the requests to which the styles and wildcards of `request` lead.
  init(
    _ request: GenerationRequest, drawn: [DrawnRequest], model: ModelSpec, files: PlacedInputs
  ) async throws {
    let wanted = request.generationType.flatMap { MediaKind(rawValue: $0.rawValue) }
    if let wanted, let makes = model.output?.media, wanted != makes {
      throw AliceError.wrongKind(model: model.name, makes: makes, wanted: wanted)
    }
    self.model = model
    notes = files.notes + drawn.flatMap(\.notes)
    parents = files.parents
    inputNames = files.names
    tags = request.tags
    project = request.project
    again = request.again
    let takesSeed = !model.isListed || model.isOpen || model.parameter(named: "seed") != nil
    let takesPrompt = request.prompt.map { $0.isEmpty || !model.ignored(among: ["prompt"]).contains("prompt") } ?? true
    ignored =
      (takesPrompt ? [] : ["prompt"]) + model.ignored(among: request.parameters.keys)
      + (takesSeed || request.seed == nil ? [] : ["seed"])
    var parameters = request.parameters
    for (key, value) in files.parameters { parameters[key] = value }
    var requests: [Request] = []
    for one in drawn {
      requests += try await GenerationPlan.requests(
        one, model: model, seed: takesSeed ? one.request.seed : nil, parameters: parameters, source: files.source)
    }
    self.requests = requests
    advice =
      model.advice + (requests.first.map { model.unmetCounts(in: $0.input) } ?? []).map(\.description)
      + (requests.first.map { model.doubts(about: $0.input) } ?? [])
  }

  private static func requests(
    _ drawn: DrawnRequest, model: ModelSpec, seed: String?, parameters: JSONObject, source: FileFacts?
  ) async throws -> [Request] {
    let request = drawn.request
    let inputs: [JSONValue]
    do {
      inputs = try model.inputs(
        count: request.count, prompt: request.prompt, negativePrompt: request.negativePrompt, seed: seed,
        parameters: parameters, raw: request.raw)
    } catch {
      throw AliceError.input(error)
    }
    var requests: [Request] = []
    for input in inputs {
      requests.append(
        Request(
          input: input, estimate: model.estimate(input: input, source: source),
          reserved: model.reservation(input: input, source: source),
          fingerprint: try await Fingerprint.of(endpoint: model.endpoint, input: input),
          units: model.units(input: input, source: source), origin: drawn.origin,
          undrawn: try await drawn.identity(of: input, for: model)))
    }
    return requests
  }

  /// Returns the input as recipes contain it, with input files replaced.
  package func kept(_ input: JSONValue) -> JSONValue { InputName.replacing(inputNames, in: input) }

  /// Returns the job of each request, in their order; the input files are not uploaded yet.
  package func jobs(now: Timestamp, provider: String) -> [Job] {
    requests.map { request in
      Job(
        id: GenerationPlan.jobID(), provider: provider, model: model.name, endpoint: model.endpoint,
        input: request.input, tags: tags, project: project, created: now, estimate: request.estimate,
        reserved: request.reserved, quote: model.quote, fingerprint: request.fingerprint, parents: parents,
        inputs: inputNames, template: request.origin)
    }
  }

  /// Returns eight letters and digits, without those that are easily confused.
  static func jobID() -> String {
    let alphabet = Array("23456789abcdefghjkmnpqrstuvwxyz")
    return String((0..<8).compactMap { _ in alphabet.randomElement() })
  }
}

extension ModelSpec {
  /// A warning if the provider will remove the model, with its replacement.
  fileprivate var advice: [String] {
    guard status == .deprecated else { return [] }
    return ["\(name) is deprecated" + (replacement.map { "; use \($0)" } ?? "")]
  }
}
