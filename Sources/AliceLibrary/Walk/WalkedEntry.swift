package import AliceModel

/// A regular file that a walk came across.
package struct FoundFile: Sendable, Hashable {
  /// Absolute.
  package let path: BytePath
  /// To the folder that was walked; the bare name where the source was the file itself.
  package let relative: BytePath
  package let stamp: FileStamp

  package init(path: BytePath, relative: BytePath, stamp: FileStamp) {
    self.path = path
    self.relative = relative
    self.stamp = stamp
  }
}

extension FoundFile {
  /// The regular file at `path`, as a walk of `source` would find it; nil where there is none.
  package static func at(_ path: BytePath, below source: BytePath) -> FoundFile? {
    guard let facts = try? EntryFacts(at: path), facts.kind == .regular else { return nil }
    return FoundFile(path: path, relative: path.relative(to: source) ?? path.lastComponent, stamp: facts.stamp)
  }
}

/// What a walk could not or would not take.
package struct WalkProblem: Sendable, Hashable {
  package enum Reason: Sendable, Hashable {
    case missing
    /// The system refused, with this error number.
    case unreadable(errno: Int32)
    case symbolicLink
    /// A pipe, socket or device.
    case special
    /// More than 64 folders below the source.
    case tooDeep
    /// A library lies in this folder; it is left alone.
    case library
  }

  /// Absolute.
  package let path: BytePath
  package let reason: Reason

  package init(path: BytePath, reason: Reason) {
    self.path = path
    self.reason = reason
  }
}

package enum WalkedEntry: Sendable, Hashable {
  case file(FoundFile)
  case problem(WalkProblem)
}
