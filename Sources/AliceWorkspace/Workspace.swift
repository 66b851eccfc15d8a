package import AliceCatalog
package import AliceLibrary
import AliceModel
import AliceVision
import Synchronization

/// An opened library with its catalog and its journal, on which the verbs work.
package final class Workspace: Sendable {
  package let library: Library
  package let catalog: Catalog
  package let clock: Clock
  private let storedSettings = Mutex<LibrarySettings?>(nil)
  private let storedKeptFiles = Mutex<KeptFiles?>(nil)
  private let thumbnailCache = Mutex<ThumbnailCache?>(nil)
  private let givenPrograms = Mutex<ScoringPrograms?>(nil)
  private let openedJournal = Mutex<Journal?>(nil)
  private let readJournal = Mutex<Journal?>(nil)
  private let openedEvents: Mutex<WorkspaceEvents?>
  private let listener: RecordedEvent.Listener?

  /// `events` is a bus that others use, too. Without it a bus is opened when the library first needs one.
  package init(library: Library, catalog: Catalog, events: EventBus? = nil, clock: Clock) {
    self.library = library
    self.catalog = catalog
    self.clock = clock
    let listener = RecordedEvent.listener
    self.listener = listener
    openedEvents = Mutex(events.map { WorkspaceEvents($0, of: library, clock: clock, listener: listener) })
  }

  deinit { openedEvents.withLock { $0 }?.close() }

  /// The bus, whose events are recorded in the library's log. It is opened at its first use: a search publishes nothing.
  package var events: EventBus {
    openedEvents.withLock { opened in
      let events = opened ?? WorkspaceEvents(EventBus(), of: library, clock: clock, listener: listener)
      opened = events
      return events.bus
    }
  }

  /// Whether the bus is open.
  package var hasEvents: Bool { openedEvents.withLock { $0 != nil } }

  /// Waits until all published events are in the log. Verbs call this at their end.
  package func settleEvents() { openedEvents.withLock { $0 }?.recorder.flush() }

  /// The absolute path of the library's folder.
  package var root: BytePath { library.root }

  /// The layout of the library. Throws if it is lost: nothing may be filed then.
  package var settings: LibrarySettings {
    get throws {
      try storedSettings.withLock { stored in
        if let stored { return stored }
        let settings = try KeptSettings(library: library, catalog: catalog).read()
        stored = settings
        return settings
      }
    }
  }

  /// Whether the library has a journal. A library in which nothing was done yet has none.
  package var hasJournal: Bool {
    get throws {
      try Wiring.mapping(root) { () throws(LibraryError) in try library.state(of: .journal) == .present }
    }
  }

  /// Returns the journal, opened at its first use, as a search does not need it.
  package func journal() throws -> Journal {
    try openedJournal.withLock { journal in
      if let journal { return journal }
      let opened = try Wiring.journal(of: library, catalog)
      journal = opened
      return opened
    }
  }

  /// Returns the journal for reading alone, as plans need it: that of an earlier alice is not upgraded. Returns nil if
  /// there is none.
  package func journalForReading() throws -> Journal? {
    guard try hasJournal else { return nil }
    if let opened = openedJournal.withLock({ $0 }) { return opened }
    return try readJournal.withLock { journal in
      if let journal { return journal }
      let opened = try Wiring.openJournal(of: library, .reading)
      journal = opened
      return opened
    }
  }

  package func change(settings: LibrarySettings) throws {
    do {
      try library.write(settings.fileBytes, to: .settings)
    } catch {
      throw AliceError(error, library: root)
    }
    storedSettings.withLock { $0 = settings }
    storedKeptFiles.withLock { $0 = settings.kept }
    try keepPlainSettings()
  }

  /// Brings the copy of the settings at the top of the library in step. The default settings have none.
  func keepPlainSettings() throws {
    let settings: LibrarySettings
    do { settings = try self.settings } catch AliceError.settingsLost { return }
    let wanted = settings == LibrarySettings() ? nil : settings.fileBytes
    try Wiring.mapping(root) { () throws(LibraryError) in
      guard try library.plainSettings() != wanted else { return }
      try library.writePlainSettings(wanted)
    }
  }

  /// Writes the settings of a library of an early version, which stored none until they were changed.
  ///
  /// Lost settings are no error here: `settings` throws for the verbs that file, and the others do not need them.
  func writeDownSettings() throws {
    guard try !Wiring.mapping(root, { () throws(LibraryError) in try library.has(.settings) }) else { return }
    do {
      let bytes = try settings.fileBytes
      try Wiring.mapping(root) { () throws(LibraryError) in try library.write(bytes, to: .settings, replaces: false) }
    } catch AliceError.settingsLost {}
  }

  /// The cache in which verbs that decode images leave their thumbnails; nil if they leave none.
  package var thumbnails: ThumbnailCache? { thumbnailCache.withLock { $0 } }

  package func leaveThumbnails(in cache: ThumbnailCache?) { thumbnailCache.withLock { $0 = cache } }

  /// The programs that decode for the scorer: those of this process's search path, unless others were given.
  package var scoringPrograms: ScoringPrograms { givenPrograms.withLock { $0 } ?? ScoringPrograms() }

  package func score(by programs: ScoringPrograms) { givenPrograms.withLock { $0 = programs } }

  package var reader: LibraryReader { LibraryReader(library: library, now: clock.now(), kept: keptFiles) }

  /// The files that stay where they are; none if the settings are lost.
  package var keptFiles: KeptFiles {
    storedKeptFiles.withLock { stored in
      if let stored { return stored }
      let kept = KeptFiles(of: library)
      stored = kept
      return kept
    }
  }
  package var rewriter: Rewriter { Rewriter(workspace: self) }

  package func layout() throws -> Layout { try settings.parsedLayout() }

  /// Returns the one asset that `name` denotes: an id, a prefix of four digits or more, or a path.
  package func asset(named name: BytePath) throws -> Asset {
    if let prefix = name.text, AssetID.isPrefix(prefix) {
      let matches = try catalog.assets(withPrefix: prefix, limit: 6)
      if matches.count == 1 { return matches[0] }
      if matches.count > 1 { throw AliceError.ambiguousAsset(prefix, matches: matches.map(\.id)) }
    }
    let path = name.absolute.real
    if let relative = path.relative(to: root), let asset = try catalog.asset(at: relative) ?? keptCopy(at: relative) {
      return asset
    }
    if let asset = try catalog.asset(at: name) { return asset }
    throw AliceError.noSuchAsset(name.description)
  }
}

/// The bus of a workspace and what records its events.
private struct WorkspaceEvents: Sendable {
  let bus: EventBus
  let recorder: EventRecorder

  init(_ bus: EventBus, of library: Library, clock: Clock, listener: RecordedEvent.Listener?) {
    self.bus = bus
    recorder = EventRecorder(EventLogFile(of: library), library: library.root, clock: clock, listener: listener)
    bus.attach(recorder)
  }

  func close() {
    recorder.flush()
    bus.detach(recorder)
  }
}

/// A source of the time; tests provide their own.
package struct Clock: Sendable {
  package let now: @Sendable () -> Timestamp

  package init(now: @escaping @Sendable () -> Timestamp) { self.now = now }
}
