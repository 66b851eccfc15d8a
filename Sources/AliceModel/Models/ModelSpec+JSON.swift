extension ModelSpec {
  /// Returns nil unless `json` and all its parameters have the form of `models.json`.
  package init?(json: JSONValue) {
    guard let name = json["name"]?.stringValue, !name.isEmpty, let endpoint = json["endpoint"]?.stringValue,
      ModelSpec.isEndpoint(endpoint), let summary = json["summary"]?.stringValue,
      let listed = json["parameters"]?.arrayValue
    else { return nil }
    let parameters = listed.compactMap(ParameterSpec.init(json:))
    let price = json["price"].flatMap(ModelPrice.init(json:))
    let kind = json["kind"]?.stringValue.flatMap(Kind.init(rawValue:))
    let output = json["output"]?.stringValue.flatMap(Output.init(rawValue:))
    let status = json["status"]?.stringValue.flatMap(Status.init(rawValue:))
    guard parameters.count == listed.count, ModelSpec.isRead(json["price"], price),
      ModelSpec.isRead(json["kind"], kind),
      ModelSpec.isRead(json["output"], output), ModelSpec.isRead(json["status"], status)
    else { return nil }
    self.init(
      name: name, endpoint: endpoint, aliases: ModelSpec.texts(json["aliases"]), kind: kind, output: output,
      summary: summary, note: json["note"]?.stringValue, status: status ?? .active,
      replacement: json["replacement"]?.stringValue, speed: json["speed"]?.stringValue, price: price,
      quote: json["quote"].flatMap(PriceQuote.init(json:)),
      parameters: parameters, ignored: ModelSpec.texts(json["ignored"]), isListed: true)
    isOpen = json["open"]?.boolValue ?? false
  }

  /// Returns whether a member that is present could be read.
  private static func isRead(_ json: JSONValue?, _ read: (some Any)?) -> Bool {
    (json ?? .null).isNull == (read == nil)
  }

  private static func texts(_ json: JSONValue?) -> [String] { json?.arrayValue?.compactMap(\.stringValue) ?? [] }

  /// The model in the form of `models.json`.
  public var json: JSONValue {
    var object: JSONObject = [
      "name": .string(name), "endpoint": .string(endpoint), "aliases": .array(aliases.map(JSONValue.string)),
      "kind": JSONValue(kind?.rawValue), "output": JSONValue(output?.rawValue), "summary": .string(summary),
      "status": .string(status.rawValue), "replacement": JSONValue(replacement), "speed": JSONValue(speed),
      "note": JSONValue(note), "price": price?.json ?? .null, "ignored": .array(ignored.map(JSONValue.string)),
      "parameters": .array(parameters.map(\.json)),
    ]
    object["quote"] = quote?.json
    if isOpen { object["open"] = true }
    return .object(object)
  }
}
