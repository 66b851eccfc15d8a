extension AssetRecord {
  /// The version of the embedded document. Readers accept every version up to their own and ignore members that they do
  /// not know.
  public static let schema = 1

  /// Returns the document that is embedded in the file, without the values that are unknown.
  ///
  /// A reader compares `id` with the file to see whether another program has changed the image since.
  public func embeddedJSON(id: AssetID?) -> JSONValue {
    var object: JSONObject = ["alice": .init(AssetRecord.schema)]
    object["id"] = id.map { .string($0.hex) }
    for (key, value) in provenance.embeddedMembers { object[key] = value }
    if !alsoFrom.isEmpty { object["also_from"] = .array(alsoFrom.map { .object($0.embeddedMembers) }) }
    object["score"] = assessment.score.map { ["value": JSONValue($0.value), "scorer": .string($0.scorer)] }
    if !assessment.defects.isEmpty { object["defects"] = .array(assessment.defects.map { .string($0.rawValue) }) }
    object["abstained"] = assessment.abstained.map { .string($0.rawValue) }
    object["rating"] = rating.map { JSONValue($0.stars) }
    object["pick"] = pick.map { .string($0.rawValue) }
    object["elo"] = elo.map { JSONValue($0) }
    if !tags.isEmpty { object["tags"] = .array(tags.map(JSONValue.string)) }
    object["project"] = project.map(JSONValue.string)
    object["note"] = note.map(JSONValue.string)
    object["title"] = title.map(JSONValue.string)
    object["corrected"] = correction.json
    object["disclosure"] = disclosure.map { .string($0.term) }
    object["added"] = .string(added.description)
    object["original_name"] = originalName.map(JSONValue.string)
    if !companions.isEmpty { object["companions"] = .array(companions.map(\.json)) }
    if damaged { object["damaged"] = true }
    return .object(object)
  }

  /// Returns nil unless `json` is such a document. Members of the wrong type count as absent. Whether the file is damaged
  /// is the catalog's to know: no file is believed to say so of itself.
  public init?(embeddedJSON json: JSONValue) {
    guard let version = json["alice"]?.intValue, version >= 1, let object = json.objectValue,
      let added = json["added"]?.stringValue.flatMap({ Timestamp($0) })
    else { return nil }
    self.init(provenance: Provenance(embedded: object), added: added)
    alsoFrom = json["also_from"]?.arrayValue?.compactMap { $0.objectValue.map(Provenance.init(embedded:)) } ?? []
    if let value = json["score"]?["value"]?.doubleValue, let scorer = json["score"]?["scorer"]?.stringValue {
      assessment.score = Score(value: value, scorer: scorer)
    }
    assessment.defects = json["defects"]?.arrayValue?.compactMap { $0.stringValue.flatMap(Defect.init) } ?? []
    assessment.abstained = json["abstained"]?.stringValue.flatMap(Abstention.init)
    rating = json["rating"]?.intValue.flatMap(Rating.init)
    pick = json["pick"]?.stringValue.flatMap(Pick.init)
    elo = json["elo"]?.doubleValue.flatMap(Elo.clamped)
    tags = json["tags"]?.arrayValue?.compactMap(\.stringValue) ?? []
    project = json["project"]?.stringValue
    note = json["note"]?.stringValue
    title = json["title"]?.stringValue
    correction = Correction(json: json["corrected"])
    disclosure = json["disclosure"]?.stringValue.flatMap { DigitalSource($0) }
    originalName = json["original_name"]?.stringValue
    companions = json["companions"]?.arrayValue?.prefix(Companion.limit).compactMap { Companion(json: $0) } ?? []
  }
}

extension Provenance {
  var embeddedMembers: JSONObject {
    var object = JSONObject()
    object["generator"] = generator.map { .string($0.rawValue) }
    object["provider"] = provider.map(JSONValue.string)
    object["model"] = recipe.model.map(JSONValue.string)
    object["endpoint"] = endpoint.map(JSONValue.string)
    object["request_id"] = requestID.map(JSONValue.string)
    object["prompt"] = recipe.prompt.map(JSONValue.string)
    object["negative_prompt"] = recipe.negativePrompt.map(JSONValue.string)
    object["seed"] = recipe.seed.map(JSONValue.string)
    if !recipe.parameters.isEmpty { object["parameters"] = .object(recipe.parameters) }
    object["cost"] = cost?.json
    object["created"] = created.map { .string($0.description) }
    if !parents.isEmpty { object["parents"] = .array(parents.map { .string($0.hex) }) }
    if ambiguous { object["ambiguous"] = true }
    return object
  }

  init(embedded object: JSONObject) {
    self.init(
      recipe: Recipe(
        prompt: object["prompt"]?.stringValue, negativePrompt: object["negative_prompt"]?.stringValue,
        model: object["model"]?.stringValue, seed: object["seed"]?.scalarText,
        parameters: object["parameters"]?.objectValue ?? [:]),
      provider: object["provider"]?.stringValue, endpoint: object["endpoint"]?.stringValue,
      requestID: object["request_id"]?.stringValue,
      generator: object["generator"]?.stringValue.flatMap(Generator.init(rawValue:)),
      cost: object["cost"].flatMap { Cost(json: $0) },
      created: object["created"]?.stringValue.flatMap { Timestamp($0) },
      parents: object["parents"]?.arrayValue?.compactMap { $0.stringValue.flatMap { AssetID(hex: $0) } } ?? [],
      ambiguous: object["ambiguous"]?.boolValue ?? false)
  }
}
