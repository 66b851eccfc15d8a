import AliceFal
import Testing

@Suite struct `A key` {
  private let key = FalKey("\n sample-id:sample-secret \r\n")

  @Test func `is never shown`() throws {
    let key = try #require(key)
    var dumped = ""
    dump(key, to: &dumped)
    dump(try FalConfiguration(environment: [:], key: key), to: &dumped)
    let texts =
      ["\(key)", String(reflecting: key), "\([key])", "\(Optional(key) as Any)", dumped]
      + ["\(Mirror(reflecting: key).children.map(\.value))", "\(try FalConfiguration(environment: [:], key: key))"]
    for text in texts { #expect(!text.contains("sample")) }
    #expect("\(key)" == "<redacted>")
  }

  @Test func `loses the spaces around it`() throws {
    let key = try #require(key)
    #expect(key.occurs(in: "x sample-id:sample-secret y"))
    #expect(!key.occurs(in: "sample-id"))
  }

  @Test(arguments: ["", " \n", "a b", "a\nb", "schlüssel", "a\u{0}b", String(repeating: "k", count: 1001)])
  func `is nothing that cannot stand in a header`(text: String) {
    #expect(FalKey(text) == nil)
  }

  @Test(arguments: [
    (["FAL_KEY": "one", "FAL_KEY_ID": "a", "FAL_KEY_SECRET": "b"], "one", "FAL_KEY"),
    (["FAL_KEY_ID": "a ", "FAL_KEY_SECRET": "b"], "a:b", "FAL_KEY_ID, FAL_KEY_SECRET"),
    (["FAL_KEY": "", "FAL_KEY_ID": "a", "FAL_KEY_SECRET": "b"], "a:b", "FAL_KEY_ID, FAL_KEY_SECRET"),
  ])
  func `comes from the environment and says so`(environment: [String: String], text: String, source: String) throws {
    let key = try #require(FalKey(environment: environment))
    #expect(key.occurs(in: text) && key.source == .environment(source))
  }

  @Test func `is absent where only half of it is there`() {
    #expect(FalKey(environment: ["FAL_KEY_ID": "a"]) == nil)
    #expect(FalKey(environment: [:]) == nil)
  }
}
