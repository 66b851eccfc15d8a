import AliceModel

/// The name of a program in a manifest's claims: `gpt-image 2.0`, `Adobe Firefly`,
/// `Google C2PA Core Generator Library`.
struct AgentName {
  let text: String
  private let normalized: String

  init(_ text: String) {
    self.text = text
    normalized = text.lowercased().replacing("_", with: " ")
  }

  /// The maker of the program, whatever the program does.
  var generator: Generator? { AgentName.makers.first { normalized.holds($0.name) }?.generator ?? family?.generator }

  /// Whether the name implies that the program generates images: Firefly does, Photoshop does not.
  var isGenerative: Bool { family != nil || AgentName.services.contains { normalized.holds($0) } }

  /// Whether the name is that of a model, not only that of its operator.
  var isModel: Bool { family != nil && (!normalized.hasPrefix("gemini") || normalized.contains(where: \.isNumber)) }

  private var family: (name: String, generator: Generator)? {
    AgentName.families.first {
      normalized.hasPrefix($0.name) && normalized.dropFirst($0.name.count).first?.isLetter != true
    }
  }

  private static let makers: [(name: StaticString, generator: Generator)] = [
    ("openai", .openai), ("chatgpt", .openai), ("gpt-image", .openai), ("dall-e", .openai), ("dall·e", .openai),
    ("google", .google), ("adobe", .adobe), ("firefly", .adobe), ("black forest labs", .bfl),
  ]
  private static let services: [StaticString] = [
    "openai", "chatgpt", "dall-e", "dall·e", "gpt-image", "firefly", "black forest labs", "google gemini",
    "google imagen", "google generative ai",
  ]
  private static let families: [(name: String, generator: Generator)] = [
    ("gpt-image", .openai), ("gpt-4o", .openai), ("dall-e", .openai), ("dall·e", .openai), ("sora", .openai),
    ("imagen", .google), ("gemini", .google), ("veo", .google), ("firefly image", .adobe), ("firefly video", .adobe),
    ("flux", .bfl),
  ]
}

/// IPTC's terms for the source of an image, with or without their URL prefix.
enum DigitalSourceType {
  /// Returns whether a trained model or another algorithm took part.
  static func isGenerated(_ text: String) -> Bool {
    DigitalSource(text)?.saysGenerated == true
  }

  /// Returns whether a camera captured the image.
  static func isCaptured(_ text: String) -> Bool { text.lastPathPart.hasSuffix("Capture") }
}
