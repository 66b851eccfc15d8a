import AliceKit
import Testing

/// Facts of assets by their names, in the forms that scripts want.
@Suite struct AssetFieldTests {
  private static func asset() throws -> Asset {
    let id = try #require(AssetID(hex: String(repeating: "0f", count: 32)))
    var record = AssetRecord(
      rating: Rating(4), tags: ["sea", "=1+2"], added: Timestamp(milliseconds: 1_700_000_000_000))
    record.provenance.recipe.prompt = "a lake,\tblue\u{1B}[31m"
    record.provenance.recipe.parameters = ["num_inference_steps": 28, "Clip skip": 2, "guidance": 3.5]
    record.provenance.cost = Cost(amount: Money(nanos: 25_000_000), basis: .billed)
    return Asset(
      id: id, path: "2026/a b.PNG", facts: FileFacts(format: .png, width: 1920, height: 1080, bytes: 7), record: record)
  }

  private static func text(_ name: String) throws -> String {
    let asset = try asset()
    return try AssetField(name).text(of: asset, asset.json(in: "/l"))
  }

  @Test(arguments: [
    ("path", "2026/a b.PNG"), ("file", "/l/2026/a b.PNG"), ("name", "a b.PNG"), ("ext", "png"), ("short", "0f0f0f0f0f"),
    ("quality", "4"), ("rating", "4"), ("tags", "sea, =1+2"), ("tag", "sea, =1+2"), ("w", "1920"), ("height", "1080"),
    ("mp", "2.07"), ("ar", "1.778"), ("steps", "28"), ("cfg", "3.5"), ("p.Clip skip", "2"),
    ("parameters.guidance", "3.5"),
    ("cost", "0.025"), ("cost.basis", "billed"), ("score", ""), ("score.value", ""), ("negative_prompt", ""),
    ("neg", ""),
    ("p.nothing", ""), ("missing", "false"), ("date", "2023-11-14"), ("type", "image"), ("kind", "image"),
  ])
  func `a field is a member of the object, a field of searches or a parameter`(name: String, text: String) throws {
    #expect(try Self.text(name) == text)
  }

  @Test(arguments: [
    ("qualty", "there is no field 'qualty'; did you mean 'quality'?"),
    ("promt", "there is no field 'promt'; did you mean 'prompt'?"),
    ("quality.", nil), ("", nil), ("p.", nil), ("zeppelin", nil), ("a\u{1B}[31m", nil),
  ])
  func `an unknown field is wrong usage, with the nearest name`(name: String, message: String?) throws {
    let failure = try #require(throws: Failure.self) { try AssetField(name) }
    #expect(failure.status == .usage)
    if let message { #expect(failure.message == message) }
    #expect(failure.message?.contains("\u{1B}") == false)
  }

  @Test func `every name that is offered is a field`() throws {
    #expect(AssetField.names.count > 40)
    for name in AssetField.names { #expect(throws: Never.self) { try AssetField(name) } }
    #expect(throws: Failure.self) { try AssetField.list("id,,path") }
    #expect(try AssetField.list("id, path").map(\.name) == ["id", "path"])
  }

  @Test(arguments: [
    (#"{path}\t{quality}"#, "2026/a b.PNG\t4"), (#"{{{rating}}}\\{short}\n"#, "{4}\\0f0f0f0f0f\n"),
    ("{prompt}", "a lake, blue\\u{1b}[31m"), ("plain", "plain"), (#"{file}\0"#, "/l/2026/a b.PNG\0"), ("é{w}", "é1920"),
  ])
  func `a format is text with fields in braces`(template: String, expected: String) throws {
    let asset = try Self.asset()
    let made = try AssetTemplate(template)
    let bytes = made.bytes(of: asset, asset.json(in: "/l"), in: "/l", isShown: false)
    #expect(String(decoding: bytes, as: UTF8.self) == expected)
    #expect(made.isEnded == (expected.hasSuffix("\n") || expected.hasSuffix("\0")))
  }

  @Test(arguments: ["", "{path", "}", #"\q"#, #"a\"#, "{}", "{qualty}", "{path}}"])
  func `a format that cannot be read is wrong usage`(template: String) throws {
    let failure = try #require(throws: Failure.self) { try AssetTemplate(template) }
    #expect(failure.status == .usage)
  }

  @Test func `a path that is no text is exact in a pipe, and visible on a terminal`() throws {
    var asset = try Self.asset()
    asset.path = BytePath(bytes: [0x61, 0xFF, 0x1B])
    let template = try AssetTemplate("{path}")
    #expect(template.bytes(of: asset, asset.json(in: "/l"), in: "/l", isShown: false) == [0x61, 0xFF, 0x1B])
    #expect(!template.bytes(of: asset, asset.json(in: "/l"), in: "/l", isShown: true).contains(0x1B))
  }

  @Test func `a row quotes what RFC 4180 wants quoted, and no cell is a formula`() {
    #expect(CSVRow(["a", "b,c", "d\"e", "f\ng", ""]).description == "a,\"b,c\",\"d\"\"e\",\"f\ng\",\r\n")
    let formulas = ["=1+2", "+1x", "-x", "@a", "\t=1", " =1", "＝1", "|a", "%0a"]
    for text in formulas {
      let cell = CSVRow([text]).description
      #expect(cell.hasPrefix("'") || cell.hasPrefix("\"'"), "\(text)")
    }
    #expect(CSVRow(["-1", "+2.5", "1e9", "a=b"]).description == "-1,+2.5,1e9,a=b\r\n")
    #expect(!CSVRow(["a\u{1B}[31m"]).description.contains("\u{1B}"))
  }
}
