import AliceKit
import Synchronization

/// The questions about prices that clients were asked and have not answered. The state that a client returns is a random
/// name of one of them: it can be neither forged nor used for anything else, or twice.
final class PendingApprovals: Sendable {
  /// What a user is asked to approve.
  struct Purchase: Sendable, Hashable {
    /// All arguments, as canonical JSON.
    let arguments: String
    /// The most that it may cost; nil if that is not known.
    let price: Money?
  }

  private struct Entry {
    let name: String
    let purchase: Purchase
    let end: ContinuousClock.Instant
  }

  private static let mostEntries = 64
  private let lifetime: Duration
  private let entries = Mutex<[Entry]>([])

  init(lifetime: Duration = .seconds(300)) { self.lifetime = lifetime }

  /// Returns the name of a question.
  @inline(never)
  func issue(_ purchase: Purchase) -> String {
    let name = PendingApprovals.randomName()
    entries.withLock { entries in
      entries.removeAll { $0.end <= .now }
      entries =
        entries.suffix(PendingApprovals.mostEntries - 1)
        + [Entry(name: name, purchase: purchase, end: .now + lifetime)]
    }
    return name
  }

  /// Returns what was asked, once. Returns nil for a name that is unknown, used or too old.
  @inline(never)
  func redeem(_ name: String) -> Purchase? {
    entries.withLock { entries in
      guard let index = entries.firstIndex(where: { GalleryAccess.isEqual($0.name, name) }) else { return nil }
      let entry = entries.remove(at: index)
      return entry.end > .now ? entry.purchase : nil
    }
  }

  /// Returns 256 random bits.
  private static func randomName() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<4).map { _ in
      let digits = String(generator.next(), radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
