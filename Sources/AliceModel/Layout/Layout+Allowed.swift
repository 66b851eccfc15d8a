import AliceNumbers

extension Layout {
  /// Returns whether a file of this format may have a path that the user chose: every component is portable and
  /// included in directory walks, and the extension belongs to the format.
  package static func allows(_ path: BytePath, as format: MediaFormat) -> Bool {
    guard let text = path.text, format.allows(fileExtension: path.fileExtension) else { return false }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    return (1...16).contains(parts.count) && parts.allSatisfy(isSafe)
  }

  private static func isSafe(_ part: String) -> Bool {
    (1...SafeName.limit * 2).contains(part.utf8.count) && SafeName.finished(part) == part
      && !SafeName.isExcluded(part)
      && part.unicodeScalars.allSatisfy(SafeName.allowsInText) && SafeName.composed(part) == part
  }
}
