import AliceCatalog
import AliceMedia
import AliceWorkspace

/// The names of runs in the journal, and of what belongs to them.
enum RunName {
  /// Returns another name for a rehearsal, so that a simulated result does not replace a real one.
  static func scoped(_ name: String, provider: String) -> String {
    provider == Job.simulator ? rehearsal + name : name
  }

  private static let rehearsal = "rehearsal-"

  static func isRehearsal(_ name: String) -> Bool { name.hasPrefix(rehearsal) }

  /// Throws unless the name consists of at most 64 letters, digits, `.`, `_` and `-`.
  static func check(_ name: String) throws {
    let allowed = name.unicodeScalars.allSatisfy { scalar in
      scalar.isASCII
        && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "._-".unicodeScalars.contains(scalar))
    }
    guard allowed, (1...64).contains(name.utf8.count) else {
      throw AliceError.badRunName
    }
    guard !isRehearsal(name) else {
      throw AliceError.reservedRunName(prefix: rehearsal)
    }
  }

  /// Returns the name of the last run; with `again`, the next name if the last run has ended: `batch-3f9a1c2b7d`, then
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

  /// Returns a name for the content of a request: 16 hex digits of the text's digest.
  static func digest(of text: String, domain: String) throws -> String {
    do {
      return String(try ContentDigest.hex(of: text, domain: domain).prefix(16))
    } catch {
      throw AliceError.system("\(error)")
    }
  }

  private static func numbered(_ name: String, _ number: Int) -> String { number == 1 ? name : "\(name)-\(number)" }
}
