import AliceNumbers

/// Everything about an asset that is embedded in the file or in its sidecar. This is the source of truth; the catalog
/// is a cache of it.
public struct AssetRecord: Sendable, Hashable {
  public var provenance: Provenance
  /// The differing provenances of other files that had the same asset id.
  public var alsoFrom: [Provenance]
  public var assessment: Assessment
  public var rating: Rating?
  public var pick: Pick?
  /// The rating from duels with other assets; see `Elo`. Values outside of `Elo.range` are clamped, and a value that is
  /// not a number becomes nil.
  public var elo: Double? { didSet { elo = elo.flatMap(Elo.clamped) } }
  /// The tags, without duplicates, in the order in which they were given.
  public var tags: [String]
  public var project: String?
  public var note: String?
  public var title: String?
  public var correction: Correction
  /// How the file says it was made.
  public var disclosure: DigitalSource?
  /// The time of ingest.
  public var added: Timestamp
  /// The name of the file before ingest, for display only.
  public var originalName: String?
  /// The files that lie with the asset in a folder of its own, see `CompanionFolder`.
  public var companions: [Companion]
  /// Whether the bytes of the asset's file are known to be damaged. The catalog keeps this; a file is not written to
  /// while it is damaged.
  public var damaged: Bool

  public init(
    provenance: Provenance = Provenance(), alsoFrom: [Provenance] = [], assessment: Assessment = Assessment(),
    rating: Rating? = nil, pick: Pick? = nil, elo: Double? = nil, tags: [String] = [], project: String? = nil,
    note: String? = nil, title: String? = nil, correction: Correction = Correction(), disclosure: DigitalSource? = nil,
    added: Timestamp, originalName: String? = nil, companions: [Companion] = [],
    damaged: Bool = false
  ) {
    self.provenance = provenance
    self.alsoFrom = alsoFrom
    self.assessment = assessment
    self.rating = rating
    self.pick = pick
    self.elo = elo.flatMap(Elo.clamped)
    self.tags = tags
    self.project = project
    self.note = note
    self.title = title
    self.correction = correction
    self.disclosure = disclosure
    self.added = added
    self.originalName = originalName
    self.companions = companions
    self.damaged = damaged
  }

  public var recipe: Recipe { provenance.recipe }

  /// Whether the tag `nsfw`, or one below it such as `nsfw/nudity`, is among the tags; case is irrelevant.
  public var isNSFW: Bool {
    tags.contains { tag in
      let tag = tag.lowercased().utf8
      return tag.starts(with: "nsfw".utf8) && (tag.count == 4 || tag.dropFirst(4).first == UInt8(ascii: "/"))
    }
  }

  /// Returns whether a text can be a tag: at most a hundred characters, no controls, and not only white space.
  package static func isTag(_ text: String) -> Bool {
    !text.allSatisfy(\.isWhitespace) && text.count <= 100
      && !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
  }

  /// Returns the rating, else the stars derived from score and defects; nil if there is neither.
  public func quality(by calibration: Calibration = .standard) -> Int? {
    rating?.stars ?? calibration.stars(for: assessment.score, defects: assessment.defects)
  }

  /// Merges the records of two files of the same asset. `self` wins where both have a value; no information is lost.
  public func merging(_ other: AssetRecord) -> AssetRecord {
    var merged = self
    merged.provenance = provenance.filled(from: other.provenance)
    let told = [merged.provenance] + alsoFrom
    for candidate in [other.provenance] + other.alsoFrom
    where candidate != Provenance() && !told.contains(where: { $0.covers(candidate) })
      && !merged.alsoFrom.contains(candidate)
    {
      merged.alsoFrom.append(candidate)
    }
    if assessment.score == nil, assessment.abstained == nil { merged.assessment = other.assessment }
    merged.rating = rating ?? other.rating
    merged.pick = pick ?? other.pick
    merged.elo = elo ?? other.elo
    merged.tags += other.tags.filter { !tags.contains($0) }
    merged.project = project ?? other.project
    merged.mergeWords(of: other)
    merged.added = min(added, other.added)
    merged.originalName = originalName ?? other.originalName
    if companions.isEmpty { merged.companions = other.companions }
    // One sound file is enough.
    merged.damaged = damaged && other.damaged
    return merged
  }
}

extension Provenance {
  /// Returns `self` with its missing values taken from `other`, provided that both describe the same generation:
  /// different prompts are never mixed.
  func filled(from other: Provenance) -> Provenance {
    if self == Provenance() { return other }
    guard recipe.prompt == nil || other.recipe.prompt == nil || recipe.prompt == other.recipe.prompt,
      requestID == nil || other.requestID == nil || requestID == other.requestID,
      generator == nil || other.generator == nil || generator == other.generator
    else { return self }
    var filled = self
    filled.recipe.prompt = recipe.prompt ?? other.recipe.prompt
    filled.recipe.negativePrompt = recipe.negativePrompt ?? other.recipe.negativePrompt
    filled.recipe.model = recipe.model ?? other.recipe.model
    filled.recipe.seed = recipe.seed ?? other.recipe.seed
    for (key, value) in other.recipe.parameters where filled.recipe.parameters[key] == nil {
      filled.recipe.parameters[key] = value
    }
    filled.provider = provider ?? other.provider
    filled.endpoint = endpoint ?? other.endpoint
    filled.requestID = requestID ?? other.requestID
    filled.generator = generator ?? other.generator
    filled.cost = cost ?? other.cost
    filled.created = created ?? other.created
    filled.parents += other.parents.filter { !parents.contains($0) }
    filled.ambiguous = isAmbiguous(with: other)
    return filled
  }

  /// If both name the same prompt, the result is ambiguous only if both are.
  private func isAmbiguous(with other: Provenance) -> Bool {
    let agree = recipe.prompt != nil && recipe.prompt == other.recipe.prompt
    return agree ? ambiguous && other.ambiguous : ambiguous || other.ambiguous
  }

  /// Returns whether `other` adds nothing to `self`.
  ///
  /// Two provenances with the same request id describe one generation, whenever its result was fetched.
  func covers(_ other: Provenance) -> Bool {
    var other = other
    if requestID != nil, requestID == other.requestID {
      other.created = created
      other.cost = cost
    }
    return filled(from: other) == self && other.filled(from: self) == self
  }
}
