public import AliceWorkspace

/// What organizing came to. It holds names and no records: a run may see a million files.
public struct OrganizeReport: Sendable {
  /// One asset and the file that it came from.
  public struct Item: Sendable, Hashable {
    public let source: BytePath
    public let id: AssetID
    /// Relative to the library.
    public let path: BytePath
  }

  public struct Refused: Sendable, Hashable {
    public let file: BytePath
    public let reason: Refusal
  }

  @available(*, deprecated, renamed: "Move")
  public typealias Moved = Move

  /// The journal's number of this run; nil for one that did nothing, such as a dry run.
  public var operation: String?
  public var placed: [Item] = []
  public var already: [Item] = []
  public var refused: [Refused] = []
  public var moved: [Move] = []
  /// Sources that were to be moved and stayed, though their pictures are in the library.
  public var kept: [Refused] = []
  /// What ended the run early: a full disk, say, or Ctrl-C. All that is told above was done nevertheless.
  public var stopped: (any Error)?

  public init() {}

  public func json(in library: BytePath) -> JSONObject {
    func item(_ item: Item) -> JSONValue {
      [
        "source": .string(item.source.description), "id": .string(item.id.hex),
        "path": .string(item.path.description), "file": .string(library.appending(item.path).description),
      ]
    }
    return [
      "operation": JSONValue(operation), "placed": .array(placed.map(item)), "already": .array(already.map(item)),
      "refused": .array(
        refused.map { ["file": .string($0.file.description), "reason": .string($0.reason.rawValue)] }),
      "kept": .array(kept.map { ["file": .string($0.file.description), "reason": .string($0.reason.rawValue)] }),
      "moved": .array(
        moved.map {
          [
            "id": .string($0.id.hex), "from": .string($0.from.description), "path": .string($0.to.description),
            "file": .string(library.appending($0.to).description),
          ]
        }),
    ]
  }
}

extension Move {
  @available(*, deprecated, renamed: "to")
  public var path: BytePath { to }
}

extension OrganizeReport {
  /// What `organize.completed` tells.
  var payload: OrganizePayload {
    var payload = OrganizePayload()
    payload.operation = operation
    (payload.placed, payload.already, payload.moved) = (placed.count, already.count, moved.count)
    (payload.refused, payload.kept) = (refused.count, kept.count)
    payload.stopped = stopped.map { "\($0)" }
    return payload
  }
}
