/// The words of a prompt that the painter understands.
struct PromptWords {
  private let words: Set<String>

  init(_ prompt: String) {
    words = Set(
      prompt.lowercased().split { !$0.isLetter }.prefix(400).map { word in
        // "mountains" becomes "mountain".
        word.count > 3 && word.hasSuffix("s") ? String(word.dropLast()) : String(word)
      })
  }

  var isLandscape: Bool { !words.isDisjoint(with: PromptWords.landscape) }
  var hasWater: Bool { !words.isDisjoint(with: PromptWords.water) }
  var hasTrees: Bool { !words.isDisjoint(with: ["forest", "tree", "pine", "wood", "jungle", "taiga"]) }
  var hasMist: Bool { !words.isDisjoint(with: ["mist", "misty", "fog", "foggy", "haze", "hazy", "cloud", "cloudy"]) }
  var isSnowy: Bool { !words.isDisjoint(with: ["snow", "snowy", "winter", "ice", "icy", "glacier", "arctic", "alp"]) }
  var isArid: Bool { !words.isDisjoint(with: ["desert", "dune", "canyon", "mesa", "autumn", "fall"]) }

  var daylight: Daylight? {
    PromptWords.times.first { !words.isDisjoint(with: $0.words) }?.daylight
  }

  private static let times: [(words: Set<String>, daylight: Daylight)] = [
    (["night", "midnight", "moon", "moonlit", "moonlight", "star", "starry", "galaxy", "aurora"], .night),
    (["dawn", "sunrise", "daybreak"], .dawn),
    (["sunset", "dusk", "evening", "twilight", "golden"], .sunset),
    (["morning"], .morning),
    (["day", "noon", "midday", "sunny", "afternoon", "daylight"], .day),
  ]

  private static let water: Set<String> = [
    "lake", "river", "sea", "ocean", "water", "reflection", "bay", "coast", "beach", "island", "fjord", "pond",
    "lagoon",
    "harbor", "harbour", "waterfall", "wave",
  ]

  private static let landscape: Set<String> = water.union([
    "landscape", "mountain", "hill", "valley", "forest", "sky", "sunset", "sunrise", "dawn", "dusk", "night", "moon",
    "star", "aurora", "desert", "dune", "canyon", "field", "meadow", "snow", "glacier", "cliff", "horizon", "scenery",
    "wilderness", "countryside", "vista", "panorama", "alp", "peak", "ridge", "volcano", "prairie", "tundra", "nature",
    "morning", "evening", "pine", "tree", "mist", "fog",
  ])
}

/// The time of day and its colours.
enum Daylight: CaseIterable {
  case dawn, morning, day, sunset, night

  var skyTop: Colour {
    switch self {
    case .dawn: Colour(0.33, 0.40, 0.62)
    case .morning: Colour(0.36, 0.58, 0.85)
    case .day: Colour(0.13, 0.38, 0.76)
    case .sunset: Colour(0.19, 0.17, 0.42)
    case .night: Colour(0.02, 0.03, 0.10)
    }
  }

  var skyMiddle: Colour {
    switch self {
    case .dawn: Colour(0.83, 0.61, 0.63)
    case .morning: Colour(0.68, 0.81, 0.92)
    case .day: Colour(0.42, 0.66, 0.90)
    case .sunset: Colour(0.84, 0.36, 0.34)
    case .night: Colour(0.05, 0.09, 0.22)
    }
  }

  var horizon: Colour {
    switch self {
    case .dawn: Colour(1.00, 0.83, 0.62)
    case .morning: Colour(0.98, 0.92, 0.78)
    case .day: Colour(0.84, 0.91, 0.95)
    case .sunset: Colour(1.00, 0.69, 0.30)
    case .night: Colour(0.17, 0.23, 0.38)
    }
  }

  var farLand: Colour {
    switch self {
    case .dawn: Colour(0.68, 0.58, 0.67)
    case .morning: Colour(0.58, 0.69, 0.78)
    case .day: Colour(0.50, 0.64, 0.78)
    case .sunset: Colour(0.62, 0.36, 0.42)
    case .night: Colour(0.13, 0.18, 0.30)
    }
  }

  var nearLand: Colour {
    switch self {
    case .dawn: Colour(0.13, 0.14, 0.22)
    case .morning: Colour(0.11, 0.22, 0.17)
    case .day: Colour(0.09, 0.22, 0.12)
    case .sunset: Colour(0.10, 0.06, 0.13)
    case .night: Colour(0.02, 0.03, 0.06)
    }
  }

  /// The colour of the sun, or at night of the moon.
  var disc: Colour {
    switch self {
    case .dawn: Colour(1.00, 0.93, 0.78)
    case .morning, .day: Colour(1.00, 0.98, 0.90)
    case .sunset: Colour(1.00, 0.86, 0.55)
    case .night: Colour(0.93, 0.94, 0.88)
    }
  }

  /// The height of the disc: 0 at the horizon, 1 at the upper edge.
  var discHeight: Range<Float> {
    switch self {
    case .dawn, .sunset: 0.08..<0.32
    case .morning: 0.35..<0.6
    case .day: 0.6..<0.88
    case .night: 0.5..<0.85
    }
  }
}
