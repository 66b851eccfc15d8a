import AliceKit

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

  /// Without a terminal, and no other format was asked for.
  var isPaths: Bool { self == .paths || self == .nulPaths }

  /// For programs: what people are told beside it is left out.
  var isJSON: Bool { self == .json || self == .jsonLines }
}

extension Console {
  /// Writes a JSON document, which begins with its schema.
  func write(document members: JSONObject) {
    let document = Console.document(members)
    writeLine(terminal.outputIsTerminal ? document.prettyText : document.text)
  }

  fileprivate static func document(_ members: JSONObject) -> JSONValue {
    var object: JSONObject = ["schema": 1]
    for (key, value) in members { object[key] = value }
    return .object(object)
  }

  /// Writes all items of a list; `document` makes the members of the JSON document from their objects.
  func write<Item>(
    _ items: some Sequence<Item>, _ list: ListFormat<Item>, as format: OutputFormat,
    document: ([JSONValue]) -> JSONObject
  ) {
    let printer = ListPrinter(list, on: self, as: format, pace: .whole)
    for item in items { printer.add(item) }
    printer.finish(document)
  }

  /// Writes an answer that is no list. Without `objects` `--jsonl` prints the document in one line; without `text` and
  /// `paths` a terminal and a pipe get nothing.
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
