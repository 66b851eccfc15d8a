/// One model of a provider, as data: what it is called, where it is called, what it takes and what it costs.
public struct ModelSpec: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case textToImage = "text-to-image"
    case imageToImage = "image-to-image"
    case upscale
    case textToVideo = "text-to-video"
    case imageToVideo = "image-to-video"
    case videoToVideo = "video-to-video"
  }

  /// Where the media stand in the answer: `{"images":[…]}`, `{"image":{…}}` or `{"video":{…}}`.
  public enum Output: String, Sendable, Hashable {
    case images, image, video

    public var media: MediaKind { self == .video ? .video : .image }
  }

  /// The short name; the endpoint where the model is not listed.
  public let name: String
  /// The provider's id: `fal-ai/flux/dev`.
  public let endpoint: String
  public let aliases: [String]
  /// Nil where the model is not listed.
  public let kind: Kind?
  public let output: Output?
  public let summary: String
  /// What people should know before they use it.
  public let note: String?
  public let price: ModelPrice?
  public let parameters: [ParameterSpec]
  /// Parameters that older guides name and the model no longer takes: left out of the input instead of refused.
  public let ignored: [String]
  /// False for an endpoint of which nothing is known but its id.
  public let isListed: Bool

  /// The parameter of that name or alias; `-` and `_` are the same.
  public func parameter(named name: String) -> ParameterSpec? {
    let name = ModelSpec.folded(name)
    return parameters.first { $0.name == name } ?? parameters.first { $0.aliases.contains(name) }
  }

  /// Those of `names` that the model no longer takes and `input` leaves out.
  public func ignored(among names: some Sequence<String>) -> [String] {
    names.filter { parameter(named: $0) == nil && ignored.contains(ModelSpec.folded($0)) }
  }

  static func folded(_ name: String) -> String {
    String(name.lowercased().map { $0 == "-" ? "_" : $0 })
  }
}

extension ModelSpec {
  /// A model of which only the endpoint is known: what it takes passes through.
  ///
  /// Nil unless `endpoint` is `owner/alias` with perhaps more segments, of letters, digits, `.`, `_` and `-`.
  public init?(unlistedEndpoint endpoint: String) {
    guard ModelSpec.isEndpoint(endpoint) else { return nil }
    let kind = Kind.allCases.first { endpoint.hasSuffix("/" + $0.rawValue) }
    self.init(
      name: endpoint, endpoint: endpoint, aliases: [], kind: kind, output: nil, summary: "Not in the built-in list.",
      note: nil, price: nil, parameters: [], ignored: [], isListed: false)
  }

  /// True for what can stand in a request's path as it is.
  static func isEndpoint(_ text: String) -> Bool {
    let segments = text.split(separator: "/", omittingEmptySubsequences: false)
    return text.utf8.count <= 200 && segments.count >= 2
      && segments.allSatisfy { segment in
        !segment.isEmpty && segment != "." && segment != ".."
          && segment.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
              UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
              true
            default: false
            }
          }
      }
  }

  /// Nil unless `json` describes a model as `models.json` does, down to its last parameter.
  init?(json: JSONValue) {
    guard let name = json["name"]?.stringValue, !name.isEmpty, let endpoint = json["endpoint"]?.stringValue,
      ModelSpec.isEndpoint(endpoint), let kind = json["kind"]?.stringValue.flatMap(Kind.init(rawValue:)),
      let output = json["output"]?.stringValue.flatMap(Output.init(rawValue:)),
      let summary = json["summary"]?.stringValue, let listed = json["parameters"]?.arrayValue
    else { return nil }
    let parameters = listed.compactMap(ParameterSpec.init(json:))
    let price = json["price"].flatMap(ModelPrice.init(json:))
    guard parameters.count == listed.count, (json["price"] ?? .null).isNull == (price == nil) else { return nil }
    self.init(
      name: name, endpoint: endpoint, aliases: json["aliases"]?.arrayValue?.compactMap(\.stringValue) ?? [],
      kind: kind, output: output, summary: summary, note: json["note"]?.stringValue, price: price,
      parameters: parameters, ignored: json["ignored"]?.arrayValue?.compactMap(\.stringValue) ?? [], isListed: true)
  }

  /// As `models.json` writes it.
  public var json: JSONValue {
    [
      "name": .string(name), "endpoint": .string(endpoint), "aliases": .array(aliases.map(JSONValue.string)),
      "kind": JSONValue(kind?.rawValue), "output": JSONValue(output?.rawValue), "summary": .string(summary),
      "note": JSONValue(note), "price": price?.json ?? .null, "ignored": .array(ignored.map(JSONValue.string)),
      "parameters": .array(parameters.map(\.json)),
    ]
  }
}
