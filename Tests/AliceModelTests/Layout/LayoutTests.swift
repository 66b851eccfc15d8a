import AliceModel
import Testing

@Suite struct `A layout` {
  @Test func `the folder of a layout is its leading levels without a field`() throws {
    #expect(try Layout(parsing: "Alice/{date}/{name}").folder == "Alice")
    #expect(try Layout(parsing: "AI Art/new/{date} x/{name}").folder == "AI Art/new")
    #expect(Layout.standard.folder == nil)
    #expect(try Layout(parsing: "{name}").folder == nil)
  }

  @Test(arguments: [
    ("{date}/{model}/{quality}/{name}", "2026-11-22/flux-dev/4-star/serene-mountain-landscape-0001020304.png"),
    ("{year}/{month}/{name}", "2026/11/serene-mountain-landscape-0001020304.png"),
    ("{name}", "serene-mountain-landscape-0001020304.png"),
    (
      "AI Art/{type}s, {format}/{generator}_{name}", "AI Art/images, png/alice_serene-mountain-landscape-0001020304.png"
    ),
    (
      "{project}/{checkpoint}/{name}.{quality}",
      "alps-2026/dreamshaper-8/serene-mountain-landscape-0001020304.4-star.png"
    ),
  ])
  func `gives an asset its path`(pattern: String, expected: String) throws {
    var record = try AssetRecord.sample(prompt: "Serene mountain landscape", model: "flux-dev")
    record.project = "Alps 2026"
    record.provenance.generator = .alice
    record.provenance.recipe.parameters["Model"] = "dreamshaper_8.safetensors"
    let path = try Layout(parsing: pattern).path(id: .sample, record: record, format: .png, quality: 4)
    #expect(path.text == expected)
  }

  @Test(arguments: [
    ("", LayoutError.emptyLevel), ("/{name}", .emptyLevel), ("{date}//{name}", .emptyLevel), ("{date}/", .emptyLevel),
    ("{day}/{name}", .unknownField("day")), ("{}/{name}", .unknownField("")),
    ("{{date}}/{name}", .unknownField("{date")),
    ("{date/{name}", .unbalancedBrace), ("{date}}/{name}", .unbalancedBrace), ("{name", .unbalancedBrace),
    ("{date}", .misplacedName), ("{name}/{date}", .misplacedName), ("{name}{name}", .misplacedName),
    ("../{name}", .unsafeText("..")), ("./{name}", .unsafeText(".")), (".alice/{name}", .unsafeText(".alice")),
    ("-x/{name}", .unsafeText("-x")), ("a:b/{name}", .unsafeText("a:b")), ("a\\b/{name}", .unsafeText("a\\b")),
    ("a\u{0}/{name}", .unsafeText("a\u{0}")), ("a\u{202e}/{name}", .unsafeText("a\u{202e}")),
    ("NUL/{name}", .unsafeText("NUL")),
    ("x./{name}", .unsafeText("x.")), ("__MACOSX/{name}", .unsafeText("__MACOSX")),
    ("{date}{date}{date}{date}{name}", .tooLong), ("a text of far too many bytes/{name}", .tooLong),
    (String(repeating: "a/", count: 100) + "{name}", .tooLong),
  ])
  func `refuses a pattern that could not work`(pattern: String, error: LayoutError) {
    #expect(throws: error) { try Layout(parsing: pattern) }
  }

  @Test func `is written as it was read`() throws {
    let pattern = "AI Art/{year}-{month}/{model} ({quality})/{name}"
    #expect(try Layout(parsing: pattern).description == pattern)
    #expect(Layout.standard.description == "{date}/{model}/{quality}/{name}")
  }

