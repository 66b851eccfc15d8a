package import AliceModel

/// An event of a watcher.
package enum WatchEvent: Sendable, Hashable {
  /// These files were written or created, and were then quiet; the paths are absolute, in byte order.
  case changed([BytePath])
  /// Events were lost, so the folders must be walked again.
  case rescan
}

/// A sequence of the changes in folders and all their subfolders, until the task is cancelled.
///
/// It watches the folders that a `FileWalk` enters. Watching starts at once, so a walk that starts afterwards and the
/// events together find every file, except files that were written without a name and linked later (`O_TMPFILE`), which
/// only a walk finds. If not all folders can be watched, it requests a rescan at intervals. It also requests a rescan
/// from time to time in any case, because events can be lost. It can be iterated only once.
package struct FolderWatcher: AsyncSequence, Sendable {
  package typealias Element = WatchEvent
  package typealias Failure = Never

  private let folders: WatchedFolders
  private let quiet: Duration
  private let rescanInterval: Duration
  private let safetyInterval: Duration

  /// `quiet` is the time that a file must be unchanged before it is reported. `skipping` is a folder that is skipped,
  /// such as the library that the files go to.
  package init(
    _ folders: [BytePath], skipping skipped: BytePath? = nil, quiet: Duration = .milliseconds(500),
    rescanInterval: Duration = .seconds(60), safetyInterval: Duration = .seconds(600)
  ) throws(LibraryError) {
    var roots: [BytePath] = []
    for folder in folders {
      let root = try folder.resolved()
      _ = try Folder(at: root)
      roots.append(root)
    }
    let skippedFacts = try? skipped.map { path throws(LibraryError) in try Folder(at: path).ownFacts() }
    self.folders = WatchedFolders(roots, skipping: skippedFacts.map { FileIdentity($0.stamp) })
    self.quiet = quiet
    self.rescanInterval = rescanInterval
    self.safetyInterval = safetyInterval
  }

  package func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(
      folders: folders, waiting: Debouncer(quiet: quiet), rescanInterval: rescanInterval,
      safetyInterval: safetyInterval)
  }

  package struct AsyncIterator: AsyncIteratorProtocol {
    private var folders: WatchedFolders
    private var waiting: Debouncer
    private let rescanInterval: Duration
    private let safetyInterval: Duration
    private var nextSafety: ContinuousClock.Instant
    private var nextRescan: ContinuousClock.Instant

    private static let pause = Duration.milliseconds(100)

    fileprivate init(
      folders: WatchedFolders, waiting: Debouncer, rescanInterval: Duration, safetyInterval: Duration
    ) {
      self.folders = folders
      self.waiting = waiting
      self.rescanInterval = rescanInterval
      self.safetyInterval = safetyInterval
      nextRescan = .now
      nextSafety = .now + safetyInterval
    }

    package mutating func next(isolation actor: isolated (any Actor)? = #isolation) async -> WatchEvent? {
      while !Task.isCancelled {
        let now = ContinuousClock.now
        if look(now) { return .rescan }
        let files = waiting.takeQuiet(now)
        if !files.isEmpty { return .changed(files) }
        try? await Task.sleep(for: AsyncIterator.pause)
      }
      return nil
    }

    /// Returns true if the folders must be walked again.
    private mutating func look(_ now: ContinuousClock.Instant) -> Bool {
      let (files, lostSome) = folders.read()
      let isFull = !waiting.note(files, now)
      if !folders.isComplete, now >= nextRescan {
        folders.addAll()
        nextRescan = now + rescanInterval
        return true
      }
      if lostSome || isFull || now >= nextSafety {
        nextSafety = now + safetyInterval
        return true
      }
      return false
    }
  }
}
