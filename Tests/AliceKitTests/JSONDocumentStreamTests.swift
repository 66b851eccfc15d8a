import AliceKit
import AliceModel
import Testing

struct JSONDocumentStreamTests {
  private static let items: [JSONValue] = [
    ["id": "a\nb", "tags": ["x", "y"], "none": [], "empty": [:], "deep": [["n": 1.5], .null, true]], "ü\u{1F600}\"\\",
    7,
    [[[]]],
  ]

  private static func streamed(_ lists: [(String, [JSONValue])], isPretty: Bool) -> (text: String, portions: Int) {
    var (bytes, portions): ([UInt8], Int) = ([], 0)
    withoutActuallyEscaping({ (portion: [UInt8]) in
      bytes += portion
      portions += 1
    }) { sink in
      var stream = JSONDocumentStream(isPretty: isPretty, to: sink)
      stream.write("schema", 1)
      stream.write("from", ["a": ["b": [1, 2]]])
      for (index, (name, items)) in lists.enumerated() {
        if index.isMultiple(of: 2) {
          stream.write(name, list: items)
        } else {
          stream.beginList(name)
          for item in items { stream.add(item) }
          stream.endList()
        }
      }
      stream.finish()
    }
    return (String(decoding: bytes, as: UTF8.self), portions)
  }

  @Test(arguments: [true, false])
  func `a document that is written item by item has the bytes of one that is written as a whole`(isPretty: Bool) {
    let lists: [(String, [JSONValue])] = [("none", []), ("all", Self.items), ("\"odd\" name", [1]), ("last", [])]
    var document: JSONObject = ["schema": 1, "from": ["a": ["b": [1, 2]]]]
    for (name, items) in lists { document[name] = .array(items) }
    let whole = JSONValue.object(document)
    #expect(Self.streamed(lists, isPretty: isPretty).text == (isPretty ? whole.prettyText : whole.text) + "\n")
  }

  @Test func `a long list is passed on in portions`() {
    let items = (0..<20_000).map { JSONValue.string("an item with number \($0) and some words more") }
    let streamed = Self.streamed([("items", items)], isPretty: false)
    #expect((3...10).contains(streamed.portions))
    #expect(streamed.text.hasSuffix("\"items\":\(JSONValue.array(items).text)}\n"))
  }
}
