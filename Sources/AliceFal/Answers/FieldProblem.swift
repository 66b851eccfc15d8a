import AliceModel
import AliceNumbers

/// One problem of an input, as the model reports it.
package struct FieldProblem: Sendable, Hashable {
  /// The path of the field, such as `body.image_url` or `body.loras.0.path`.
  package let location: String
  package let message: String
  /// A stable code: `missing`, `image_too_small`, …
  package let type: String
  /// The allowed values, as text: `at least 256`; nil if the model does not state them.
  package let limits: String?

  package init(location: String, message: String, type: String, limits: String? = nil) {
    self.location = location
    self.message = message
    self.type = type
    self.limits = limits
  }

  /// The type of problems that have none.
  static let plainType = "bad_request"

  /// True if the problem consists of a message only.
  package var isBare: Bool { location.isEmpty && type == FieldProblem.plainType }

  /// True if the field is a setting of the safety checker, such as `safety_tolerance`.
  var isOfCheckerSetting: Bool {
    let field = location.split(separator: ".").last?.lowercased() ?? ""
    return ["safety", "moderation", "nsfw", "checker", "filter"].contains(where: field.contains)
  }

  /// The name of the parameter, and its problem.
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

  /// Returns the numbers and names in the context of an error.
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
