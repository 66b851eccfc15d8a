package import AliceModel

/// What a watcher saw.
package enum WatchEvent: Sendable, Hashable {
  /// Files that were written or came, and that were then left alone; absolute, in the order of their bytes.
  case changed([BytePath])
  /// More happened than was seen: the folders are to be walked again.
  case rescan
}

/// Tells what changes in folders and all below them, until the task that asks is cancelled.
///
/// It enters what a `FileWalk` enters. Watching begins at once, so a walk that begins afterwards and the events together
/// miss nothing but files that were written without a name and then got one (`O_TMPFILE`), which only a walk finds. Where
/// not everything can be watched, it asks for a rescan at intervals; and everywhere now and then, for notices can be lost. To
/// be iterated once.
package struct FolderWatcher: AsyncSequence, Sendable {
  package typealias Element = WatchEvent
  package typealias Failure = Never

  private let folders: WatchedFolders
  private let quiet: Duration
  private let rescanInterval: Duration
  private let safetyInterval: Duration

  /// `quiet` is how long a file must be left alone before it is told of. `skipping` names a folder that is passed over,
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

    /// True where the folders are to be walked again.
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
