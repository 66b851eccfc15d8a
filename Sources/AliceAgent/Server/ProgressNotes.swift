import AliceKit
import Synchronization

/// Tells a client how far its request is, if it wants to know, and never after the answer.
final class ProgressNotes: Sendable {
  private let token: JSONValue?
  private let hasMessages: Bool
  private let outbox: Outbox
  /// The last number that was told; nil after the end.
  private let last = Mutex<Double?>(-1)

  init(_ caller: Caller, _ outbox: Outbox) {
    token = caller.progressToken
    hasMessages = caller.era.hasAnnotations
    self.outbox = outbox
  }

  var isWanted: Bool { token != nil }

  /// Tells a number that is higher than the one before; any other is left out. The message is not from a file.
  @inline(never)
  func tell(_ progress: Double, of total: Double? = nil, _ message: String) {
    guard let token, progress.isFinite else { return }
    last.withLock { last in
      guard let before = last, progress > before else { return }
      last = progress
      var parameters: JSONObject = ["progressToken": token, "progress": JSONValue(progress)]
      parameters["total"] = total.map { JSONValue($0) }
      if hasMessages { parameters["message"] = .string(message) }
      outbox.send(.notification("notifications/progress", parameters))
    }
  }

  @inline(never)
  func end() { last.withLock { $0 = nil } }
}
