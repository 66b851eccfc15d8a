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
