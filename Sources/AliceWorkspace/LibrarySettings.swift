/// What a library remembers of how it is laid out, in `.alice/settings.json`.
package struct LibrarySettings: Sendable, Hashable {
  /// Whether assets are filed by quality.
  package var quality: Bool
  package var layout: String

  package static let standardLayout = "{date}/{model}/{quality}/{name}"

  package init(quality: Bool = false, layout: String = LibrarySettings.standardLayout) {
    self.quality = quality
    self.layout = layout
  }

  /// Members that are missing or of the wrong type keep their default.
  package init(json: JSONValue) {
    self.init(
      quality: json["quality"]?.boolValue ?? false,
      layout: json["layout"]?.stringValue ?? LibrarySettings.standardLayout)
  }

  /// As they stand in `settings.json`; nil where one of them is missing, of the wrong type, or no layout.
  package init?(kept json: JSONValue) {
    guard let quality = json["quality"]?.boolValue, let layout = json["layout"]?.stringValue,
      (try? Layout(parsing: layout)) != nil
    else { return nil }
    self.init(quality: quality, layout: layout)
  }

  var fileBytes: [UInt8] { Array((json.prettyText + "\n").utf8) }

  package var json: JSONValue { ["alice": 1, "quality": .bool(quality), "layout": .string(layout)] }
}
