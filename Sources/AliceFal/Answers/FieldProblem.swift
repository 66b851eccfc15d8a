import AliceModel

/// One thing that is wrong with an input, as the model says it.
package struct FieldProblem: Sendable, Hashable {
  /// `body.image_url`, `body.loras.0.path`.
  package let location: String
  package let message: String
  /// Stable: `missing`, `image_too_small`, …
  package let type: String
  /// What is allowed, for people: `at least 256`; nil where the model does not say.
  package let limits: String?

  package init(location: String, message: String, type: String, limits: String? = nil) {
    self.location = location
    self.message = message
    self.type = type
    self.limits = limits
  }

  /// Of what was told without a type.
  static let plainType = "bad_request"

  /// True where there is a sentence and no more.
  package var isBare: Bool { location.isEmpty && type == FieldProblem.plainType }

  /// The parameter as people know it, and what is wrong with it.
  package var sentence: String {
    let field = location.hasPrefix("body.") ? String(location.dropFirst(5)) : location == "body" ? "" : location
    switch type {
    case "missing", "value_error.missing": return field.isEmpty ? message : "\(field) is missing"
    case "no_media_generated": return "the model made nothing of this input; another prompt may help"
    default: return (field.isEmpty ? message : "\(field): \(message)") + (limits.map { " (\($0))" } ?? "")
    }
  }

  private static let bounds: [(key: String, words: String)] = [
    ("ge", "at least"), ("gt", "more than"), ("le", "at most"), ("lt", "less than"), ("multiple_of", "a multiple of"),
    ("min_length", "at least this many:"), ("max_length", "at most this many:"),
    ("min_width", "at least this wide:"), ("min_height", "at least this high:"),
    ("max_width", "at most this wide:"), ("max_height", "at most this high:"), ("max_size", "at most this many bytes:"),
    ("min_duration", "at least this many seconds:"), ("max_duration", "at most this many seconds:"),
    ("expected", "one of"), ("supported_formats", "one of"), ("supported_extensions", "one of"),
  ]

  /// The numbers and names that an error gives as its context.
  static func limits(_ context: JSONValue?) -> String? {
    guard let context else { return nil }
    let parts = bounds.compactMap { bound -> String? in
      guard let value = context[bound.key] else { return nil }
      let text = value.arrayValue.map { $0.prefix(20).compactMap(\.scalarText).joined(separator: ", ") }
      return (text ?? value.scalarText).map { "\(bound.words) \(FalError.clipped($0))" }
    }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }
}
