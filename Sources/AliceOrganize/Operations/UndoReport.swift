public import AliceModel
public import AliceWorkspace

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
  public package(set) var undone: LongList<BytePath> = []
  /// The sources that were restored at their former paths.
  public package(set) var restored: LongList<BytePath> = []
  public package(set) var refused: LongList<Refused> = []
  /// Whether the task was cancelled before the end: the reported files are undone, and a further undo continues with
  /// the rest.
  public package(set) var isStopped = false

  public var json: JSONObject {
    var document = jsonHead
    for (name, items) in jsonLists { document[name] = .array(Array(items)) }
    return document
  }

  /// The members of the JSON document that come first.
  package var jsonHead: JSONObject {
    [
      "operation": .string(operation.id), "kind": .string(operation.kind),
      "passed_over": .array(passedOver.map { ["operation": .string($0.id), "kind": .string($0.kind)] }),
    ]
  }

  /// The lists that follow, whose items are made one by one.
  package var jsonLists: [(name: String, items: AnySequence<JSONValue>)] {
    func text(_ path: BytePath) -> JSONValue { .string(path.description) }
    return [
      ("undone", AnySequence(undone.lazy.map(text))), ("restored", AnySequence(restored.lazy.map(text))),
      (
        "refused",
        AnySequence(refused.lazy.map { ["path": .string($0.path.description), "reason": .string($0.reason)] })
      ),
    ]
  }
}

extension UndoReport.Refused: LongListElement {
  public var parts: [[UInt8]] { [path.bytes, Array(reason.utf8)] }

  public init?(parts: [[UInt8]]) {
    guard parts.count == 2 else { return nil }
    self.init(path: BytePath(bytes: parts[0]), reason: String(decoding: parts[1], as: UTF8.self))
  }
}
