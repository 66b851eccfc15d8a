import AliceLibrary

/// Reads the event log of a library while other processes may append to it.
package struct EventHistory: Sendable {
  private let log: EventLogFile
  private let library: BytePath

  /// The conditions that an event must meet.
  package struct Filter: Sendable {
    package var patterns: [EventPattern] = []
    package var since: Timestamp?

    package init(patterns: [EventPattern] = [], since: Timestamp? = nil) {
      self.patterns = patterns
      self.since = since
    }

    package func takes(_ event: Event) -> Bool {
      (patterns.isEmpty || patterns.contains { $0.matches(event.name) })
        && since.map { event.time.milliseconds >= $0.milliseconds } ?? true
    }
  }

  /// Opens the log without the catalog. Throws if there is no library.
  package init(library root: BytePath) throws {
    do throws(LibraryError) {
      let opened = try Library.open(at: root.absolute)
      log = EventLogFile(of: opened)
      library = opened.root
    } catch {
      throw AliceError(error, library: root)
    }
  }

  /// Returns the events from oldest to newest, at most the last `limit`.
  package func events(_ filter: Filter, limit: Int? = nil) throws -> [RecordedEvent] {
    var found: [RecordedEvent] = []
    try read(after: "") { recorded in
      guard filter.takes(recorded.event) else { return }
      found.append(recorded)
      if let limit, found.count >= 2 * limit + 1000 { found.removeFirst(found.count - limit) }
    }
    return limit.map { Array(found.suffix($0)) } ?? found
  }

  /// Passes on new events of every process until the task is cancelled: each once, also across rotation of the log.
  /// `after` is the id of the last known event; nil skips all that is in the log now.
  package func follow(
    _ filter: Filter, after id: String? = nil, _ body: (RecordedEvent) throws -> Void
  ) async throws {
    var tail = try tail(after: id)
    while true {
      try Task.checkCancellation()
      try tail.read { recorded in if filter.takes(recorded.event) { try body(recorded) } }
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  /// Returns a reader of the events after `id`; nil skips all that is in the log now.
  package func tail(after id: String? = nil) throws -> Tail { Tail(history: self, last: try id ?? latest()) }

  /// A reader that continues where it stopped.
  package struct Tail: Sendable {
    private let history: EventHistory
    private var last: String
    // Nothing is read yet, so the ids determine what is new.
    private var place = Place(nil)

    fileprivate init(history: EventHistory, last: String) {
      self.history = history
      self.last = last
    }

    /// Passes on the events since the last call.
    package mutating func read(_ body: (RecordedEvent) throws -> Void) throws {
      guard let file = try history.current() else { return }
      if place.isIn(file) {
        var lines = LogLines(file, from: place.offset)
        while let line = lines.next() {
          guard let recorded = RecordedEvent(line: line, library: history.library), recorded.id > last else { continue }
          last = recorded.id
          try body(recorded)
        }
        place.offset = lines.offset
      } else {
        // This is the first pass, or the file was rotated: events that went to the old file in the meantime come first.
        place = Place(file)
        try history.read(after: last) { recorded in
          last = recorded.id
          try body(recorded)
        }
      }
    }
  }

  /// The file that was read, and how far.
  private struct Place {
    private let stamp: FileStamp?
    var offset: UInt64 = 0

    init(_ file: OpenFile?) { stamp = file?.stamp }

    func isIn(_ file: OpenFile) -> Bool { stamp?.isSameFile(as: file.stamp) ?? false && file.byteCount >= offset }
  }

  /// Returns the id of the last event; empty if there is none.
  package func latest() throws -> String {
    var last = ""
    try read(after: "") { last = $0.id }
    return last
  }

  private func current() throws -> OpenFile? {
    do throws(LibraryError) { return try log.current() } catch { throw AliceError(error, library: library) }
  }

  private func read(after id: String, _ body: (RecordedEvent) throws -> Void) throws {
    let files: [OpenFile]
    do throws(LibraryError) { files = try log.files() } catch { throw AliceError(error, library: library) }
    for file in files {
      for line in LogLines(file) {
        guard let recorded = RecordedEvent(line: line, library: library), recorded.id > id else { continue }
        try body(recorded)
      }
    }
  }
}
