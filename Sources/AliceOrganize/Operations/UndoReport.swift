public import AliceModel

/// What was taken back of an operation, and what was left alone.
public struct UndoReport: Sendable, Hashable {
  public struct Operation: Sendable, Hashable {
    public let id: Int64
    public let kind: String
  }

  public struct Refused: Sendable, Hashable {
    public let path: BytePath
    public let reason: String
  }

  /// The operation that was undone.
  public let operation: Operation
  /// Files of the library that went, came back to their former state, or to their former path.
  public package(set) var undone: [BytePath] = []
  /// Sources that are where they were again.
  public package(set) var restored: [BytePath] = []
  public package(set) var refused: [Refused] = []
  /// The task was cancelled on its way; what is told above was undone, and the rest can be by undoing once more.
  public package(set) var isStopped = false

  public var json: JSONObject {
    [
      "operation": .string(String(operation.id)), "kind": .string(operation.kind),
      "undone": .array(undone.map { .string($0.description) }),
      "restored": .array(restored.map { .string($0.description) }),
      "refused": .array(
        refused.map { ["path": .string($0.path.description), "reason": .string($0.reason)] }),
    ]
  }
}
