/// The layout of a library, kept in `.alice/settings.json`.
package struct LibrarySettings: Sendable, Hashable {
  /// Whether assets are filed by quality.
  package var quality: Bool
  package var layout: String

  package init(quality: Bool = false, layout: String = Layout.standard.description) {
    self.quality = quality
    self.layout = layout
  }

  /// Decodes settings; missing members and those of the wrong type get their default.
  package init(json: JSONValue) {
    self.init(
      quality: json["quality"]?.boolValue ?? false,
      layout: json["layout"]?.stringValue ?? Layout.standard.description)
  }

  /// Decodes `settings.json`. Returns nil if a member is missing, of the wrong type, or not a valid layout.
  package init?(kept json: JSONValue) {
    guard let quality = json["quality"]?.boolValue, let layout = json["layout"]?.stringValue,
      (try? Layout(parsing: layout)) != nil
    else { return nil }
    self.init(quality: quality, layout: layout)
  }

  /// Throws `AliceError.badLayout` if the pattern is not valid.
  package func parsedLayout() throws -> Layout {
    do { return try Layout(parsing: layout) } catch { throw AliceError.badLayout("\(error)") }
  }

  var fileBytes: [UInt8] { Array((json.prettyText + "\n").utf8) }

  package var json: JSONValue { ["alice": 1, "quality": .bool(quality), "layout": .string(layout)] }
}
