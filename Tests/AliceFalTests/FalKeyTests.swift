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

  @Test(
    arguments: [
      ("\"a:b\"", KeyFault.quoted), ("'a:b'", .quoted), ("a:b\"", .quoted), ("“a:b”", .quoted),
      ("Key a:b", .prefixed("Key ")), ("bearer a:b", .prefixed("Bearer ")), ("FAL_KEY=a:b", .prefixed("FAL_KEY=")),
      ("Authorization: Key a:b", .prefixed("Authorization:")), ("export FAL_KEY=a:b", .prefixed("export ")),
      ("your-key-here", .placeholder), ("YOUR_FAL_KEY", .placeholder), ("<key>", .placeholder),
      ("$FAL_KEY", .placeholder),
      ("xxxxxxxx-xxxx:xxxx", .placeholder), ("key_id:key_secret", .placeholder), ("null", .placeholder),
      ("op://Private/fal/key", .placeholder), ("\"your key\"", .placeholder), ("paste-it-here", .placeholder),
      ("a b", .blanks), ("a\nb", .manyLines), ("a\u{1B}b", .foreignCharacters), ("schlüssel", .foreignCharacters),
      (":secret", .half), ("id:", .half), ("a:b:c", .manyParts), (" ", .empty),
      (String(repeating: "k", count: 1001), .tooLong),
    ] as [(String, KeyFault)])
  func `of an odd form is named, and never repeated`(text: String, fault: KeyFault) {
    #expect(FalKey.fault(of: text) == fault && FalKey(text) == nil)
    #expect(!"\(fault)".contains("a:b") && !"\(fault)".contains("secret"))
  }

  @Test(arguments: [
    "id:secret", "\u{FEFF}id:secret\u{200B}", "\tid:secret\r\n", "\u{A0}id:secret",
    "0f8fad5b-d9cb-469f-a165-70867728950e:7c9e6679f4a03b21", "key:here",
  ])
  func `is taken with blanks around it, seen or not`(text: String) {
    #expect((FalKey.fault(of: text) == nil) == !text.hasSuffix("here"))
  }

  @Test(arguments: [
    "FAL_KEY=\"id:secret\"", "export FAL_KEY='id:secret'\n", "Key id:secret", "\"id:secret\"", "id:secret",
  ])
  func `that a person pastes loses what stands around it`(text: String) throws {
    #expect(try FalKey(pasted: text).occurs(in: "id:secret"))
    #expect(throws: KeyFault.placeholder) { try FalKey(pasted: "FAL_KEY=\"your-key\"") }
  }

  @Test func `has one name`() {
    #expect(FalKey.misnomer(in: ["FAL_API_KEY": "a:b"]) == "FAL_API_KEY")
    #expect(FalKey.misnomer(in: ["FAL_KEY_ID": "a"]) == "FAL_KEY_ID")
    #expect(FalKey.misnomer(in: ["FAL_API_KEY": " ", "OTHER": "x"]) == nil)
  }

  @Test(arguments: ["", " \n", "a b", "a\nb", "schlüssel", "a\u{0}b", String(repeating: "k", count: 1001)])
  func `is nothing that cannot stand in a header`(text: String) {
    #expect(FalKey(text) == nil)
  }

  @Test(arguments: [
    (["FAL_KEY": "one", "FAL_KEY_ID": "a", "FAL_KEY_SECRET": "b"], "one", "FAL_KEY"),
    (["FAL_KEY_ID": "a ", "FAL_KEY_SECRET": "b"], "a:b", "FAL_KEY_ID, FAL_KEY_SECRET"),
    (["FAL_KEY_ID": "a", "FAL_KEY_SECRET": "a:b"], "a:b", "FAL_KEY_ID, FAL_KEY_SECRET"),
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
