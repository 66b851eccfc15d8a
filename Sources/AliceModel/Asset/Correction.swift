import AliceNumbers

/// What a person says of an asset instead of what was recorded when it was made. The provenance keeps what was recorded.
public struct Correction: Sendable, Hashable {
  public var prompt: String?
  /// The time of creation.
  public var created: Timestamp?

  public init(prompt: String? = nil, created: Timestamp? = nil) {
    self.prompt = prompt
    self.created = created
  }

  var json: JSONValue? {
    var object: JSONObject = [:]
    object["prompt"] = prompt.map(JSONValue.string)
    object["created"] = created.map { .string($0.description) }
    return object.isEmpty ? nil : .object(object)
  }

  init(json: JSONValue?) {
    self.init(
      prompt: json?["prompt"]?.stringValue, created: json?["created"]?.stringValue.flatMap { Timestamp($0) })
  }
}

extension AssetRecord {
  /// The person's prompt, else the generated one.
  public var prompt: String? { correction.prompt ?? recipe.prompt }

  /// The time of creation as the person gave it, else as it was recorded.
  public var created: Timestamp? { correction.created ?? provenance.created }

  /// The prompt that a person has corrected; nil if none has.
  public var generatedPrompt: String? { correction.prompt == nil ? nil : recipe.prompt }

  /// The recorded time of creation that a person has corrected; nil if none has.
  public var recordedCreated: Timestamp? { correction.created == nil ? nil : provenance.created }

  /// Whether the file says that AI made it.
  public var isDisclosed: Bool { disclosure?.saysGenerated == true }

  /// The record with the mark that alice writes into files that AI made, unless the file states another source.
  package var disclosing: AssetRecord {
    guard disclosure == nil, provenance.generator != nil || provenance.provider != nil else { return self }
    var record = self
    record.disclosure = .trainedAlgorithmicMedia
    return record
  }

  /// Takes over what a person said of another file of the asset; differing notes are joined.
  mutating func mergeWords(of other: AssetRecord) {
    correction.prompt = correction.prompt ?? other.correction.prompt
    correction.created = correction.created ?? other.correction.created
    title = title ?? other.title
    disclosure = disclosure ?? other.disclosure
    guard let theirs = other.note else { return }
    guard let mine = note else { return note = theirs }
    let lines = mine.split(separator: "\n", omittingEmptySubsequences: false)
    let new = theirs.split(separator: "\n", omittingEmptySubsequences: false).filter { !lines.contains($0) }
    if !new.isEmpty { note = (lines + new).joined(separator: "\n") }
  }
}
