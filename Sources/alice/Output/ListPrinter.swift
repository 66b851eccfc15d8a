import AliceKit
import Synchronization

/// Writes a list in the requested format: item by item if the format allows that, otherwise once the list is complete.
final class ListPrinter<Item>: Sendable {
  /// The time at which items are written.
  enum Pace: Sendable {
    /// Each item is written at once, because the user or a program waits for it.
    case each
    /// Several items are written together, with a short delay.
    case brisk
    /// As few writes as possible are used, because all items are available.
    case whole
  }

  private enum Form: Sendable {
    case document
    case table(ListFormat<Item>.Columns)
    case stream(@Sendable (Item, inout [UInt8]) -> Void)
  }

  private struct State {
    var objects: [JSONValue] = []
    var rows: [[String]] = []
    var files: [BytePath?] = []
    var pending: [UInt8] = []
    var flushed = ContinuousClock.now
    var isEmpty = true
  }

  private let console: Console
  private let objects: @Sendable (Item) -> [JSONValue]
  private let form: Form
  private let pace: Pace
  private let isSpaced: Bool
  private let state = Mutex(State())

  private static var flushSize: Int { 256 << 10 }
  private static var flushTime: Duration { .milliseconds(200) }

  /// Chooses the form of the output; no other code distinguishes the formats.
  init(_ list: ListFormat<Item>, on console: Console, as format: OutputFormat, pace: Pace) {
    self.console = console
    self.pace = pace
    objects = list.objects
    isSpaced = list.isSpaced && format != .jsonLines
    form =
      switch format {
      case .json: .document
      case .jsonLines:
        .stream { item, bytes in
          for object in list.objects(item) { bytes += Array(object.text.utf8) + [0x0A] }
        }
      case .nulPaths where list.bytes != nil, .paths where list.bytes != nil: ListPrinter.exact(list.bytes)
      case .people where list.bytes != nil && list.columns == nil: ListPrinter.exact(list.bytes)
      case .nulPaths: list.paths.map { ListPrinter.stream($0, end: 0) } ?? ListPrinter.text(list, list.line)
      case .paths: ListPrinter.text(list, list.line)
      case .people: list.columns.map { .table($0) } ?? ListPrinter.text(list, list.text ?? list.line)
      }
  }

  private static func exact(_ bytes: (@Sendable (Item) -> [UInt8])?) -> Form {
    .stream { item, pending in pending += bytes?(item) ?? [] }
  }

  private static func stream(_ paths: @escaping @Sendable (Item) -> [BytePath], end: UInt8) -> Form {
    .stream { item, bytes in
      for path in paths(item) { bytes += path.bytes + [end] }
    }
  }

  private static func text(_ list: ListFormat<Item>, _ line: (@Sendable (Item) -> String?)?) -> Form {
    guard let line else { return list.paths.map { stream($0, end: 0x0A) } ?? .stream { _, _ in } }
    return .stream { item, bytes in
      if let text = line(item) { bytes += Array(text.utf8) + [0x0A] }
    }
  }

  /// Adds an item. The function is not inlined: a `Mutex` that a function locks on both sides of an `await` may be
  /// released in another thread's name.
  @inline(never)
  func add(_ item: Item) {
    state.withLock { state in
      switch form {
      case .document: state.objects += objects(item)
      case .table(let columns):
        state.rows.append(columns.cells(item))
        state.files.append(columns.file?(item))
      case .stream(let append):
        if isSpaced, !state.isEmpty { state.pending.append(0x0A) }
        state.isEmpty = false
        append(item, &state.pending)
        flushIfDue(&state)
      }
    }
  }

  /// Writes what is pending; `document` creates the members of the JSON document from the objects of all items.
  @inline(never)
  func finish(_ document: ([JSONValue]) -> JSONObject) {
    state.withLock { state in
      switch form {
      case .document: console.write(document: document(state.objects))
      case .table(let columns): console.write(table(columns, state.rows, state.files))
      case .stream: flush(&state)
      }
    }
  }

  private func table(
    _ columns: ListFormat<Item>.Columns, _ rows: [[String]], _ files: [BytePath?]
  ) -> String {
    guard !rows.isEmpty else { return columns.placeholder.isEmpty ? "" : columns.placeholder + "\n" }
    return Table(columns.titles, rows, files: files, spare: columns.spare).render(
      width: console.terminal.width, style: console.style, links: console.links)
  }

  private func flushIfDue(_ state: inout State) {
    switch pace {
    case .each: flush(&state)
    case .brisk where ContinuousClock.now - state.flushed >= ListPrinter.flushTime: flush(&state)
    case .brisk, .whole:
      if state.pending.count >= ListPrinter.flushSize { flush(&state) }
    }
  }

  private func flush(_ state: inout State) {
    guard !state.pending.isEmpty else { return }
    console.write(bytes: state.pending)
    state.pending.removeAll(keepingCapacity: true)
    state.flushed = .now
  }
}
