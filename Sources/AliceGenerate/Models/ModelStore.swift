import AliceFal
package import AliceWorkspace

/// The models: those that come with the program, with the prices of the last refresh, and any endpoint by its schema.
package struct ModelStore: Sendable {
  private let cache: ModelCache
  private let client: FalClient?
  private let clock: Clock

  /// A schema of this age is asked for again.
  private static let lifetime: Int64 = 7 * 86_400_000

  /// The cache is where the environment says; schemas are asked for where `FAL_OPENAPI_URL` says, else of fal.ai, or of the
  /// queue where that is on this machine. No key is used.
  package init(environment: [String: String], clock: Clock = .system) throws {
    do {
      var configuration = try FalConfiguration(environment: environment)
      configuration.key = nil
      configuration.timeouts = FalTimeouts(
        connect: .seconds(5), answer: .seconds(15), idle: .seconds(15), transfer: .seconds(30))
      self.init(cache: ModelCache(environment: environment), client: FalClient(configuration), clock: clock)
    } catch {
      throw AliceError.configuration("\(error)")
    }
  }

  init(cache: ModelCache, client: FalClient?, clock: Clock) {
    self.cache = cache
    self.client = client
    self.clock = clock
  }

  /// Of the simulator at the end of `client`: nothing is kept.
  init(simulated client: FalClient) {
    self.init(cache: ModelCache(environment: [:]), client: client, clock: .system)
  }

  /// What is known without asking anybody.
  package var registry: ModelRegistry { cache.overlay.map { ModelRegistry.builtIn.updated(by: $0) } ?? .builtIn }

  /// The same with all of `names`.
  package func registry(knowing names: [String], online: Bool = true) async -> (
    registry: ModelRegistry, notes: [String]
  ) {
    var (known, notes) = (registry, [String]())
    for name in Set(names).sorted() {
      let (found, note) = await registry(knowing: name, online: online)
      if let model = found.model(named: name), known.listed(name) == nil { known = known.adding(model) }
      if let note { notes.append(note) }
    }
    return (known, notes)
  }

  /// The same with an endpoint that is not in the list, by its schema: the cached one for a week, else a new one, else the
  /// cached one whatever its age. `note` says what a person should know of that.
  ///
  /// Nothing is asked of anybody where `name` is listed, is no endpoint, or `online` is false.
  package func registry(knowing name: String, online: Bool = true) async -> (registry: ModelRegistry, note: String?) {
    let registry = registry
    guard let endpoint = registry.model(named: name), !endpoint.isListed else { return (registry, nil) }
    let cached = cache.schema(of: name)
    let now = clock.now()
    if let cached, (0..<ModelStore.lifetime).contains(now.milliseconds - cached.fetched.milliseconds) {
      return (registry.adding(cached.model), nil)
    }
    if online, let client, let document = try? await client.schema(of: name),
      let model = ModelSpec(openAPI: document, endpoint: name, date: now.day)
    {
      cache.keep(ModelCache.Schema(model: model, fetched: now))
      return (registry.adding(model), nil)
    }
    if let cached {
      return (
        registry.adding(cached.model), "the schema of \(name) is of \(cached.fetched.day); a newer one cannot be had"
      )
    }
    return (registry, "nothing is known of \(name): its parameters are sent as they are given")
  }

  var today: String { clock.now().day }

  func keep(_ overlay: ModelOverlay) { cache.keep(overlay) }
}

extension ModelRegistry {
  /// The model that `name` names. Throws where it is unknown, or gone.
  package func known(_ name: String) throws -> ModelSpec {
    if let retired = retirement(of: name) { throw AliceError.retiredModel(name, retired) }
    guard let model = model(named: name) else { throw AliceError.unknownModel(name, nearest: nearest(to: name)) }
    return model
  }
}
