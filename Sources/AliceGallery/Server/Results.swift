import AliceKit
import AliceNumbers
import Hummingbird
import Synchronization

/// The results that were asked for last. A result keeps its name and its order, however the library changes.
final class Results: Sendable {
  /// What a result answers.
  struct Question: Hashable, Sendable {
    var query = ""
    var order: SearchOrder?
    var isStacked = false
  }

  /// A result with its name.
  struct Named: Sendable {
    let name: String
    let question: Question
    let tiles: ResultTiles
  }

  private static let limit = 4

  private let browser: Browser
  /// Distinguishes the names of this process from those of an earlier one.
  private let prefix = String(UInt64.random(in: 0 ... .max), radix: 36)
  private let state = Mutex<(count: Int, recent: [Named])>((0, []))

  init(_ browser: Browser) { self.browser = browser }

  /// Returns the present result if it is kept.
  func known(_ question: Question) throws -> Named? {
    let version = try browser.version
    return find { $0.question == question && $0.tiles.version == version }
  }

  /// Returns the present result, reading the catalog only if it changed since the last time.
  func current(_ question: Question) throws -> Named {
    let query = try browser.query(question.query)
    if let known = try known(question) { return known }
    let tiles = try browser.tiles(of: query, order: question.order, stacked: question.isStacked)
    return state.withLock { state in
      state.count += 1
      let named = Named(name: "\(prefix)-\(state.count)", question: question, tiles: tiles)
      state.recent = state.recent.suffix(Results.limit - 1) + [named]
      return named
    }
  }

  /// Returns the result of that name. Throws if it is forgotten.
  func named(_ name: String?) throws(Problem) -> Named {
    guard let name, let found = find({ $0.name == name }) else {
      throw Problem(.gone, "this result is no longer kept; search again", members: ["expired": true])
    }
    return found
  }

  /// Returns a result and makes it the most recent one.
  private func find(_ isWanted: (Named) -> Bool) -> Named? {
    state.withLock { state in
      guard let index = state.recent.lastIndex(where: isWanted) else { return nil }
      let found = state.recent.remove(at: index)
      state.recent.append(found)
      return found
    }
  }
}

extension GalleryServer {
  /// Returns the present result. Scans run one after another, so that equal questions share one; nobody else waits for
  /// them.
  func result(of question: Results.Question) async throws -> Results.Named {
    if let known = try await workers.read({ [results] in try results.known(question) }) { return known }
    return try await workers.scan { [results] in try results.current(question) }
  }
}
