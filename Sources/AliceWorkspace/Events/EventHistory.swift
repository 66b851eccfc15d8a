import AliceLibrary

/// Reads the log of a library, which others may be writing to.
package struct EventHistory: Sendable {
  private let log: EventLogFile
  private let library: BytePath

  /// Which events are wanted.
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

  /// Needs no catalog. Throws where there is no library.
  package init(library root: BytePath) throws {
    do throws(LibraryError) {
      let opened = try Library.open(at: root.absolute)
      log = EventLogFile(of: opened)
      library = opened.root
    } catch {
      throw AliceError(error, library: root)
    }
  }

  /// The oldest first, the last `limit` of them.
  package func events(_ filter: Filter, limit: Int? = nil) throws -> [RecordedEvent] {
    var found: [RecordedEvent] = []
    try read(after: "") { recorded in
      guard filter.takes(recorded.event) else { return }
      found.append(recorded)
      if let limit, found.count >= 2 * limit + 1000 { found.removeFirst(found.count - limit) }
    }
    return limit.map { Array(found.suffix($0)) } ?? found
  }

  /// Tells of what comes, until the task is cancelled, whichever process it comes from: over rotation, each once. `after` is
  /// the id of the last event that is known; nil: what stands in the log now is.
  package func follow(
    _ filter: Filter, after id: String? = nil, _ body: (RecordedEvent) throws -> Void
  ) async throws {
    var last = try id ?? latest()
    // Nothing is read yet: the ids tell what is new.
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
        // The first look, or another file has taken its place: what was written to the old one meanwhile comes first.
        place = Place(file)
        try read(after: last) { recorded in
          last = recorded.id
          if filter.takes(recorded.event) { try body(recorded) }
        }
      }
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  /// How far which file was read.
  private struct Place {
    private let stamp: FileStamp?
    var offset: UInt64 = 0

    init(_ file: OpenFile?) { stamp = file?.stamp }

    func isIn(_ file: OpenFile) -> Bool { stamp?.isSameFile(as: file.stamp) ?? false && file.byteCount >= offset }
  }

  /// The id of the last event; empty where there is none.
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
