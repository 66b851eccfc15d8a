/// The layout of a library, kept in `.alice/settings.json`.
package struct LibrarySettings: Sendable, Hashable {
  /// Whether assets are filed by quality.
  package var quality: Bool
  package var layout: String
  /// Whether the files outside of the layout's folder stay where they are; see `KeptFiles`.
  package var keepsLayout: Bool

  package init(quality: Bool = false, layout: String = Layout.standard.description, keepsLayout: Bool = false) {
    self.quality = quality
    self.layout = layout
    self.keepsLayout = keepsLayout
  }

  /// Decodes settings; missing members and those of the wrong type get their default.
  package init(json: JSONValue) {
    self.init(
      quality: json["quality"]?.boolValue ?? false,
      layout: json["layout"]?.stringValue ?? Layout.standard.description,
      keepsLayout: json["keep_layout"]?.boolValue ?? false)
  }

  /// Decodes `settings.json`. Returns nil if a member is missing, of the wrong type, or not a valid layout.
  package init?(kept json: JSONValue) {
    guard let quality = json["quality"]?.boolValue, let layout = json["layout"]?.stringValue,
      let parsed = try? Layout(parsing: layout)
    else { return nil }
    let keepsLayout = json["keep_layout"]?.boolValue ?? false
    // Without a folder for new files nobody could tell them from those that stay.
    guard !keepsLayout || parsed.folder != nil else { return nil }
    self.init(quality: quality, layout: layout, keepsLayout: keepsLayout)
  }

  /// Throws `AliceError.badLayout` if the pattern is not valid.
  package func parsedLayout() throws -> Layout {
    do { return try Layout(parsing: layout) } catch { throw AliceError.badLayout("\(error)") }
  }

  var fileBytes: [UInt8] { Array((json.prettyText + "\n").utf8) }

  package var json: JSONValue {
    var json: JSONObject = ["alice": 1, "quality": .bool(quality), "layout": .string(layout)]
    if keepsLayout { json["keep_layout"] = true }
    return .object(json)
  }
}
