import AliceFal
package import AliceWorkspace

/// The built-in models with the prices of the last refresh, and any other endpoint by its schema.
package struct ModelStore: Sendable {
  let cache: ModelCache
  private let client: FalClient?
  let clock: Clock
  /// What the provider told this process.
  let memory: PriceMemory

  /// The age in milliseconds after which a schema is requested again.
  private static let lifetime: Int64 = 7 * 86_400_000

  /// The environment determines the cache folder. Schemas come from `FAL_OPENAPI_URL` if set, otherwise from fal.ai, or
  /// from the queue if that is on this machine. No key is used.
  package init(environment: [String: String], clock: Clock = .system) throws {
    try self.init(environment: environment, clock: clock, memory: PriceMemory())
  }

  init(environment: [String: String], clock: Clock = .system, memory: PriceMemory) throws {
    do {
      var configuration = try FalConfiguration(environment: environment)
      configuration.key = nil
      configuration.timeouts = FalTimeouts(
        connect: .seconds(5), answer: .seconds(15), idle: .seconds(15), transfer: .seconds(30))
      self.init(
        cache: ModelCache(environment: environment), client: FalClient(configuration), clock: clock,
        memory: memory)
    } catch {
      throw AliceError.configuration("\(error)")
    }
  }

  init(cache: ModelCache, client: FalClient?, clock: Clock, memory: PriceMemory = PriceMemory()) {
    self.memory = memory
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
    if let schema = await schema(of: name, online: online) {
      guard schema.isOld else { return (registry.adding(schema.model), nil) }
      let day = schema.fetched.day
      return (registry.adding(schema.model), "the schema of \(name) is of \(day); no newer one is available")
    }
    if let entry = catalogue.entry(name) {
      let day = catalogue.date
      let note =
        entry.isDescribed ? "the parameters of \(name) are those of the catalogue of \(day)" : ModelStore.note(name)
      return (registry.adding(entry.model(date: day)), note)
    }
    return (registry, ModelStore.note(name))
  }

  private static func note(_ name: String) -> String {
    "nothing is known of \(name): its parameters are sent as they are given"
  }

  /// Returns the schema of an endpoint: the cached one for a week, then a new one, or the cached one of any age if that
  /// fails.
  func schema(of endpoint: String, online: Bool) async -> (model: ModelSpec, fetched: Timestamp, isOld: Bool)? {
    let cached = cache.schema(of: endpoint)
    let now = clock.now()
    if let cached, (0..<ModelStore.lifetime).contains(now.milliseconds - cached.fetched.milliseconds) {
      return (cached.model, cached.fetched, false)
    }
    if online, let client, let document = try? await client.schema(of: endpoint),
      let model = ModelSpec(openAPI: document, endpoint: endpoint, date: now.day)
    {
      cache.keep(ModelCache.Schema(model: model, fetched: now))
      return (model, now, false)
    }
    return cached.map { ($0.model, $0.fetched, true) }
  }

  var today: String { clock.now().day }

  func keep(_ overlay: ModelOverlay) { cache.keep(overlay) }

  func keep(_ listing: ModelListing) { cache.keep(listing) }
}

extension ModelRegistry {
  /// Returns the model with the given name. Throws if it is unknown or retired.
  package func known(_ name: String) throws -> ModelSpec {
    if let retired = retirement(of: name) { throw AliceError.retiredModel(name, retired) }
    guard let model = model(named: name) else { throw AliceError.unknownModel(name, nearest: nearest(to: name)) }
    return model
  }
}
