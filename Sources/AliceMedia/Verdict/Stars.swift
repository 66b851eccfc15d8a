import AliceNumbers

/// Reads and writes ratings in the scales of other programs.
enum Stars {
  /// The percentages that Windows writes for 0 to 5 stars.
  private static let percentages = [0, 1, 25, 50, 75, 99]

  /// Returns a number from -1 (rejected) to 5; white space around it does not matter. Nil is no such number.
  static func read(_ text: String) -> Int? {
    number(text).flatMap { (-1...5).contains($0) ? Int($0) : nil }
  }

  /// Returns the stars of a percentage, by the ranges in which Windows shows them.
  static func read(percent text: String) -> Int? {
    guard let value = number(text), (0...100).contains(value) else { return nil }
    return switch value {
    case ..<1: 0
    case ..<13: 1
    case ..<38: 2
    case ..<63: 3
    case ..<88: 4
    default: 5
    }
  }

  /// `stars` must be from 0 to 5.
  static func percent(_ stars: Int) -> Int { percentages[min(max(stars, 0), 5)] }

  /// Accepts decimal notation only, unlike `Double`.
  private static func number(_ text: String) -> Double? {
    let digits = text.drop(while: \.isWhitespace).prefix { !$0.isWhitespace }
    let rest = text[digits.endIndex...]
    guard rest.allSatisfy(\.isWhitespace), digits.utf8.allSatisfy({ (0x2B...0x39).contains($0) && $0 != 0x2F }) else {
      return nil
    }
    return Double(digits)
  }
}
