package import AliceModel

/// A regular file that a walk found.
package struct FoundFile: Sendable, Hashable {
  /// The absolute path.
  package let path: BytePath
  /// The path relative to the source folder; the bare name if the source is the file itself.
  package let relative: BytePath
  package let stamp: FileStamp
  /// Whether the source is the file itself.
  package let isNamed: Bool
  /// The folder if no other name in it begins like the name of the file up to its last dot: then it has no sidecars.
  /// Nil if others do, or that is not known.
  package let aloneIn: ListedFolder?

  package init(
    path: BytePath, relative: BytePath, stamp: FileStamp, isNamed: Bool = false, aloneIn: ListedFolder? = nil
  ) {
    self.aloneIn = aloneIn
    self.path = path
    self.relative = relative
    self.stamp = stamp
    self.isNamed = isNamed
  }

  /// Returns whether one of the patterns matches the file or a folder between it and the source.
  package func isExcluded(by patterns: [PathGlob]) -> Bool {
    guard !patterns.isEmpty else { return false }
    var path: BytePath? = relative
    while let here = path {
      if patterns.contains(where: { $0.matches(here, isFolder: here != relative) }) { return true }
      path = here.parent
    }
    return false
  }
}

extension FoundFile {
  /// Returns the regular file at `path`, as a walk of `source` would find it; nil if there is none.
  package static func at(_ path: BytePath, below source: BytePath) -> FoundFile? {
    guard let facts = try? EntryFacts(at: path), facts.kind == .regular else { return nil }
    return FoundFile(path: path, relative: path.relative(to: source) ?? path.lastComponent, stamp: facts.stamp)
  }
}

/// An entry that a walk could not read or did not take.
package struct WalkProblem: Sendable, Hashable {
  package enum Reason: Sendable, Hashable {
    case missing
    /// The system reported this error number.
    case unreadable(errno: Int32)
    case symbolicLink
    /// The entry is a pipe, socket or device.
    case special
    /// The entry is more than 64 folders below the source.
    case tooDeep
    /// The folder is a library, which the walk does not enter.
    case library
  }

  /// The absolute path.
  package let path: BytePath
  package let reason: Reason

  package init(path: BytePath, reason: Reason) {
    self.path = path
    self.reason = reason
  }
}

/// An entry that a walk passes over by its name, or because it was found before.
package struct PassedOverEntry: Sendable, Hashable {
  package enum Reason: Sendable, Hashable {
    case hidden
    /// The entry belongs to an operating system or to a program.
    case system
    case excluded
    /// The file was found under another of its names.
    case otherName
    /// The file belongs to an asset that has the folder to itself.
    case companion
    /// The folder that the walk was told to skip.
    case skipped
  }

  /// The absolute path.
  package let path: BytePath
  package let reason: Reason
  package let isFolder: Bool

  package init(path: BytePath, reason: Reason, isFolder: Bool) {
    self.path = path
    self.reason = reason
    self.isFolder = isFolder
  }
}

package enum WalkedEntry: Sendable, Hashable {
  case file(FoundFile)
  case problem(WalkProblem)
  /// Only a walk that is made to tell these returns them.
  case passedOver(PassedOverEntry)
}
