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
    var last = try id ?? latest()
    // Nothing is read yet, so the ids determine what is new.
    var place = Place(nil)
    while true {
      try Task.checkCancellation()
      let file = try current()
      if let file, place.isIn(file) {
        var lines = LogLines(file, from: place.offset)
        while let line = lines.next() {
          guard let recorded = RecordedEvent(line: line, library: library), recorded.id > last else { continue }
          last = recorded.id
          if filter.takes(recorded.event) { try body(recorded) }
        }
        place.offset = lines.offset
      } else if file != nil {
        // This is the first pass, or the file was rotated: events that went to the old file in the meantime come first.
        place = Place(file)
        try read(after: last) { recorded in
          last = recorded.id
          if filter.takes(recorded.event) { try body(recorded) }
        }
      }
      try await Task.sleep(for: .milliseconds(100))
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
