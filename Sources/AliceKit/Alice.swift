/// alice for Swift programs: makes pictures and videos, keeps them in a library, and finds them again.
///
/// ```swift
/// let alice = try await Alice(library: "Pictures/Alice", provider: FalProvider(environment: environment))
/// let result = try await alice.generate(GenerationRequest(prompt: "a lake at dawn", model: "flux-schnell"))
/// ```
public final class Alice: Sendable {
  /// What happens, told to whoever subscribes.
  public let events: EventBus
  private let workspace: Workspace
  private let provider: FalProvider?

  /// Opens the library at `path`, and makes it where there is none. Without a provider nothing can be generated.
  public init(library path: String, provider: FalProvider? = nil) throws {
    events = EventBus()
    workspace = try Wiring.create(BytePath(path).absolute, events: events, clock: .system)
    self.provider = provider
  }

  /// The absolute path of the library's folder.
  public var library: BytePath { workspace.root }

  /// Makes what `request` asks for; every result is embedded, filed and indexed when this returns.
  ///
  /// Throws where nothing was sent: wrong input, no provider, a limit of the library's budget or `maxCost` that leaves less
  /// than it may cost. What failed after that is told by the result.
  public func generate(_ request: GenerationRequest, maxCost: Money? = nil) async throws -> GenerationResult {
    guard let provider else { throw AliceError.noKey }
    return try await generate(request, by: provider, maxCost: maxCost)
  }

  fileprivate func generate(
    _ request: GenerationRequest, by provider: FalProvider, maxCost: Money? = nil
  ) async throws -> GenerationResult {
    let job = GenerationRunner(
      PaidSession(workspace, provider: provider, policy: SpendingPolicy(maxCost: maxCost)))
    return try await job.run(try await job.prepare(request))
  }

  /// Makes everything that a batch asks for; the same batch run again goes on where it was stopped.
  ///
  /// `each` hears of every row as soon as it and all rows before it have come to an end. Throws where a row is wrong, before
  /// anything is sent.
  public func batch(
    _ request: BatchRequest, each: @escaping @Sendable (BatchRowResult) -> Void = { _ in }
  ) async throws -> BatchResult {
    guard let provider else { throw AliceError.noKey }
    let plan = try await BatchPlan(
      request.rows, registry: await provider.models.registry(knowing: request.rows.map(\.request.model)).registry,
      in: workspace)
    if let problem = plan.problems.first { throw problem.error }
    return try await BatchRunner(PaidSession(workspace, provider: provider)).run(plan, request, each: each)
  }

  /// Runs a pipeline, or goes on with the run of the same pipeline and inputs: no stage is paid for twice.
  public func run(
    _ request: PipelineRequest, each: @escaping @Sendable (PipelineStep) -> Void = { _ in }
  ) async throws -> PipelineResult {
    guard let provider else { throw AliceError.noKey }
    return try await PipelineRunner(PaidSession(workspace, provider: provider)).run(request, each: each)
  }

  /// Takes files into the library; with no sources, brings the library itself in order.
  public func organize(_ request: OrganizeRequest) async throws -> OrganizeReport {
    try await Organizer(workspace, root: workspace.root, request: request, now: workspace.clock.now()).run()
  }

  /// Assets that match a query of the search language, at most `limit`.
  public func search(_ query: String, qualityMin: Int? = nil, limit: Int? = nil) throws -> [Asset] {
    do {
      var parsed = try SearchQuery(parsing: query, today: workspace.clock.now())
      if let qualityMin {
        parsed = parsed.and(try SearchQuery(parsing: "quality:>=\(qualityMin)", today: workspace.clock.now()))
      }
      return try Searcher(workspace).run(parsed, limit: limit).assets
    } catch let error as SearchQueryError {
      throw AliceError.query(error)
    }
  }

  /// The same file at its absolute path.
  public func file(of asset: Asset) -> BytePath { workspace.root.appending(asset.path) }

  /// Gives a person's rating, in the file and in the catalog; nil takes it away.
  public func rate(_ asset: Asset, _ rating: Rating?) throws -> Asset {
    try Annotator(workspace).apply(.init(rating: .some(rating)), to: [asset])[0]
  }
}

extension FalProvider {
  /// The same as `Alice.generate`, by this provider whatever the library was opened with.
  public func generate(_ request: GenerationRequest, into alice: Alice) async throws -> GenerationResult {
    try await alice.generate(request, by: self)
  }
}
