extension Layout {
  /// Whether a file of this format may lie at a path that a person chose: every part of it safe everywhere and seen by every
  /// walk, the extension the format's own.
  package static func allows(_ path: BytePath, as format: MediaFormat) -> Bool {
    guard let text = path.text, format.knownExtensions.contains(path.fileExtension) else { return false }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    return (1...16).contains(parts.count) && parts.allSatisfy(isSafe)
  }

  private static func isSafe(_ part: String) -> Bool {
    (1...SafeName.limit * 2).contains(part.utf8.count) && SafeName.finished(part) == part
      && !SafeName.isPassedOver(part)
      && part.unicodeScalars.allSatisfy(SafeName.allowsInText) && SafeName.composed(part) == part
  }
}
