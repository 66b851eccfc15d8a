import AliceFal
package import AliceWorkspace

/// The built-in models with the prices of the last refresh, and any other endpoint by its schema.
package struct ModelStore: Sendable {
  let cache: ModelCache
  private let client: FalClient?
  let clock: Clock
  /// What the provider told this process.
  let memory = PriceMemory()

  /// The age in milliseconds after which a schema is requested again.
  private static let lifetime: Int64 = 7 * 86_400_000

  /// The environment determines the cache folder. Schemas come from `FAL_OPENAPI_URL` if set, otherwise from fal.ai, or
  /// from the queue if that is on this machine. No key is used.
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

  /// Creates a store for the simulator that `client` reaches; nothing is cached.
  init(simulated client: FalClient) {
    self.init(cache: ModelCache(environment: [:]), client: client, clock: .system)
  }

  /// The models that are known without a request.
  package var registry: ModelRegistry { overlay.map { ModelRegistry.builtIn.updated(by: $0) } ?? .builtIn }

  /// Returns the registry with all of `names`.
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

  /// Returns the registry with an unlisted endpoint by its schema: the cached one for a week, then a new one, or the
  /// cached one of any age if that fails. `note` is a remark for the user.
  ///
  /// Nothing is requested if `name` is listed or is not an endpoint, or if `online` is false.
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
        registry.adding(cached.model), "the schema of \(name) is of \(cached.fetched.day); no newer one is available"
      )
    }
    return (registry, "nothing is known of \(name): its parameters are sent as they are given")
  }

  var today: String { clock.now().day }

  func keep(_ overlay: ModelOverlay) { cache.keep(overlay) }
}

extension ModelRegistry {
  /// Returns the model with the given name. Throws if it is unknown or retired.
  package func known(_ name: String) throws -> ModelSpec {
    if let retired = retirement(of: name) { throw AliceError.retiredModel(name, retired) }
    guard let model = model(named: name) else { throw AliceError.unknownModel(name, nearest: nearest(to: name)) }
    return model
  }
}
