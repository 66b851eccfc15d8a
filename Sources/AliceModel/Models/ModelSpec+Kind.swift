import AliceNumbers

extension ModelSpec {
  /// What a model does: the provider's categories, and finer ones where its own mix things that people look for apart.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case textToImage = "text-to-image"
    case imageToImage = "image-to-image"
    case upscale
    case textToVideo = "text-to-video"
    case imageToVideo = "image-to-video"
    case videoToVideo = "video-to-video"
    case audioToVideo = "audio-to-video"
    case textToSpeech = "text-to-speech"
    case speechToSpeech = "speech-to-speech"
    case speechToText = "speech-to-text"
    case music
    case sound
    case audioToAudio = "audio-to-audio"
    case videoToAudio = "video-to-audio"
    case textTo3D = "text-to-3d"
    case imageTo3D = "image-to-3d"
    case modelTo3D = "3d-to-3d"
    /// It answers questions about pictures and videos.
    case vision
    /// It answers with text.
    case text
    case training
  }
}

extension ModelSpec.Kind {
  /// The words that people use for groups of kinds.
  private static let families: [(word: String, kinds: [Self])] = [
    ("image", [.textToImage, .imageToImage, .upscale]), ("edit", [.imageToImage]),
    ("video", [.textToVideo, .imageToVideo, .videoToVideo, .audioToVideo]),
    ("speech", [.textToSpeech, .speechToSpeech]), ("tts", [.textToSpeech]),
    ("transcription", [.speechToText]), ("transcribe", [.speechToText]), ("effects", [.sound]),
    ("audio", [.textToSpeech, .speechToSpeech, .music, .sound, .audioToAudio, .videoToAudio]),
    ("3d", [.textTo3D, .imageTo3D, .modelTo3D]), ("mesh", [.textTo3D, .imageTo3D, .modelTo3D]),
    ("llm", [.text]), ("trainer", [.training]), ("caption", [.vision]),
  ]

  /// The groups that `--kind` accepts besides the kinds themselves.
  package static let groups = ["image", "edit", "video", "speech", "transcription", "audio", "3d"]

  /// Returns the kinds that a word names: one kind, or a group of them; none for other words.
  package static func named(_ word: String) -> Set<Self> {
    let word = word.lowercased()
    if let kind = Self(rawValue: word) { return [kind] }
    return Set(families.first { $0.word == word }?.kinds ?? [])
  }

  /// The words by which a search finds the kind.
  package var words: [String] { [rawValue] + Self.families.filter { $0.kinds.contains(self) }.map(\.word) }

  /// Returns the kind of an endpoint by the provider's category; nil for categories of no kind.
  ///
  /// The provider counts upscalers among editors, and music, speech and noises as one category of audio.
  package init?(category: String, endpoint: String, title: String = "") {
    let text = "\(endpoint) \(title)".lowercased()
    func names(_ words: String...) -> Bool { words.contains { text.contains($0) } }
    switch category {
    case "image-to-image" where names("upscale", "esrgan", "aura-sr", "ccsr"): self = .upscale
    case "text-to-audio" where names("music", "song", "lyria", "ace-step", "diffrhythm", "beat", "yue"): self = .music
    case "text-to-audio" where names("tts", "speech", "voice", "dialogue", "kokoro", "dia-"): self = .textToSpeech
    case "text-to-audio": self = .sound
    case "audio-to-text": self = .speechToText
    case "image-to-text", "video-to-text": self = .vision
    case "llm": self = .text
    default:
      guard let kind = Self(rawValue: category) ?? Self.allCases.first(where: { endpoint.hasSuffix("/\($0.rawValue)") })
      else { return nil }
      self = kind
    }
  }
}
