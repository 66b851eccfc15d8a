import AliceModel

/// The name of a program in a signature's claims: `gpt-image 2.0`, `Adobe Firefly`, `Google C2PA Core Generator Library`.
struct AgentName {
  let text: String
  private let folded: String

  init(_ text: String) {
    self.text = text
    folded = text.lowercased().replacing("_", with: " ")
  }

  /// Whose program it is, whatever the program does.
  var generator: Generator? { AgentName.makers.first { folded.holds($0.name) }?.generator ?? family?.generator }

  /// The name itself says that the program makes pictures: Firefly does, Photoshop need not.
  var isGenerative: Bool { family != nil || AgentName.services.contains { folded.holds($0) } }

  /// Names a model and not merely who runs it.
  var isModel: Bool { family != nil && (!folded.hasPrefix("gemini") || folded.contains(where: \.isNumber)) }

  private var family: (name: String, generator: Generator)? {
    AgentName.families.first { folded.hasPrefix($0.name) && folded.dropFirst($0.name.count).first?.isLetter != true }
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

/// IPTC's words for where a picture came from, with or without the address before them.
enum DigitalSourceType {
  /// A trained model or another algorithm had a hand in it.
  static func isGenerated(_ text: String) -> Bool {
    ["trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "algorithmicMedia", "compositeSynthetic"]
      .contains(text.lastPathPart)
  }

  /// A camera made it.
  static func isCaptured(_ text: String) -> Bool { text.lastPathPart.hasSuffix("Capture") }
}
