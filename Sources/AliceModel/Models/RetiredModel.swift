/// An endpoint that the provider no longer has, and its replacement.
public struct RetiredModel: Sendable, Hashable {
  public let endpoint: String
  /// The short names that it had.
  public let names: [String]
  /// The short name of the model to use instead.
  public let replacement: String
  /// The end of a sentence that begins with "it": `was last listed in 2026-04`.
  public let reason: String
}

extension RetiredModel {
  init?(json: JSONValue) {
    guard let endpoint = json["endpoint"]?.stringValue, ModelSpec.isEndpoint(endpoint),
      let replacement = json["replacement"]?.stringValue, let reason = json["why"]?.stringValue
    else { return nil }
    self.init(
      endpoint: endpoint, names: json["names"]?.arrayValue?.compactMap(\.stringValue) ?? [], replacement: replacement,
      reason: reason)
  }

  /// The entry in the form of `models.json`.
  public var json: JSONValue {
    [
      "endpoint": .string(endpoint), "names": .array(names.map(JSONValue.string)),
      "replacement": .string(replacement), "why": .string(reason),
    ]
  }
}
