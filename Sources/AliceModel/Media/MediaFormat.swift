/// The kind of media: image, video or sound.
public enum MediaKind: String, Sendable, Hashable, CaseIterable {
  case image, video, audio
}

/// The format of a file by its content, whatever its name is.
public enum MediaFormat: String, Sendable, Hashable, CaseIterable {
  case png, jpeg, webp, gif, avif, heic, jxl, bmp, tiff, mp4, mov, webm, mkv, flac, mp3, ogg, wav, m4a

  public var kind: MediaKind {
    switch self {
    case .png, .jpeg, .webp, .gif, .avif, .heic, .jxl, .bmp, .tiff: .image
    case .mp4, .mov, .webm, .mkv: .video
    case .flac, .mp3, .ogg, .wav, .m4a: .audio
    }
  }

  /// The extension that alice gives to files of this format, without a dot.
  public var fileExtension: String {
    switch self {
    case .jpeg: "jpg"
    case .tiff: "tif"
    default: rawValue
    }
  }

  /// All extensions that files of this format may have.
  public var knownExtensions: [String] {
    switch self {
    case .png: ["png", "apng"]
    case .jpeg: ["jpg", "jpeg", "jpe", "jfif"]
    case .heic: ["heic", "heif"]
    case .bmp: ["bmp", "dib"]
    case .tiff: ["tif", "tiff"]
    case .mp4: ["mp4", "m4v"]
    case .m4a: ["m4a", "m4b"]
    case .mov: ["mov", "qt"]
    case .ogg: ["ogg", "oga", "opus"]
    case .wav: ["wav", "wave"]
    default: [rawValue]
    }
  }
}
