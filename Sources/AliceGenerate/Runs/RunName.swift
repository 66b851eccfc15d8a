import AliceCatalog
import AliceWorkspace

/// What a run is called in the journal.
enum RunName {
  /// A rehearsal is another run: what a simulator made is no reason not to make it.
  static func scoped(_ name: String, provider: String) -> String {
    provider == FalProvider.simulatorName ? rehearsal + name : name
  }

  private static let rehearsal = "rehearsal-"

  static func isRehearsal(_ name: String) -> Bool { name.hasPrefix(rehearsal) }

  /// Letters, digits, `.`, `_` and `-`, at most 64 of them.
  static func check(_ name: String) throws {
    let allowed = name.unicodeScalars.allSatisfy { scalar in
      scalar.isASCII
        && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "._-".unicodeScalars.contains(scalar))
    }
    guard allowed, (1...64).contains(name.utf8.count) else {
      throw AliceError.configuration("a run's name is made of at most 64 letters, digits, '.', '_' and '-'")
    }
    guard !isRehearsal(name) else {
      throw AliceError.configuration("a run's name must not begin with '\(rehearsal)': rehearsals are called so")
    }
  }

  /// The last run of that name; with `again` the one after it, once the last is at its end: `batch-3f9a1c2b7d`, then
  /// `batch-3f9a1c2b7d-2`.
  static func latest(
    _ name: String, again: Bool, isUsed: (String) throws -> Bool, isOpen: (String) throws -> Bool
  ) throws -> String {
    var number = 1
    while try isUsed(numbered(name, number + 1)) { number += 1 }
    let last = numbered(name, number)
    guard again, try isUsed(last), try !isOpen(last) else { return last }
    return numbered(name, number + 1)
  }

  private static func numbered(_ name: String, _ number: Int) -> String { number == 1 ? name : "\(name)-\(number)" }
}
