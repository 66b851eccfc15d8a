package import AliceLibrary

extension Refusal {
  /// Whether a file that is not taken for this reason is no media that alice failed to take.
  ///
  /// A file whose name says that it is a picture, and whose bytes are something else, is a picture that is lost: the user
  /// is told.
  package func isSkipped(_ file: BytePath) -> Bool {
    switch self {
    case .unrecognised, .empty, .encrypted, .unknownMethod: !MediaClaim.isMade(by: file)
    case .special, .deleted, .preview, .notGenerated, .archive, .nestedArchive: true
    default: false
    }
  }
}

/// What the name of a file says about its content.
private enum MediaClaim {
  /// Pictures, films and sounds whose formats alice does not read.
  private static let others: Set<String> = [
    "jp2", "j2k", "avi", "wmv", "mpg", "mpeg", "flv", "3g2", "ogv", "mts", "m2ts", "aac", "aif", "aiff", "wma",
  ]
  /// Films of phones are MP4 files by another name.
  private static let known = others.union(MediaFormat.readable.flatMap(\.knownExtensions)).union(["3gp"])

  static func isMade(by file: BytePath) -> Bool { known.contains(file.fileExtension) }
}

extension Refusal {
  package init(_ reason: WalkProblem.Reason) {
    switch reason {
    case .symbolicLink: self = .link
    case .special: self = .special
    case .missing, .unreadable: self = .unreadable
    case .tooDeep: self = .tooDeep
    case .library: self = .insideLibrary
    }
  }
}
