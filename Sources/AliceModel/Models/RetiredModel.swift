/// An endpoint that the provider no longer has, and what to use instead.
public struct RetiredModel: Sendable, Hashable {
  public let endpoint: String
  /// Short names that people used for it.
  public let names: [String]
  /// A short name.
  public let replacement: String
  /// What became of it, to stand after "it": `was last listed in 2026-04`.
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

  /// As `models.json` writes it.
  public var json: JSONValue {
    [
      "endpoint": .string(endpoint), "names": .array(names.map(JSONValue.string)),
      "replacement": .string(replacement), "why": .string(reason),
    ]
  }
}
