package import AliceLibrary

extension Refusal {
  /// Whether a file that is not taken for this reason is no media that alice failed to take.
  ///
  /// A file whose name says that it is a picture, and whose bytes are something else, is a picture that is lost: the user
  /// is told.
  package func isSkipped(_ file: BytePath) -> Bool {
    switch self {
    case .unrecognised, .encrypted, .unknownMethod: !MediaClaim.isMade(by: file)
    case .empty, .special, .link, .deleted, .preview, .notGenerated, .archive, .nestedArchive, .companion, .unfinished,
      .unknownFormat:
      true
    case .hiddenFile, .hiddenFolder, .systemFile, .systemFolder, .excluded, .excludedFolder, .otherName, .ownLibrary:
      true
    default: false
    }
  }

  /// Whether a folder is passed over with all that is in it.
  package var isOfFolder: Bool { [.hiddenFolder, .systemFolder, .excludedFolder, .ownLibrary].contains(self) }
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

  package init(_ entry: PassedOverEntry) {
    switch entry.reason {
    case .hidden: self = entry.isFolder ? .hiddenFolder : .hiddenFile
    case .system: self = entry.isFolder ? .systemFolder : .systemFile
    case .excluded: self = entry.isFolder ? .excludedFolder : .excluded
    case .otherName: self = .otherName
    case .companion: self = .companion
    case .skipped: self = .ownLibrary
    }
  }
}
