import AliceWorkspace

/// A placeholder of prompts and its values: `time=morning|sunset|night`.
public struct Variation: Sendable, Hashable {
  /// The maximum number of combinations.
  public static let maximumCount = 1000

  public let name: String
  public let values: [String]

  /// Returns nil unless `name` consists of letters, digits, `_` and `-`, and the values are distinct and not empty.
  public init?(name: String, values: [String]) {
    guard PromptTemplate.isName(name), !values.isEmpty, Set(values).count == values.count else { return nil }
    self.name = name
    self.values = values
  }

  /// Parses `name=value|value…` as the user types it.
  public init(parsing text: String) throws {
    guard let equals = text.firstIndex(of: "="),
      let variation = Variation(
        name: String(text[..<equals]),
        values: text[text.index(after: equals)...].split(separator: "|", omittingEmptySubsequences: false)
          .map { $0.trimmingSpaces })
    else {
      throw AliceError.variation(.malformed(String(text.prefix(80))))
    }
    self = variation
  }
}

extension Variation {
  /// One value for each name.
  typealias Choice = [String: String]

  /// Returns every combination; the last variation changes fastest. Without variations, returns one empty choice.
  static func choices(_ variations: [Variation]) throws -> [Choice] {
    var count = 1
    for variation in variations {
      let (product, overflow) = count.multipliedReportingOverflow(by: variation.values.count)
      guard !overflow, product <= maximumCount else {
        throw AliceError.variation(.tooMany(maximumCount))
      }
      count = product
    }
    return variations.reduce([[:]]) { choices, variation in
      choices.flatMap { choice in variation.values.map { choice.merging([variation.name: $0]) { $1 } } }
    }
  }

  /// Throws if a name is varied twice.
  static func checkNames(_ variations: [Variation]) throws {
    var seen: Set<String> = []
    for variation in variations where !seen.insert(variation.name).inserted {
      throw AliceError.variation(.repeated(variation.name))
    }
  }
}

extension Substring {
  var trimmingSpaces: String {
    var rest = self
    while rest.first == " " { rest.removeFirst() }
    while rest.last == " " { rest.removeLast() }
    return String(rest)
  }
}
