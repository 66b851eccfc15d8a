/// What to take into a library, and how.
public struct OrganizeRequest: Sendable {
  /// Files and folders.
  public var sources: [BytePath]
  /// Score pictures and file them by quality.
  public var quality: Bool
  /// Remove each source once its copy is durable and verified.
  public var move: Bool
  /// A pattern such as `{date}/{model}/{name}`; nil keeps the library's own.
  public var layout: String?

  /// Bring the library's own files to where its layout wants them.
  public var refiles: Bool

  /// `refiles` nil: where there are no sources.
  public init(
    sources: [BytePath], quality: Bool = false, move: Bool = false, layout: String? = nil, refiles: Bool? = nil
  ) {
    self.refiles = refiles ?? sources.isEmpty
    self.sources = sources
    self.quality = quality
    self.move = move
    self.layout = layout
  }
}

/// What organizing came to.
public struct OrganizeReport: Sendable {
  /// One asset and the file that it came from.
  public struct Item: Sendable {
    public let source: BytePath
    public let asset: Asset
  }

  public struct Refused: Sendable {
    public let file: BytePath
    public let reason: Refusal
  }

  public struct Moved: Sendable {
    public let asset: Asset
    public let from: BytePath
  }

  /// The journal's number of this run; nil for a dry run.
  public var operation: String?
  public var placed: [Item] = []
  public var already: [Item] = []
  public var refused: [Refused] = []
  public var moved: [Moved] = []

  public init() {}

  public func json(in library: BytePath) -> JSONObject {
    func item(_ item: Item) -> JSONValue {
      [
        "source": .string(item.source.description), "id": .string(item.asset.id.hex),
        "path": .string(item.asset.path.description),
        "file": .string(library.appending(item.asset.path).description),
      ]
    }
    return [
      "operation": JSONValue(operation), "placed": .array(placed.map(item)), "already": .array(already.map(item)),
      "refused": .array(
        refused.map { ["file": .string($0.file.description), "reason": .string($0.reason.rawValue)] }),
      "moved": .array(
        moved.map {
          [
            "id": .string($0.asset.id.hex), "from": .string($0.from.description),
            "path": .string($0.asset.path.description),
            "file": .string(library.appending($0.asset.path).description),
          ]
        }),
    ]
  }
}
