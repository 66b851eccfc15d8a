extension Event {
  /// What an event's `data` says, typed.
  public enum Payload: Sendable, Hashable {
    /// Of `generation.*` and `job.resumed`.
    case generation(GenerationPayload)
    /// Of `asset.*`.
    case asset(AssetPayload)
    /// Of `organize.completed`.
    case organized(OrganizePayload)
    /// Of `budget.*`.
    case budget(BudgetPayload)
  }

  /// Nil where `data` lacks what the name promises: an event of another program, say.
  public var payload: Payload? {
    let json = JSONValue.object(data)
    switch name {
    case .generationStarted, .generationQueued, .generationProgress, .generationCompleted, .generationFailed,
      .generationDetached, .generationUnverified, .jobResumed:
      return GenerationPayload(json: json).map(Payload.generation)
    case .assetPlaced, .assetRated: return AssetPayload(json: json).map(Payload.asset)
    case .organizeCompleted: return .organized(OrganizePayload(json: json))
    case .budgetWarning, .budgetRefused: return BudgetPayload(json: json).map(Payload.budget)
    }
  }
}

/// How a paid request gets on.
public struct GenerationPayload: Sendable, Hashable {
  public let job: String
  /// The short name, or the endpoint where there is none.
  public let model: String
  public let endpoint: String
  public let provider: String?
  public let requestID: String?
  public let project: String?
  public let estimate: Money?
  /// What it cost, once it is completed or its bill is not believed.
  public let cost: Cost?
  /// What was made of it, once it is completed.
  public let assets: [AssetID]
  /// How many requests are before it, while it waits.
  public let position: Int?
  /// Why it failed, or why nobody waits for it any more.
  public let reason: String?

  package init?(json: JSONValue) {
    guard let job = json["job"]?.stringValue else { return nil }
    self.job = job
    model = json["model"]?.stringValue ?? ""
    endpoint = json["endpoint"]?.stringValue ?? ""
    provider = json["provider"]?.stringValue
    requestID = json["request_id"]?.stringValue
    project = json["project"]?.stringValue
    estimate = json["estimate"]?.scalarText.flatMap { Money($0) }
    cost = json["cost"].flatMap { Cost(json: $0) }
    assets = (json["assets"]?.arrayValue ?? []).compactMap { $0.stringValue.flatMap { AssetID(hex: $0) } }
    position = json["position"]?.intValue
    reason = json["error"]?.stringValue ?? json["reason"]?.stringValue
  }
}

/// An asset that came into the library, or was rated or tagged.
public struct AssetPayload: Sendable, Hashable {
  public let id: AssetID
  /// Relative to the library.
  public let path: BytePath?
  public let rating: Rating?
  public let tags: [String]

  package init?(json: JSONValue) {
    guard let id = json["id"]?.stringValue.flatMap({ AssetID(hex: $0) }) else { return nil }
    self.id = id
    path = json["path"]?.stringValue.map { BytePath($0) }
    rating = json["rating"]?.intValue.flatMap { Rating($0) }
    tags = (json["tags"]?.arrayValue ?? []).compactMap(\.stringValue)
  }
}

/// What a run of organizing came to.
public struct OrganizePayload: Sendable, Hashable {
  /// The journal's number of the run; nil where it did nothing.
  public let operation: String?
  public let placed: Int
  public let already: Int
  public let moved: Int
  public let refused: Int
  public let kept: Int

  package init(json: JSONValue) {
    operation = json["operation"]?.stringValue
    func count(_ key: String) -> Int { json[key]?.intValue ?? 0 }
    (placed, already, moved) = (count("placed"), count("already"), count("moved"))
    (refused, kept) = (count("refused"), count("kept"))
  }
}

/// A limit on spending that is nearly reached, or that kept a request from being sent.
public struct BudgetPayload: Sendable, Hashable {
  /// What the limit is for: `day`, `month`, `run` or `max-cost`.
  public let scope: String?
  public let limit: Money
  /// And what open requests may still cost.
  public let spent: Money
  /// What the refused request might have cost.
  public let estimate: Money?

  public init(scope: String? = nil, limit: Money, spent: Money, estimate: Money? = nil) {
    self.scope = scope
    self.limit = limit
    self.spent = spent
    self.estimate = estimate
  }

  package init?(json: JSONValue) {
    func amount(_ key: String) -> Money? { json[key]?.scalarText.flatMap { Money($0) } }
    guard let limit = amount("limit"), let spent = amount("spent") else { return nil }
    self.init(scope: json["scope"]?.stringValue, limit: limit, spent: spent, estimate: amount("estimate"))
  }

  /// Of the limit, how much is spent; 1 is all of it.
  public var fraction: Double { limit > .zero ? spent.dollars / limit.dollars : 1 }

  /// The `data` of `budget.warning` and `budget.refused`: amounts in US dollars, as decimals in strings.
  public var data: JSONObject {
    var data: JSONObject = ["limit": .string(limit.description), "spent": .string(spent.description)]
    data["scope"] = scope.map(JSONValue.string)
    data["estimate"] = estimate.map { .string($0.description) }
    data["fraction"] = JSONValue((fraction * 10_000).rounded() / 10_000)
    return data
  }
}

extension Event {
  public static func budgetWarning(_ news: BudgetPayload, at time: Timestamp) -> Event {
    Event(.budgetWarning, at: time, data: news.data)
  }

  public static func budgetRefused(_ news: BudgetPayload, at time: Timestamp) -> Event {
    Event(.budgetRefused, at: time, data: news.data)
  }
}
