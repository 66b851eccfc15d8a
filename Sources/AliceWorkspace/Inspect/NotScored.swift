public import AliceModel
import Synchronization

/// Why a film or an image that another program decodes has no score, or is not compared.
public enum NotScored: Error, Sendable, Hashable, CustomStringConvertible {
  /// The program that decodes it is not installed.
  case needsProgram(String)
  /// The program failed; with what it did.
  case failed(String)
  /// It has more pixels than are decoded, or decoding it takes more memory than one picture may use.
  case tooLarge
  /// The system does not have the memory at the moment.
  case noMemory

  /// Returns nil if the picture was decoded, or is none.
  init?(_ problem: Refusal?) {
    switch problem {
    case .tooLarge: self = .tooLarge
    case .noMemory: self = .noMemory
    default: return nil
    }
  }

  public var description: String {
    switch self {
    case .needsProgram(let program): "\(program) is not installed"
    case .failed(let sentence): sentence
    case .tooLarge: "too large to be decoded within the memory for one picture"
    case .noMemory: Refusal.noMemory.rawValue
    }
  }
}

/// The numbers of files without a score, by their reasons.
public struct NotScoredFiles: Sendable, Hashable {
  /// The files with one reason.
  public struct Group: Sendable, Hashable {
    public let reason: NotScored
    public package(set) var pictures = 0
    public package(set) var films = 0
  }

  /// In the order in which the reasons came up.
  public private(set) var groups: [Group] = []

  public init() {}

  public mutating func add(_ reason: NotScored, _ kind: MediaKind) { add(reason, kind, count: 1) }

  package mutating func add(_ reason: NotScored, _ kind: MediaKind, count: Int) {
    guard count > 0 else { return }
    let index = groups.firstIndex { $0.reason == reason } ?? groups.count
    if index == groups.count { groups.append(Group(reason: reason)) }
    if kind == .video { groups[index].films += count } else { groups[index].pictures += count }
  }

  /// One sentence for each reason: `12 films are not scored: ffmpeg is not installed`.
  public var sentences: [String] { sentences(done: "scored") }

  /// `done` says what is not done with the files.
  package func sentences(done: String) -> [String] {
    groups.map { group in
      let parts = [(group.films, "film"), (group.pictures, "picture")].filter { $0.0 > 0 }
        .map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }
      let verb = group.films + group.pictures == 1 ? "is" : "are"
      return "\(parts.joined(separator: " and ")) \(verb) not \(done): \(group.reason)"
    }
  }

  public var json: JSONValue {
    .array(
      groups.map {
        [
          "reason": .string($0.reason.description), "pictures": JSONValue($0.pictures), "films": JSONValue($0.films),
        ]
      })
  }
}

/// Counts the files without a score in several tasks.
package final class NotScoredTally: Sendable {
  private let counted = Mutex(NotScoredFiles())

  package init() {}

  package var files: NotScoredFiles { counted.withLock { $0 } }

  package func add(_ reason: NotScored, _ kind: MediaKind) { counted.withLock { $0.add(reason, kind) } }
}
