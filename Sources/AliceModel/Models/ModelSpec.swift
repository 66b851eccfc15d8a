/// One model of a provider as data: its names, endpoint, parameters and price.
public struct ModelSpec: Sendable, Hashable {
  /// The member of the response that holds the result: `{"images":[…]}`, `{"image":{…}}`, `{"model_glb":{…}}` or
  /// `{"text":"…"}`.
  public enum Output: String, Sendable, Hashable {
    case images, image, video, audio
    case audioFile = "audio_file"
    case modelGLB = "model_glb"
    case modelMesh = "model_mesh"
    /// Text, not a file.
    case text

    /// The kind of media; nil if it is neither an image, a video nor sound.
    public var media: MediaKind? {
      switch self {
      case .images, .image: .image
      case .video: .video
      case .audio, .audioFile: .audio
      case .modelGLB, .modelMesh, .text: nil
      }
    }
  }

  /// The model's status at the provider.
  public enum Status: String, Sendable, Hashable {
    case active
    /// It still works; `replacement` is the model to use instead.
    case deprecated
  }

  /// The short name; the endpoint if the model is not listed.
  public let name: String
  /// The provider's id: `fal-ai/flux/dev`.
  public let endpoint: String
  public let aliases: [String]
  /// The category; nil if alice does not know the provider's category.
  public let kind: Kind?
  public let output: Output?
  public let summary: String
  /// A hint that users should read before they use the model.
  public let note: String?
  public var status = Status.active
  /// The short name of the model that replaces a deprecated one.
  public var replacement: String?
  /// A hint about the duration: `~2 s`, or `fast`.
  public var speed: String?
  public var price: ModelPrice?
  /// What the provider's pricing API told, which is what bills are multiplied by; nil if it was not asked.
  public package(set) var quote: PriceQuote?
  public package(set) var parameters: [ParameterSpec]
  /// Parameters that older guides mention and the model no longer takes. They are omitted from the input instead of
  /// rejected.
  public let ignored: [String]
  /// Whether the model has a specification; of other endpoints only the id is known.
  public let isListed: Bool
  /// Whether the specification may lack parameters, so that others are passed on as they are given.
  package var isOpen = false

  /// Returns the parameter with that name or alias, else the only one that other models call so; `-` and `_` are equal.
  /// `prompt` is the parameter that takes the prompt, whatever its name.
  public func parameter(named name: String) -> ParameterSpec? {
    let name = ModelSpec.folded(name)
    return parameters.first { ModelSpec.folded($0.name) == name } ?? parameters.first { $0.aliases.contains(name) }
      ?? Dialect.meant(by: name, among: parameters) ?? (name == "prompt" ? promptParameter : nil)
  }

  /// Returns those of `names` that the model no longer takes and `input` omits.
  public func ignored(among names: some Sequence<String>) -> [String] {
    names.filter { parameter(named: $0) == nil && ignored.contains(ModelSpec.folded($0)) }
  }

  static func folded(_ name: String) -> String {
    String(name.lowercased().map { $0 == "-" ? "_" : $0 })
  }
}

extension ModelSpec {
  /// Creates a model of which only the endpoint is known: every input is passed on.
  ///
  /// Returns nil unless `endpoint` is `owner/alias`, optionally with more segments, of letters, digits, `.`, `_` and
  /// `-`.
  public init?(unlistedEndpoint endpoint: String) {
    guard ModelSpec.isEndpoint(endpoint) else { return nil }
    self.init(
      name: endpoint, endpoint: endpoint, aliases: [], kind: Kind(category: "", endpoint: endpoint), output: nil,
      summary: "Not in the built-in list.",
      note: nil, price: nil, parameters: [], ignored: [], isListed: false)
  }

  /// Returns whether `text` is valid as the path of a request without escaping.
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
}
