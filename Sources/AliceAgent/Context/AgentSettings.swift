package import AliceKit
import Synchronization

/// The settings and the library that an assistant works with. They are read when they are first needed: clients start
/// servers that nobody uses.
package final class AgentSettings: Sendable {
  package struct Read: Sendable {
    let settings: Settings
    let access: LibraryAccess

    package init(_ settings: Settings, _ access: LibraryAccess) {
      self.settings = settings
      self.access = access
    }
  }

  private let load: @Sendable () throws -> Read
  private let state = Mutex<Read?>(nil)

  package init(_ load: @escaping @Sendable () throws -> Read) { self.load = load }

  /// Returns what was read. Throws if the configuration is wrong; then it is read again the next time.
  @inline(never)
  func read() throws -> Read {
    try state.withLock { state in
      if let state { return state }
      let read = try load()
      state = read
      return read
    }
  }
}
