/// The kind of an asset.
public enum MediaKind: String, Sendable, Hashable, CaseIterable {
  case image, video, audio
  /// A mesh or a scene, or a part of one.
  case model3d
  /// Text, JSON, a table, captions.
  case text
  case archive
  /// Anything else: weights, documents, and what alice does not know.
  case file

  /// Whether folders are searched for files of this kind. The others become assets only if alice generated them.
  public var isMedia: Bool {
    switch self {
    case .image, .video, .audio: true
    case .model3d, .text, .archive, .file: false
    }
  }

  private static let names: [String: MediaKind] = [
    "picture": .image, "film": .video, "sound": .audio, "3d": .model3d, "3d-model": .model3d, "model": .model3d,
    "zip": .archive, "other": .file,
  ]

  /// Returns the kind that a user calls `name`: its own name or a common one, such as `3d`.
  package init?(named name: String) {
    let name = name.lowercased()
    guard let kind = MediaKind(rawValue: name) ?? MediaKind.names[name] else { return nil }
    self = kind
  }

  /// The kind as one word for people.
  public var word: String {
    switch self {
    case .image: "picture"
    case .video, .audio, .text, .archive, .file: rawValue
    case .model3d: "3D model"
    }
  }

  /// The kind with its article, for sentences.
  public var phrase: String {
    switch self {
    case .image: "a picture"
    case .video: "a video"
    case .audio: "sound"
    case .model3d: "a 3D model"
    case .text: "text"
    case .archive: "an archive"
    case .file: "a file of another kind"
    }
  }
}
