import Foundation

/// The library in which a folder lies.
enum SurroundingLibrary {
  /// What a library holds in `.alice` from its first moment on. A folder of that name without any of it is none.
  private static let signs = ["catalog.sqlite", "journal.sqlite", "settings.json"]

  /// Returns the nearest folder above `folder`, or itself, that is a library or has lost its `.alice`.
  static func root(of folder: String) -> String? {
    var place = URL(filePath: folder).standardizedFileURL.path
    while true {
      if isLibrary(place) { return place }
      let above = (place as NSString).deletingLastPathComponent
      guard above != place, !above.isEmpty else { return nil }
      place = above
    }
  }

  private static func isLibrary(_ folder: String) -> Bool {
    let files = FileManager.default
    if signs.contains(where: { files.fileExists(atPath: "\(folder)/.alice/\($0)") }) { return true }
    return files.fileExists(atPath: folder + "/alice-library.json")
  }
}
