public import AliceWorkspace

/// The result of organizing. It contains names but no records, as a run may process a million files; its lists take no
/// memory to speak of.
public struct OrganizeReport: Sendable {
  /// An asset and its source file.
  public struct Item: Sendable, Hashable {
    public let source: BytePath
    public let id: AssetID
    /// The path, relative to the library.
    public let path: BytePath
  }

  public struct Refused: Sendable, Hashable {
    public let file: BytePath
    public let reason: Refusal
  }

  /// A placed asset, and an asset of the library that looks like it.
  public struct Alike: Sendable, Hashable {
    public let id: AssetID
    public let other: AssetID
  }

  @available(*, deprecated, renamed: "Move")
  public typealias Moved = Move

  /// The id of the operation in the journal; nil if nothing was done, as in a dry run.
  public var operation: String?
  public var placed: LongList<Item> = []
  /// What the placed assets are.
  package var tally = OrganizeTally()
  /// The assets into whose files metadata of a further source was merged.
  var enriched: Set<AssetID> = []
  public var already: LongList<Item> = []
  public var refused: LongList<Refused> = []
  /// The files that were not meant to be ingested: those that are no media, sidecars, previews, what the walk passed
  /// over, and those whose assets were deleted. Together with the other lists it names every file below the sources,
  /// except those in folders that it names.
  public var skipped: LongList<Refused> = []
  /// The files that were ingested although a part of them is missing or damaged.
  public var damaged: LongList<Refused> = []
  public var moved: LongList<Move> = []
  /// The files that the layout would move, and that stay because a person has put them where they are.
  public var pinned: LongList<BytePath> = []
  /// The sources that `--move` did not remove, although their images are in the library.
  public var kept: LongList<Refused> = []
  /// The films and images that have no score, because a program is missing or failed.
  public var notScored = NotScoredFiles()
  /// The placed assets that look like others of the library, each with one of those, as far as their images were decoded.
  public var alike: [Alike] = []
  /// What was understood of another program's library; nil if the files came from none.
  package var from: ForeignSummary?
  /// What ended the run early, such as a full disk or Ctrl-C. All that is reported was done nevertheless.
  public var stopped: (any Error)?

  public init() {}

  public func json(in library: BytePath) -> JSONObject {
    var document: JSONObject = ["operation": JSONValue(operation)]
    for (name, items) in jsonLists(in: library) { document[name] = .array(Array(items)) }
    if let from { document["from"] = .object(from.json) }
    return document
  }

  /// The lists of the JSON document in its order, whose objects are made one by one.
  package func jsonLists(in library: BytePath) -> [(name: String, items: AnySequence<JSONValue>)] {
    func item(_ item: Item) -> JSONValue {
      [
        "source": .string(item.source.description), "id": .string(item.id.hex),
        "path": .string(item.path.description), "file": .string(library.appending(item.path).description),
      ]
    }
    func left(_ file: Refused) -> JSONValue {
      ["file": .string(file.file.description), "reason": .string(file.reason.rawValue)]
    }
    func pin(_ path: BytePath) -> JSONValue {
      ["path": .string(path.description), "file": .string(library.appending(path).description)]
    }
    func twin(_ alike: Alike) -> JSONValue { ["id": .string(alike.id.hex), "of": .string(alike.other.hex)] }
    func move(_ move: Move) -> JSONValue {
      [
        "id": .string(move.id.hex), "from": .string(move.from.description), "path": .string(move.to.description),
        "file": .string(library.appending(move.to).description),
      ]
    }
    return [
      ("placed", AnySequence(placed.lazy.map(item))), ("already", AnySequence(already.lazy.map(item))),
      ("refused", AnySequence(refused.lazy.map(left))), ("skipped", AnySequence(skipped.lazy.map(left))),
      ("damaged", AnySequence(damaged.lazy.map(left))), ("kept", AnySequence(kept.lazy.map(left))),
      ("not_scored", AnySequence(notScored.json.arrayValue ?? [])), ("alike", AnySequence(alike.lazy.map(twin))),
      ("pinned", AnySequence(pinned.lazy.map(pin))), ("moved", AnySequence(moved.lazy.map(move))),
    ]
  }
}

extension Move {
  @available(*, deprecated, renamed: "to")
  public var path: BytePath { to }
}

extension OrganizeReport {
  /// Gives the items the paths to which their files were moved within the run.
  mutating func follow(_ moves: [Move]) {
    guard !moves.isEmpty else { return }
    let paths = Dictionary(moves.map { ($0.id, $0.to) }) { $1 }
    func followed(_ item: Item) -> Item {
      paths[item.id].map { Item(source: item.source, id: item.id, path: $0) } ?? item
    }
    placed = LongList(placed.lazy.map(followed))
    already = LongList(already.lazy.map(followed))
  }

  /// The payload of `organize.completed`.
  var payload: OrganizePayload {
    var payload = OrganizePayload()
    payload.operation = operation
    (payload.placed, payload.already, payload.moved) = (placed.count, already.count, moved.count)
    (payload.refused, payload.kept) = (refused.count, kept.count)
    payload.stopped = stopped.map { "\($0)" }
    return payload
  }
}
