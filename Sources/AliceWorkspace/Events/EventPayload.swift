extension Event {
  /// The typed content of an event's `data`.
  public enum Payload: Sendable, Hashable {
    /// The payload of `generation.*` and `job.resumed`.
    case generation(GenerationPayload)
    /// The payload of `asset.*`.
    case asset(AssetPayload)
    /// The payload of `organize.completed`.
    case organized(OrganizePayload)
    /// The payload of `budget.*`.
    case budget(BudgetPayload)
    /// The payload of `assistant.called`.
    case assistant(AssistantPayload)
  }
}

extension Event.Payload {
  /// Returns nil if `data` lacks a field that the name requires.
  init?(_ name: Event.Name, _ data: JSONObject) {
    let payload: Event.Payload? =
      switch name {
      case .generationStarted, .generationQueued, .generationProgress, .generationCompleted, .generationFailed,
        .generationDetached, .generationUnverified, .jobResumed:
        GenerationPayload.fields(of: name).read(data, into: GenerationPayload()).map(Self.generation)
      case .assetPlaced, .assetRated, .assetDeleted, .assetRestored:
        data["id"].flatMap(AssetID.init(json:))
          .flatMap { AssetPayload.fields(of: name).read(data, into: AssetPayload(id: $0)) }.map(Self.asset)
      case .organizeCompleted: OrganizePayload.fields.read(data, into: OrganizePayload()).map(Self.organized)
      case .budgetWarning, .budgetRefused:
        BudgetPayload.fields(hasPrice: data["spent"] != nil || data["model"] == nil)
          .read(data, into: BudgetPayload(limit: .zero, spent: .zero)).map(Self.budget)
      case .assistantCalled: AssistantPayload.fields.read(data, into: AssistantPayload()).map(Self.assistant)
      }
    guard let payload else { return nil }
    self = payload
  }

  func data(of name: Event.Name) -> JSONObject {
    switch self {
    case .generation(let payload): GenerationPayload.fields(of: name).object(of: payload)
    case .asset(let payload): AssetPayload.fields(of: name).object(of: payload)
    case .organized(let payload): OrganizePayload.fields.object(of: payload)
    case .budget(let payload): BudgetPayload.fields(hasPrice: payload.model == nil).object(of: payload)
    case .assistant(let payload): AssistantPayload.fields.object(of: payload)
    }
  }
}

/// The progress of a paid request.
public struct GenerationPayload: Sendable, Hashable {
  public internal(set) var job = ""
  /// The short name of the model, or its endpoint if it has none.
  public internal(set) var model = ""
  public internal(set) var endpoint = ""
  public internal(set) var provider: String?
  public internal(set) var requestID: String?
  public internal(set) var project: String?
  public internal(set) var estimate: Money?
  /// The cost, present once the request is completed or its bill is implausible.
  public package(set) var cost: Cost?
  /// The generated assets, present once the request is completed.
  public package(set) var assets: [AssetID] = []
  /// The paths of the assets, relative to the library.
  public package(set) var paths: [String] = []
  /// The number of requests ahead in the provider's queue.
  public package(set) var position: Int?
  /// Whether the model is at work: false once it is done, nil while the request waits in the queue.
  public package(set) var isRunning: Bool?
  /// The seconds since the job was recorded.
  public package(set) var elapsed: Double?
  /// The new lines of the model's log.
  public package(set) var logs: [String] = []
  /// The seconds until the provider is asked again, which has not answered or is busy.
  public package(set) var pause: Double?
  /// The seconds for which the provider asked to be left alone.
  public package(set) var asked: Double?
  /// What the provider said.
  public package(set) var pauseReason: String?
  /// Why the request failed, or why alice no longer waits for it.
  public package(set) var reason: String?
  /// The content of an implausible bill: `units` of `unit`, which would cost `billed`.
  public package(set) var units: String?
  public package(set) var unit: String?
  public package(set) var billed: Money?

  init() {}

  package init(_ job: Job) {
    self.job = job.id
    model = job.model
    endpoint = job.endpoint
    provider = job.provider
    requestID = job.requestID
    project = job.project
    estimate = job.estimate
  }

  private static let common: JSONFields<Self> = [
    .member("job", \.job, isRequired: true), .member("model", \.model), .member("endpoint", \.endpoint),
    .optional("provider", \.provider), .optional("request_id", \.requestID), .optional("project", \.project),
    .optional("estimate", \.estimate),
  ]

  private static let progress: JSONFields<Self> = [
    .nullable("position", \.position).when { $0.isRunning == nil }, .optional("running", \.isRunning),
    .optional("elapsed", \.elapsed), .member("logs", \.logs).when { !$0.logs.isEmpty },
    .derived("log") { $0.logs.last?.json }, .optional("pause", \.pause), .optional("asked", \.asked),
    .optional("pause_reason", \.pauseReason),
  ]

