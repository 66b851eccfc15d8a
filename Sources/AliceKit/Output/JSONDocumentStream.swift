/// A JSON document that is written member by member, so that a long list in it is never in memory as a whole. Its bytes
/// are those of `JSONValue.text` or `prettyText`.
package struct JSONDocumentStream {
  private let isPretty: Bool
  private let sink: ([UInt8]) -> Void
  private var pending: [UInt8] = [UInt8(ascii: "{")]
  private var isEmpty = true

  /// The number of bytes that are passed on together.
  private static let portion = 256 << 10

  /// Passes the bytes on to `sink`, in portions.
  package init(isPretty: Bool, to sink: @escaping ([UInt8]) -> Void) {
    self.isPretty = isPretty
    self.sink = sink
  }

  /// Writes a member. Each name may be given once.
  package mutating func write(_ name: String, _ value: JSONValue) {
    begin(name)
    put(value, depth: 1)
  }

  /// Writes a member that is an array.
  package mutating func write(_ name: String, list items: some Sequence<JSONValue>) {
    beginList(name)
    for item in items { add(item) }
    endList()
  }

  /// Ends the document with a line feed.
  package mutating func finish() {
    if !isEmpty { newLine(depth: 0) }
    pending += Array("}\n".utf8)
    flush()
  }

  private var isListEmpty = true

  private mutating func begin(_ name: String) {
    if !isEmpty { pending.append(UInt8(ascii: ",")) }
    isEmpty = false
    newLine(depth: 1)
    pending += Array(JSONValue.string(name).text.utf8) + Array((isPretty ? ": " : ":").utf8)
  }

  /// Begins a member that is an array; its items are added next.
  package mutating func beginList(_ name: String) {
    begin(name)
    pending.append(UInt8(ascii: "["))
    isListEmpty = true
  }

  /// Adds an item to the array that was begun.
  package mutating func add(_ item: JSONValue) {
    if !isListEmpty { pending.append(UInt8(ascii: ",")) }
    isListEmpty = false
    newLine(depth: 2)
    put(item, depth: 2)
    if pending.count >= JSONDocumentStream.portion { flush() }
  }

  package mutating func endList() {
    if !isListEmpty { newLine(depth: 1) }
    pending.append(UInt8(ascii: "]"))
  }

  /// A text of JSON has line feeds only between its parts, so that these are the lines to indent.
  private mutating func put(_ value: JSONValue, depth: Int) {
    guard isPretty else { return pending.append(contentsOf: value.text.utf8) }
    for byte in value.prettyText.utf8 {
      if byte == UInt8(ascii: "\n") { newLine(depth: depth) } else { pending.append(byte) }
    }
  }

  private mutating func newLine(depth: Int) {
    guard isPretty else { return }
    pending.append(UInt8(ascii: "\n"))
    pending.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
  }

  private mutating func flush() {
    sink(pending)
    pending.removeAll(keepingCapacity: true)
  }
}
