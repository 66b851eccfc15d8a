import AliceCatalog
import AliceWorkspace

/// The new stamps of files that an undo restored.
struct ReplacedStamps {
  private var stamps: [FileStamp: FileStamp] = [:]

  /// Reads the stamps that all undos so far have recorded.
  init(in journal: Journal) throws {
    for case .replaced(let was, let now) in try journal.steps(ofKind: OperationStep.Kind.replaced.rawValue)
      .compactMap(OperationStep.init(json:))
    {
      stamps[was] = now
    }
  }

  /// Returns whether the file has the stamp `left`, or one that a later undo gave it.
  func isStill(_ left: FileStamp, _ stamp: FileStamp?) -> Bool {
    guard let stamp else { return false }
    return follow(left) { stamp.isStill($0) }
  }

  /// Returns whether a copy of what has the stamp `left`, or a later one, may have the stamp: in a copied or restored
  /// library, every file is a new one with the old size and time.
  func mayBeCopy(of left: FileStamp, _ stamp: FileStamp?) -> Bool {
    guard let stamp else { return false }
    return follow(left) { stamp.mayBeCopy(of: $0) }
  }

  private func follow(_ left: FileStamp, _ isFound: (FileStamp) -> Bool) -> Bool {
    var left = left
    for _ in 0..<1_000 {
      if isFound(left) { return true }
      guard let next = stamps[left], next != left else { return false }
      left = next
    }
    return false
  }

  /// Returns whether an undo restored what had the stamp `was`, and the file is unchanged since.
  func isPutBack(_ was: FileStamp, _ stamp: FileStamp) -> Bool { stamps[was].map { isStill($0, stamp) } ?? false }

  /// Records that the file with the stamp `was` has `stamp` now. Returns the step for the journal, or nil if it is
  /// known.
  mutating func note(_ was: FileStamp, isNow stamp: FileStamp) -> OperationStep? {
    if isStill(was, stamp) { return nil }
    stamps[was] = stamp.withoutChange
    return .replaced(was: was, now: stamp.withoutChange)
  }
}