  private static let completion: JSONFields<Self> = [
    .member("assets", \.assets), .member("paths", \.paths), .nullable("cost", \.cost),
  ]

  private static let bill: JSONFields<Self> = [
    .nullable("units", \.units), .nullable("unit", \.unit), .nullable("billed", \.billed), .nullable("cost", \.cost),
  ]

  static func fields(of name: Event.Name) -> JSONFields<Self> {
    switch name {
    case .generationProgress: common + progress
    case .generationCompleted: common + completion
    case .generationFailed: common + [.nullable("error", \.reason)]
    case .generationDetached: common + [.nullable("reason", \.reason)]
    case .generationUnverified: common + bill
    default: common
    }
  }
}

/// An asset that was added to the library, rated, picked, tagged, deleted or restored.
public struct AssetPayload: Sendable, Hashable {
  public internal(set) var id: AssetID
  /// The path, relative to the library.
  public internal(set) var path: BytePath?
  public internal(set) var rating: Rating?
  public internal(set) var pick: Pick?
  public internal(set) var tags: [String] = []

  private var picked: Bool? {
    get { pick.map { $0 == .picked } }
    set { pick = newValue.map { $0 ? .picked : .rejected } }
  }

  private var pathText: String? {
    get { path?.description }
    set { path = newValue.map { BytePath($0) } }
  }

  static func fields(of name: Event.Name) -> JSONFields<Self> {
    let common: JSONFields<Self> = [.member("id", \.id), .optional("path", \.pathText)]
    guard name == .assetRated else { return common }
    return common + [.nullable("rating", \.rating), .nullable("picked", \.picked), .member("tags", \.tags)]
  }
}

/// The result of an organize run.
public struct OrganizePayload: Sendable, Hashable {
  /// The id of the operation in the journal; nil if nothing was done.
  public package(set) var operation: String?
  public package(set) var placed = 0
  public package(set) var already = 0
  public package(set) var moved = 0
  public package(set) var refused = 0
  public package(set) var kept = 0
  /// The reason why the run ended early.
  public package(set) var stopped: String?

  package init() {}

  static let fields: JSONFields<Self> = [
    .nullable("operation", \.operation), .member("placed", \.placed), .member("already", \.already),
    .member("moved", \.moved), .member("refused", \.refused), .member("kept", \.kept), .nullable("stopped", \.stopped),
  ]
}

/// A call of an assistant that changed something, spent something, or tried to.
public struct AssistantPayload: Sendable, Hashable {
  /// The name that the client gives itself.
  public internal(set) var client = ""
  public internal(set) var tool = ""
  /// Why nothing was done; nil if it was.
  public internal(set) var refused: String?

  init() {}

  package init(client: String, tool: String, refused: String? = nil) {
    self.client = client
    self.tool = tool
    self.refused = refused
  }

  static let fields: JSONFields<Self> = [
    .member("client", \.client, isRequired: true), .member("tool", \.tool, isRequired: true),
    .nullable("refused", \.refused),
  ]
}

/// A spending limit that is nearly reached, or that refused a request.
public struct BudgetPayload: Sendable, Hashable {
  /// The scope of the limit: `day`, `month`, `run`, `max-cost` or `balance`.
  public internal(set) var scope: String?
  public internal(set) var limit: Money
  /// The amount that is spent, plus the most that open requests may still cost.
  public internal(set) var spent: Money
  /// The maximum cost of the refused request.
  public internal(set) var estimate: Money?
  /// The model whose unknown price is the reason for a refusal; `spent` is meaningless then.
  public internal(set) var model: String?

  public init(scope: String? = nil, limit: Money, spent: Money, estimate: Money? = nil) {
    self.scope = scope
    self.limit = limit
    self.spent = spent
    self.estimate = estimate
  }

  /// Creates the payload of a refused request to a model of unknown price.
  package init(scope: String, limit: Money, unpriced model: String) {
    self.init(scope: scope, limit: limit, spent: .zero)
    self.model = model
  }

  /// The share of the limit that is spent; 1 is all of it.
  public var fraction: Double { limit > .zero ? spent.dollars / limit.dollars : 1 }

  static func fields(hasPrice: Bool) -> JSONFields<Self> {
    guard hasPrice else {
      return [
        .optional("scope", \.scope), .member("limit", \.limit, isRequired: true), .optional("model", \.model),
      ]
    }
    return [
      .member("limit", \.limit, isRequired: true), .member("spent", \.spent, isRequired: true),
      .optional("scope", \.scope), .optional("estimate", \.estimate),
      .derived("fraction") { JSONValue(($0.fraction * 10_000).rounded() / 10_000) },
    ]
  }
}
