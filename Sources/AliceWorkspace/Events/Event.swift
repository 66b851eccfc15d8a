/// Something that happened, told to whoever subscribed.
public struct Event: Sendable, Hashable {
  /// What events are called; a subscriber may name one or a pattern such as `generation.*`.
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
    case organizeCompleted = "organize.completed"
    case budgetWarning = "budget.warning"
    case budgetRefused = "budget.refused"
    case jobResumed = "job.resumed"
  }

  public let name: Name
  public let time: Timestamp
  /// What `payload` tells in types, as JSON.
  public let data: JSONObject

  public init(_ name: Name, at time: Timestamp, data: JSONObject = [:]) {
    self.name = name
    self.time = time
    self.data = data
  }

  public var json: JSONValue {
    ["name": .string(name.rawValue), "time": .string(time.description), "data": .object(data)]
  }
}
