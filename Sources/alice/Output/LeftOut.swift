import AliceKit

/// What could not be done of several things that were named, while the others were.
struct LeftOut {
  private var items: [(name: String, error: any Error)] = []

  /// The work was cancelled: what is not told here either was not begun.
  private(set) var isInterrupted = false

  var isEmpty: Bool { items.isEmpty && !isInterrupted }

  mutating func note(_ name: String, _ error: any Error) {
    if error is CancellationError {
      isInterrupted = true
    } else {
      items.append((name, error))
    }
  }

  /// The things that `names` stand for, and here those names that stand for none. A single name that does throws, and so does what is
  /// no fault of a name.
  mutating func finding<Thing>(_ names: [String], _ find: (String) throws -> Thing) throws -> [Thing] {
    try names.compactMap { name in
      do {
        return try find(name)
      } catch  where names.count > 1 && Failure(describing: error).status == .usage {
        note(name, error)
        return nil
      }
    }
  }

  /// Beside what was done, in a document.
  var json: JSONValue {
    .array(
      items.map { name, error in
        ["file": .string(name), "reason": .string(Failure(reasonOf: error).message ?? "")]
      })
  }

  /// Each in a line on standard error, and then the exit status that they ask for.
  func tell(_ console: Console, isAnythingDone: Bool) throws {
    for (name, error) in items { console.error(LeftOut.sentence(name, error)) }
    try check(isAnythingDone: isAnythingDone)
  }

  /// Names the thing where the error does not.
  private static func sentence(_ name: String, _ error: any Error) -> String {
    let message = Failure(describing: error).message ?? ""
    let shown = TerminalText(name).description
    return message.contains(shown) ? message : "\(shown): \(message)"
  }

  /// Throws the exit status alone, where all was told already.
  func check(isAnythingDone: Bool) throws {
    if isInterrupted { throw CancellationError() }
    guard let first = items.first else { return }
    throw Failure(isAnythingDone ? .partly : Failure(describing: first.error).status)
  }
}

extension Failure {
  /// Without the name of the file, which stands beside it.
  fileprivate init(reasonOf error: any Error) {
    if case AliceError.notMedia(_, let reason) = error {
      self.init(.partly, reason.rawValue)
    } else {
      self.init(describing: error)
    }
  }
}
