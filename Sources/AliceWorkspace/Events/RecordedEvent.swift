/// An event in the log of its library, with its id there.
package struct RecordedEvent: Sendable, Hashable {
  /// Sixteen digits: microseconds since 1970, or one more than the id before. Ids are unique in a library, and
  /// ascending.
  package let id: String
  package let event: Event
  /// The library's folder.
  package let library: BytePath

  package init(id: Int64, event: Event, library: BytePath) {
    let digits = String(max(id, 0))
    self.id = String(repeating: "0", count: max(0, 16 - digits.count)) + digits
    self.event = event
    self.library = library
  }

  package var json: JSONValue { json(event.data) }

  private func json(_ data: JSONObject) -> JSONValue {
    [
      "schema": 1, "id": .string(id), "time": .string(event.time.description), "name": .string(event.name.rawValue),
      "data": .object(data),
    ]
  }

  /// Returns one line without its line break, of at most `limit` bytes: long values in `data` are truncated, or all of
  /// `data` is omitted.
  package func line(limit: Int) -> [UInt8] {
    let whole = Array(json.text.utf8)
    if whole.count <= limit { return whole }
    let cut = Array(json(RecordedEvent.cut(event.data)).text.utf8)
    return cut.count <= limit ? cut : Array(json(["truncated": true]).text.utf8)
  }

  private static func cut(_ data: JSONObject) -> JSONObject {
    var cut = JSONObject(data.map { ($0.key, shortened($0.value)) })
    cut["truncated"] = true
    return cut
  }

  private static func shortened(_ value: JSONValue) -> JSONValue {
    switch value {
    case .string(let text): .string(String(text.unicodeScalars.prefix(1000)))
    case .array(let items): .array(items.prefix(100).map(shortened))
    case .object, .null, .bool, .number: value
    }
  }
}

extension RecordedEvent {
  /// Decodes a line of the log; returns nil if it is not an event, or has a name that this version does not know.
  package init?(line: ArraySlice<UInt8>, library: BytePath) {
    guard let json = try? JSONValue(parsing: Array(line), limits: .init(depth: 32, bytes: 1 << 20)),
      let id = json["id"]?.stringValue.flatMap({ Int64($0) }), id >= 0,
      let name = json["name"]?.stringValue.flatMap(Event.Name.init(rawValue:)),
      let time = json["time"]?.stringValue.flatMap({ Timestamp($0) })
    else { return nil }
    self.init(
      id: id, event: Event(name, at: time, data: json["data"]?.objectValue ?? [:]), library: library)
  }

  /// The listener for recorded events, by which the command line delivers them to other programs. It applies to the
  /// task and its children; a workspace keeps the one under which it was created.
  @TaskLocal package static var listener: Listener?

  package struct Listener: Sendable {
    /// Called in order for each library, from any thread; must return at once.
    package let recorded: @Sendable (RecordedEvent) -> Void
    /// Called when the log could not be written; the events are passed on nevertheless.
    package let failed: @Sendable (String) -> Void

    package init(
      recorded: @escaping @Sendable (RecordedEvent) -> Void, failed: @escaping @Sendable (String) -> Void
    ) {
      self.recorded = recorded
      self.failed = failed
    }
  }
}
