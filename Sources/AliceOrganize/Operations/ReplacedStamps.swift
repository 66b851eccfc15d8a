import AliceCatalog
import AliceWorkspace

/// How files that an undo put back look since: to the system they are new ones.
struct ReplacedStamps {
  private var stamps: [FileStamp: FileStamp] = [:]

  /// What all undos so far put back.
  init(in journal: Journal) throws {
    for case .replaced(let was, let now) in try journal.steps(ofKind: OperationStep.Kind.replaced.rawValue)
      .compactMap(OperationStep.init(json:))
    {
      stamps[was] = now
    }
  }

  /// True where the file looks as it did when it was left, or as an undo since made it look.
  func isStill(_ left: FileStamp, _ stamp: FileStamp?) -> Bool {
    guard let stamp else { return false }
    var left = left
    for _ in 0..<1_000 {
      if stamp.isStill(left) { return true }
      guard let next = stamps[left], next != left else { return false }
      left = next
    }
    return false
  }

  /// True where an undo put back what had the stamp `was`, and the file is still that.
  func isPutBack(_ was: FileStamp, _ stamp: FileStamp) -> Bool { stamps[was].map { isStill($0, stamp) } ?? false }

  /// Notes that what had the stamp `was` looks like `stamp` now. Returns the step that tells so; nil where it is known.
  mutating func note(_ was: FileStamp, isNow stamp: FileStamp) -> OperationStep? {
    if isStill(was, stamp) { return nil }
    stamps[was] = stamp.withoutChange
    return .replaced(was: was, now: stamp.withoutChange)
  }
}
