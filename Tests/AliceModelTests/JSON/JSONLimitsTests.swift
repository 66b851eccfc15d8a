import AliceModel
import Testing

@Suite struct JSONLimitsTests {
  private func parsed(_ text: String, depth: Int = 3) throws -> ParsedJSON {
    var limits = JSONValue.Limits(depth: depth)
    limits.cutsDepth = true
    return try ParsedJSON(Array(text.utf8), limits: limits)
  }

  @Test func `null takes the place of what is nested too deeply, and it is told`() throws {
    let found = try parsed(#"{"a":{"b":{"c":[1,"]}",{"d":-2.5e3}],"e":true}},"f":[[["x"]]],"g":7}"#)
    #expect(found.isCut)
    #expect(found.value == ["a": ["b": ["c": nil, "e": nil]], "f": [[nil]], "g": 7])
    let whole = try parsed(#"{"a":{"b":1}}"#)
    #expect(!whole.isCut && whole.value == ["a": ["b": 1]])
  }

  @Test func `a million brackets are no danger`() throws {
    let deep = String(repeating: "[", count: 1_000_000) + String(repeating: "]", count: 1_000_000)
    #expect(try parsed(deep, depth: 480).isCut)
    #expect(throws: JSONError.self) { try parsed(String(repeating: "[", count: 1_000_000)) }
  }

  @Test(arguments: [#"{"a":{"b":{"c":[1}}}}"#, #"[[[["]]]]"#, "[[[[1,2]]]", "[[[{]]]"])
  func `what is cut must be closed all the same`(text: String) {
    #expect(throws: JSONError.self) { try parsed(text) }
  }

  @Test func `without the limit's leave, depth is an error`() {
    #expect(throws: JSONError.tooDeep(offset: 3)) { try JSONValue(parsing: "[[[1]]]", limits: .init(depth: 3)) }
  }

  @Test func `parsing ends when nobody wants the result any more`() throws {
    var limits = JSONValue.Limits()
    let long = "[" + String(repeating: "1,", count: 100_000) + "1]"
    limits.isStopped = { false }
    #expect(try ParsedJSON(Array(long.utf8), limits: limits).value.arrayValue?.count == 100_001)
    limits.isStopped = { true }
    #expect(throws: JSONError.stopped) { try ParsedJSON(Array(long.utf8), limits: limits) }
  }
}
