/// Something that happened, published to all subscribers.
public struct Event: Sendable, Hashable {
  /// The names of events; a subscriber may ask for one or for a pattern such as `generation.*`.
  public enum Name: String, Sendable, Hashable, CaseIterable {
    case generationStarted = "generation.started"
    case generationQueued = "generation.queued"
    case generationProgress = "generation.progress"
    case generationCompleted = "generation.completed"
    case generationFailed = "generation.failed"
    case generationDetached = "generation.detached"
    case generationUnverified = "generation.unverified"
    case assetPlaced = "asset.placed"
    case assetRated = "asset.rated"
    case assetDeleted = "asset.deleted"
    case assetRestored = "asset.restored"
    case organizeCompleted = "organize.completed"
    case budgetWarning = "budget.warning"
    case budgetRefused = "budget.refused"
    case jobResumed = "job.resumed"
    case assistantCalled = "assistant.called"
  }

  public let name: Name
  public let time: Timestamp
  /// The content of the event as a typed value; nil if another program's event lacks a required field.
  public let payload: Payload?
  /// The content as JSON, including fields that only a later version of alice knows.
  public let data: JSONObject

  /// Creates an event from its JSON.
  public init(_ name: Name, at time: Timestamp, data: JSONObject = [:]) {
    self.name = name
    self.time = time
    payload = Payload(name, data)
    self.data = data
  }

  init(_ name: Name, at time: Timestamp, _ payload: Payload) {
    self.name = name
    self.time = time
    self.payload = payload
    data = payload.data(of: name)
  }

  public var json: JSONValue {
    ["name": .string(name.rawValue), "time": .string(time.description), "data": .object(data)]
  }
}

extension Event {
  /// Creates an event of a paid request; `name` is one of `generation.*`, or `job.resumed`.
  package static func generation(_ name: Name, _ payload: GenerationPayload, at time: Timestamp) -> Event {
    Event(name, at: time, .generation(payload))
  }

  package static func assetPlaced(_ asset: Asset, at time: Timestamp) -> Event {
    Event(.assetPlaced, at: time, .asset(AssetPayload(id: asset.id, path: asset.path)))
  }

  package static func assetDeleted(_ asset: Asset, at time: Timestamp) -> Event {
    Event(.assetDeleted, at: time, .asset(AssetPayload(id: asset.id, path: asset.path)))
  }

  package static func assetRestored(_ asset: Asset, at time: Timestamp) -> Event {
    Event(.assetRestored, at: time, .asset(AssetPayload(id: asset.id, path: asset.path)))
  }

  package static func assetRated(_ asset: Asset, at time: Timestamp) -> Event {
    Event(
      .assetRated, at: time,
      .asset(
        AssetPayload(
          id: asset.id, path: asset.path, rating: asset.record.rating, pick: asset.record.pick, tags: asset.record.tags)
      ))
  }

  package static func organizeCompleted(_ payload: OrganizePayload, at time: Timestamp) -> Event {
    Event(.organizeCompleted, at: time, .organized(payload))
  }

  package static func assistantCalled(_ payload: AssistantPayload, at time: Timestamp) -> Event {
    Event(.assistantCalled, at: time, .assistant(payload))
  }

  public static func budgetWarning(_ payload: BudgetPayload, at time: Timestamp) -> Event {
    Event(.budgetWarning, at: time, .budget(payload))
  }

  public static func budgetRefused(_ payload: BudgetPayload, at time: Timestamp) -> Event {
    Event(.budgetRefused, at: time, .budget(payload))
  }
}
