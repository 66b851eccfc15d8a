public import AliceModel

/// The result of undoing an operation.
public struct UndoReport: Sendable, Hashable {
  public struct Operation: Sendable, Hashable {
    public let id: String
    public let kind: String
  }

  public struct Refused: Sendable, Hashable {
    public let path: BytePath
    public let reason: String
  }

  /// The operation that was undone.
  public let operation: Operation
  /// The later operations of which nothing more can be undone, the latest first. It is empty if the operation was named.
  public package(set) var passedOver: [Operation] = []
  /// The files of the library that were removed, restored to their former content, or moved back.
  public package(set) var undone: [BytePath] = []
  /// The sources that were restored at their former paths.
  public package(set) var restored: [BytePath] = []
  public package(set) var refused: [Refused] = []
  /// Whether the task was cancelled before the end: the reported files are undone, and a further undo continues with
  /// the rest.
  public package(set) var isStopped = false

  public var json: JSONObject {
    [
      "operation": .string(operation.id), "kind": .string(operation.kind),
      "passed_over": .array(passedOver.map { ["operation": .string($0.id), "kind": .string($0.kind)] }),
      "undone": .array(undone.map { .string($0.description) }),
      "restored": .array(restored.map { .string($0.description) }),
      "refused": .array(
        refused.map { ["path": .string($0.path.description), "reason": .string($0.reason)] }),
    ]
  }
}
