import AliceKit
import Foundation
import Synchronization

/// The format of the output.
enum OutputFormat: Sendable {
  /// Tables on a terminal.
  case people
  /// One path per line.
  case paths
  /// Paths that end with NUL.
  case nulPaths
  case json
  case jsonLines

  /// Whether the output consists of paths: the default without a terminal, or the choice of `-0`.
  var isPaths: Bool { self == .paths || self == .nulPaths }

  /// Whether the output is JSON for programs, without additional messages for the user.
  var isJSON: Bool { self == .json || self == .jsonLines }
}

extension Console {
  /// Writes a JSON document, which begins with its schema.
  func write(document members: JSONObject) {
    Console.documentWritten.withLock { $0 = true }
    let document = Console.document(members)
    writeLine(terminal.outputIsTerminal ? document.prettyText : document.text)
  }

  /// Writes a JSON document whose members `fill` writes after its schema. Long lists are written item by item. If `fill`
  /// throws before anything long was written, nothing is.
  func write(_ fill: (inout JSONDocumentStream) throws -> Void) rethrows {
    var stream = JSONDocumentStream(isPretty: terminal.outputIsTerminal) { [self] bytes in
      Console.documentWritten.withLock { $0 = true }
      write(bytes: bytes)
    }
    stream.write("schema", 1)
    try fill(&stream)
    stream.finish()
  }

  /// Writes the document of a command that failed, unless it has written its own. Its `error` has the exit status and
  /// the message.
  static func write(failure status: Int32, _ message: String?) {
    guard !documentWritten.withLock({ $0 }) else { return }
    let error: JSONValue = ["status": JSONValue(Int(status)), "message": JSONValue(message)]
    let document = document(["error": error])
    write((isatty(STDOUT_FILENO) == 1 ? document.prettyText : document.text) + "\n", to: STDOUT_FILENO)
  }

  fileprivate static func document(_ members: JSONObject) -> JSONValue {
    var object: JSONObject = ["schema": 1]
    for (key, value) in members { object[key] = value }
    return .object(object)
  }

  /// Writes all items of a list; `document` creates the members of the JSON document from their objects.
  func write<Item>(
    _ items: some Sequence<Item>, _ list: ListFormat<Item>, as format: OutputFormat,
    document: ([JSONValue]) -> JSONObject
  ) {
    let printer = ListPrinter(list, on: self, as: format, pace: .whole)
    for item in items { printer.add(item) }
    printer.finish(document)
  }

  /// Writes all items of a list as they come, as far as the format allows: a JSON document, which has `members` and then
  /// the list, is written item by item, and a table needs all its rows. `pass` gets a function that takes an item.
  func write<Item>(
    each list: ListFormat<Item>, as format: OutputFormat, named name: String, after members: JSONObject = [:],
    _ pass: (_ take: (Item) throws -> Void) throws -> Void
  ) rethrows {
    guard format == .json else {
      let printer = ListPrinter(list, on: self, as: format, pace: .whole)
      try pass(printer.add)
      return printer.finish { _ in [:] }
    }
    try write { document in
      for (key, value) in members { document.write(key, value) }
      document.beginList(name)
      try pass { item in for object in list.objects(item) { document.add(object) } }
      document.endList()
    }
  }

  /// Writes a result that is not a list. Without `objects`, `--jsonl` prints the document on one line; without `text`
  /// and `paths`, nothing is written to a terminal or a pipe.
  func write(
    document members: JSONObject, objects: [JSONValue]? = nil, paths: [BytePath]? = nil, text: String? = nil,
    as format: OutputFormat
  ) {
    var record = ListFormat<JSONObject>(objects: { objects ?? [Console.document($0)] })
    if let paths { record.paths = { _ in paths } }
    if let text { record.line = { _ in text } }
    write([members], record, as: format) { _ in members }
  }
}
