import AliceNumbers

/// The provider's own list of its endpoints on some day, without their inputs.
package struct ModelListing: Sendable, Hashable {
  package struct Entry: Sendable, Hashable {
    package var endpoint = ""
    package var category = ""
    package var title = ""
    package var about = ""
    package var isDeprecated = false

    /// Returns nil unless `endpoint` is one. Texts are shortened, for the list is kept and shown whole.
    package init?(endpoint: String, category: String, title: String, about: String, isDeprecated: Bool) {
      guard ModelSpec.isEndpoint(endpoint) else { return nil }
      self.endpoint = endpoint
      self.category = Entry.line(category, limit: 40)
      self.title = Entry.line(title, limit: 100)
      self.about = Entry.line(about, limit: 300)
      self.isDeprecated = isDeprecated
    }

    private static func line(_ text: String, limit: Int) -> String {
      let words = text.prefix(limit * 4).split { $0.isWhitespace || $0.isNewline }.joined(separator: " ")
      return words.count > limit ? words.prefix(limit - 1) + "…" : words
    }
  }

  package let date: String
  package var entries: [Entry]

  package init(date: String, entries: [Entry]) {
    self.date = date
    self.entries = entries
  }
}

extension ModelListing {
  package init?(json: JSONValue) {
    guard json["schema"]?.intValue == 1, let date = json["date"]?.stringValue, let models = json["models"]?.arrayValue
    else { return nil }
    self.init(
      date: date,
      entries: models.compactMap { model in
        Entry(
          endpoint: model["endpoint"]?.stringValue ?? "", category: model["category"]?.stringValue ?? "",
          title: model["title"]?.stringValue ?? "", about: model["about"]?.stringValue ?? "",
          isDeprecated: model["deprecated"]?.boolValue ?? false)
      })
  }

  package var json: JSONValue {
    let models = entries.map { entry -> JSONValue in
      [
        "endpoint": .string(entry.endpoint), "category": .string(entry.category), "title": .string(entry.title),
        "about": .string(entry.about), "deprecated": .bool(entry.isDeprecated),
      ]
    }
    return ["schema": 1, "date": .string(date), "models": .array(models)]
  }
}
