/// The facts about a file that its content shows, apart from its metadata.
public struct FileFacts: Sendable, Hashable {
  public var format: MediaFormat
  /// The width in pixels as stored, before any EXIF orientation is applied.
  public var width: Int?
  public var height: Int?
  /// The duration in seconds; nil for still images.
  public var duration: Double?
  /// The size of the file in bytes.
  public var bytes: UInt64
  /// Whether the file holds a C2PA manifest. No byte of such a file may be changed.
  public var signed: Bool

  public init(
    format: MediaFormat, width: Int? = nil, height: Int? = nil, duration: Double? = nil, bytes: UInt64,
    signed: Bool = false
  ) {
    self.format = format
    self.width = width
    self.height = height
    self.duration = duration
    self.bytes = bytes
    self.signed = signed
  }
}

/// One image, video, sound or other file of a library.
public struct Asset: Sendable, Hashable {
  public var id: AssetID
  /// The path relative to the library.
  public var path: BytePath
  public var facts: FileFacts
  public var record: AssetRecord
  /// Whether the catalog lists a file that is not on disk.
  public var missing: Bool

  public init(id: AssetID, path: BytePath, facts: FileFacts, record: AssetRecord, missing: Bool = false) {
    self.id = id
    self.path = path
    self.facts = facts
    self.record = record
    self.missing = missing
  }

  /// The time of creation if it is known, else the time of ingest.
  public var created: Timestamp { record.created ?? record.added }
  public var quality: Int? { record.quality() }
}

extension Asset {
  /// Returns the asset object that the command line prints: every member is present, and unknown values are null.
  ///
  /// `library` is the absolute path of the library's folder.
  public func json(in library: BytePath) -> JSONValue {
    let provenance = record.provenance
    let recipe = provenance.recipe
    return [
      "id": .string(id.hex), "path": .string(path.description),
      "file": .string(library.appending(path).description),
      "type": .string(facts.format.kind.rawValue), "format": .string(facts.format.rawValue),
      "width": facts.width.map { JSONValue($0) } ?? .null, "height": facts.height.map { JSONValue($0) } ?? .null,
      "duration": facts.duration.map { JSONValue($0) } ?? .null, "bytes": .number(JSONNumber(facts.bytes)),
      "created": .string(created.description), "added": .string(record.added.description),
      "provider": JSONValue(provenance.provider), "model": JSONValue(recipe.model),
      "endpoint": JSONValue(provenance.endpoint), "generator": JSONValue(provenance.generator?.rawValue),
      "request_id": JSONValue(provenance.requestID),
      "prompt": JSONValue(record.prompt), "generated_prompt": JSONValue(record.generatedPrompt),
      "negative_prompt": JSONValue(recipe.negativePrompt),
      "seed": JSONValue(recipe.seed), "parameters": JSONValue.object(recipe.parameters).sorted,
      "ambiguous": .bool(provenance.ambiguous),
      "quality": quality.map { JSONValue($0) } ?? .null, "rating": record.rating.map { JSONValue($0.stars) } ?? .null,
      "score": record.assessment.score.map { ["value": JSONValue($0.value), "scorer": .string($0.scorer)] } ?? .null,
      "defects": .array(record.assessment.defects.map { .string($0.rawValue) }),
      "tags": .array(record.tags.map(JSONValue.string)), "project": JSONValue(record.project),
      "title": JSONValue(record.title), "note": JSONValue(record.note),
      "generated_created": JSONValue(record.recordedCreated?.description),
      "disclosure": JSONValue(record.disclosure?.term),
      "cost": provenance.cost?.json ?? .null, "parents": .array(provenance.parents.map { .string($0.hex) }),
      "signed": .bool(facts.signed), "missing": .bool(missing),
      "damaged": .bool(record.damaged), "simulated": .bool(provenance.isSimulated),
      "companions": .array(record.companions.map(\.json)),
      "picked": record.pick.map { .bool($0 == .picked) } ?? .null, "elo": record.elo.map { JSONValue($0) } ?? .null,
    ]
  }
}
