import AliceKit
import Dispatch
import Synchronization

/// The library that an assistant works on. It is opened by the first request that needs it, and again after another
/// process replaced its catalog.
final class AgentLibrary: Sendable {
  let settings: AgentSettings
  private let isWritable: Bool
  private let state = Mutex<OpenedLibrary?>(nil)
  /// SQL and files block, so they keep off the threads of tasks.
  private let readers = DispatchQueue(label: "alice.mcp.read", attributes: .concurrent)
  private let writer = DispatchQueue(label: "alice.mcp.write")

  /// How long a change waits while another process changes the library.
  private static let patience = Duration.seconds(8)

  init(_ settings: AgentSettings, isWritable: Bool) {
    self.settings = settings
    self.isWritable = isWritable
  }

  /// Throws if the configuration is wrong.
  var access: LibraryAccess { get throws { try settings.read().access } }

  @inline(never)
  func opened() throws -> OpenedLibrary {
    try state.withLock { state in
      if let state, state.isPresent { return state }
      state?.end()
      let read = try settings.read()
      let opened = try OpenedLibrary(
        isWritable ? read.access.openForWriting() : read.access.open(), read.settings)
      state = opened
      return opened
    }
  }

  /// Runs `body`, which only reads.
  func read<Value: Sendable>(_ body: @escaping @Sendable (OpenedLibrary) throws -> Value) async throws -> Value {
    let opened = try opened()
    return try await withCheckedThrowingContinuation { continuation in
      readers.async { continuation.resume(with: Result { try body(opened) }) }
    }
  }

  /// Runs a change for `author`, one after another. It is never cancelled, so that nothing is left half done.
  func write<Value: Sendable>(
    by author: String, _ body: @escaping @Sendable (OpenedLibrary) throws -> Value
  ) async throws -> Value {
    let opened = try opened()
    return try await withCheckedThrowingContinuation { continuation in
      writer.async {
        continuation.resume(
          with: Result {
            try OperationAuthor.$current.withValue(author) {
              try LockPatience.$current.withValue(AgentLibrary.patience) { try body(opened) }
            }
          })
      }
    }
  }

  /// Runs a change that consists of tasks.
  func change<Value: Sendable>(
    by author: String, _ body: @Sendable (OpenedLibrary) async throws -> Value
  ) async throws -> Value {
    let opened = try opened()
    return try await OperationAuthor.$current.withValue(author) {
      try await LockPatience.$current.withValue(AgentLibrary.patience) { try await body(opened) }
    }
  }

  @inline(never)
  private func take() -> OpenedLibrary? {
    state.withLock { state in
      defer { state = nil }
      return state
    }
  }

  private static let closingTime = Duration.seconds(1)

  func close() async {
    guard let opened = take() else { return }
    opened.end()
    opened.workspace.settleEvents()
    await opened.thumbnails.waitForPrograms(atMost: AgentLibrary.closingTime)
  }
}

/// The library while it is open, and what reads it.
final class OpenedLibrary: Sendable {
  let workspace: Workspace
  let thumbnails: ThumbnailService
  private let stores: OpenedStores
  private let dateOrder: DateOrder?
  private let browsing = Mutex<Browser?>(nil)

  init(_ workspace: Workspace, _ settings: Settings) throws {
    self.workspace = workspace
    stores = OpenedStores(of: workspace)
    thumbnails = try settings.thumbnails(of: workspace)
    dateOrder = settings.dateOrder
  }

  /// Whether the library's databases are still those that were opened.
  var isPresent: Bool {
    do throws(OpenedStores.Loss) {
      try stores.check()
      return true
    } catch {
      return false
    }
  }

  func end() { thumbnails.end() }

  @inline(never)
  func browser() throws -> Browser {
    try browsing.withLock { browser in
      if let browser { return browser }
      let made = try Browser(workspace, dateOrder: dateOrder)
      browser = made
      return made
    }
  }

  /// Returns the query of a text of the search language; an empty text finds everything. No file outside of the library
  /// is read.
  func query(_ text: String) throws -> SearchQuery {
    guard !text.allSatisfy(\.isWhitespace) else { return .all }
    let query = try SearchQuery(parsing: text, workspace.searchContext(for: text, dateOrder: dateOrder))
    return try ExampleReader(workspace, readsFiles: false).known(query)
  }

  private static let shortestID = 8

  /// Returns the only asset whose id is, or begins with, `text`. Paths name nothing here.
  func asset(_ text: String) throws -> Asset {
    let prefix = text.lowercased()
    guard AssetID.isPrefix(prefix), prefix.utf8.count >= OpenedLibrary.shortestID else {
      throw Failure(.usage, "an id has 64 hexadecimal digits, or at least the first \(OpenedLibrary.shortestID)")
    }
    let found = try Searcher(workspace).newest(withPrefix: prefix, limit: 2)
    guard let asset = found.first else { throw AliceError.noSuchAsset(prefix) }
    guard found.count == 1 else { throw AliceError.ambiguousAsset(prefix, matches: found.map(\.id)) }
    return asset
  }
}