  @Test(arguments: [
    ("{date}/{model}/{quality}/{name}", "2026-11-22/m/p-0001020304.png"),
    ("{quality} stars/{name}", "p-0001020304.png"),
    ("{model}-{quality}/{quality}-{name}-{quality}", "m/p-0001020304.png"),
  ])
  func `leaves levels of quality out where it is not wanted`(pattern: String, expected: String) throws {
    let record = try AssetRecord.sample(prompt: "p", model: "m")
    let path = try Layout(parsing: pattern).path(
      id: .sample, record: record, format: .png, quality: 4, withQuality: false)
    #expect(path.text == expected)
  }

  @Test(
    arguments: [(nil, "unrated"), (0, "unrated"), (1, "1-star"), (5, "5-star"), (6, "unrated")] as [(Int?, String)])
  func `names the quality`(quality: Int?, expected: String) throws {
    let path = try Layout(parsing: "{quality}/{name}").path(
      id: .sample, record: .sample(prompt: "p", model: nil), format: .png, quality: quality)
    #expect(path.parent?.text == expected)
  }

  @Test func `dates an asset by the clock it was made by, else by when it came`() throws {
    var record = AssetRecord(added: try #require(Timestamp("2026-11-22T10:00:00Z")))
    func day() throws -> String? {
      try Layout.standard.path(id: .sample, record: record, format: .jpeg, quality: nil).text?.prefix(10).description
    }
    #expect(try day() == "2026-11-22")
    record.provenance.created = Timestamp("2024-03-01T00:30:00+02:00")
    #expect(try day() == "2024-03-01")
  }

  @Test func `falls back where a fact is absent`() throws {
    var record = AssetRecord(added: Timestamp(milliseconds: 0))
    func path(_ format: MediaFormat = .mp4) throws -> String? {
      try Layout(parsing: "{model}/{generator}/{project}/{checkpoint}/{name}")
        .path(id: .sample, record: record, format: format, quality: nil).text
    }
    #expect(try path() == "unknown/unknown/no-project/unknown/video-0001020304.mp4")
    record.originalName = "IMG_0001 (2).JPEG"
    record.provenance.generator = .midjourney
    record.provenance.recipe.prompt = "!!!"
    #expect(try path(.jpeg) == "midjourney/midjourney/no-project/midjourney/img-0001-2-0001020304.jpg")
  }

  @Test(arguments: [
    ("flux-dev", "flux-dev"), ("kling-v2.1-text", "kling-v2.1-text"), ("FLUX.1 [dev]", "flux.1-dev"),
    ("waiIllustriousSDXL_v150.safetensors [a1b2c3d4e5]", "waiillustrioussdxl-v150"),
    ("SDXL\\animagineXL_31.ckpt", "animaginexl-31"), ("sub/folder/realistic.v6.safetensors", "realistic.v6"),
    ("juggernaut (1fe6c7ec54)", "juggernaut"), ("fal-ai/flux/dev", "fal-ai-flux-dev"),
    ("../../etc/passwd", "etc-passwd"), ("..", "unknown"), ("", "unknown"), ("...hidden...", "hidden"), ("a..b", "a.b"),
    ("CON", "_con"), ("aux.v1", "_aux.v1"), ("com1", "_com1"), ("[abcdef]", "abcdef"), ("白雪模型_v2", "白雪模型-v2"),
  ])
  func `makes a folder of any model's name`(model: String, expected: String) throws {
    let path = try Layout.standard.path(
      id: .sample, record: .sample(prompt: "p", model: model), format: .png, quality: nil)
    #expect(path.text == "2026-11-22/\(expected)/unrated/p-0001020304.png")
  }
}

extension AssetID {
  /// Begins with `0001020304`.
  static var sample: AssetID {
    get throws { try #require(AssetID(digest: Array(0..<32))) }
  }
}

extension AssetRecord {
  static func sample(prompt: String?, model: String?) throws -> AssetRecord {
    let created = try #require(Timestamp(year: 2026, month: 11, day: 22))
    return AssetRecord(
      provenance: Provenance(recipe: Recipe(prompt: prompt, model: model), created: created), added: created)
  }
}
