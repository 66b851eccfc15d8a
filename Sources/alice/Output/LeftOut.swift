import AliceKit

/// The items of a command that could not be processed while others were.
struct LeftOut {
  private var items: [(name: String, error: any Error)] = []

  /// Whether the work was cancelled; items that are not listed then were not begun.
  private(set) var isInterrupted = false

  var isEmpty: Bool { items.isEmpty && !isInterrupted }

  mutating func note(_ name: String, _ error: any Error) {
    if error is CancellationError {
      isInterrupted = true
    } else {
      items.append((name, error))
    }
  }

  /// Returns the things that `names` denote, and records the names that denote nothing. Throws if it is the only name,
  /// or if the error is not about a name.
  mutating func finding<Thing>(_ names: [BytePath], _ find: (BytePath) throws -> Thing) throws -> [Thing] {
    try names.compactMap { name in
      do {
        return try find(name)
      } catch  where names.count > 1 && Failure(describing: error).status == .usage {
        note(name.description, error)
        return nil
      }
    }
  }

  /// The items for a document, next to the results.
  var json: JSONValue {
    .array(
      items.map { name, error in
        ["file": .string(name), "reason": .string(Failure(reasonOf: error).message ?? "")]
      })
  }

  /// Prints each item as a line on standard error, then throws the exit status that they call for.
  ///
  /// `stopped` tells how far an interrupted command was, and how to go on.
  func tell(_ console: Console, isAnythingDone: Bool, stopped: String? = nil) throws {
    for (name, error) in items { console.error(LeftOut.sentence(name, error)) }
    if isInterrupted { throw Failure(.interrupted, stopped ?? "stopped; the same command does the rest") }
    try check(isAnythingDone: isAnythingDone)
  }

  /// Returns the message, with the item's name if the message does not contain it.
  private static func sentence(_ name: String, _ error: any Error) -> String {
    let message = Failure(describing: error).message ?? ""
    let shown = TerminalText(name).description
    return message.contains(shown) ? message : "\(shown): \(message)"
  }

  /// Throws only the exit status, if everything was printed already.
  func check(isAnythingDone: Bool) throws {
    if isInterrupted { throw CancellationError() }
    guard let first = items.first else { return }
    throw Failure(isAnythingDone ? .partly : Failure(describing: first.error).status)
  }
}

extension Failure {
  /// Creates a failure without the file's name, which is printed next to it.
  fileprivate init(reasonOf error: any Error) {
    if case AliceError.notMedia(_, let reason) = error {
      self.init(.partly, reason.rawValue)
    } else if case AliceError.export(.notConverted(_, let reason)) = error {
      self.init(.partly, reason)
    } else {
      self.init(describing: error)
    }
  }
}
