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

  /// Where the media stand in the answer: `{"images":[…]}`, `{"image":{…}}`, `{"video":{…}}` or `{"audio":{…}}`.
  public enum Output: String, Sendable, Hashable {
    case images, image, video, audio

    public var media: MediaKind {
      switch self {
      case .images, .image: .image
      case .video: .video
      case .audio: .audio
      }
    }
  }

  /// What the provider says of its future.
  public enum Status: String, Sendable, Hashable {
    case active
    /// Works still; `replacement` is what to use instead.
    case deprecated
  }

  /// The short name; the endpoint where the model is not listed.
  public let name: String
  /// The provider's id: `fal-ai/flux/dev`.
  public let endpoint: String
  public let aliases: [String]
  /// Nil where the provider has no word for it that alice knows.
  public let kind: Kind?
  public let output: Output?
  public let summary: String
  /// What people should know before they use it.
  public let note: String?
  public var status = Status.active
  /// The short name of the model to use instead of a deprecated one.
  public var replacement: String?
  /// A hint for people: `~2 s`, or `fast`.
  public var speed: String?
  public var price: ModelPrice?
  public let parameters: [ParameterSpec]
  /// Parameters that older guides name and the model no longer takes: left out of the input instead of refused.
  public let ignored: [String]
  /// False for an endpoint of which nothing is known but its id.
  public let isListed: Bool

  /// The parameter of that name or alias, else the only one that other models call so; `-` and `_` are the same.
  public func parameter(named name: String) -> ParameterSpec? {
    let name = ModelSpec.folded(name)
    return parameters.first { ModelSpec.folded($0.name) == name } ?? parameters.first { $0.aliases.contains(name) }
      ?? Dialect.meant(by: name, among: parameters)
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
  package static func isEndpoint(_ text: String) -> Bool {
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
}
