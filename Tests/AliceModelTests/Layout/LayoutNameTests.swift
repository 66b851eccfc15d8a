import AliceModel
import Testing

@Suite struct `The name of a file` {
  @Test(arguments: [
    ("A serene mountain landscape", "a-serene-mountain-landscape"),
    ("Café à Paris, don’t stop", "cafe-a-paris-dont-stop"),
    ("Straße Ærø Łódź Þór İzmir ﬁne Việt", "strasse-aero-lodz-thor-izmir-fine-viet"),
    ("e\u{301}le\u{300}ve", "eleve"), ("ＡＢＣ １２ 𝐁𝐨𝐥𝐝 𝟛", "abc-12-bold-3"),
    ("桜の木の下で", "桜の木の下で"), ("か\u{3099}んは\u{309A}", "がんぱ"), ("Ελληνικά Πόλη", "ελληνικά-πόλη"), ("кот", "кот"),
    ("नमस्ते दुनिया", "नमस्ते-दुनिया"), ("桜の木 1girl", "1girl"), ("桜の木の下で猫と a cat", "桜の木の下で猫と-a-cat"),
    ("👨‍👩‍👧 family", "family"), ("../../etc/passwd", "etc-passwd"), ("a\u{0}b\u{1b}[31m\u{202e}c", "a-b-31mc"),
    ("one two three four five six seven eight nine ten eleven", "one-two-three-four-five-six-seven-eight-nine-ten"),
    (String(repeating: "x", count: 300), String(repeating: "x", count: 48)),
    (String(repeating: "字", count: 300), String(repeating: "字", count: 16)),
    ("(masterpiece:1.2), best quality, <lora:foo_bar:0.8>, (1girl:1.3), solo", "1girl-solo"),
    ("score_9, score_8_up, a knight", "a-knight"), ("masterpiece, best quality", "masterpiece-best-quality"),
    ("a cat --ar 16:9 --v 6", "a-cat"), ("a clock at 12:30", "a-clock-at-12-30"), ("2 < 3 and 4 > 1", "2-3-and-4-1"),
  ])
  func `is made of the words of the prompt`(prompt: String, expected: String) throws {
    let path = try Layout.standard.path(
      id: .sample, record: .sample(prompt: prompt, model: nil), format: .png, quality: nil)
    #expect(path.stem.text == expected + "-0001020304")
  }

  @Test func `is found in no time in a prompt of many megabytes`() throws {
    let prompts = ["<", "a:", ",", "(", " --", "\u{301}", "<a:", "\u{fdfa}"].map {
      String(repeating: $0, count: 2_000_000)
    }
    let elapsed = try ContinuousClock().measure {
      for prompt in prompts {
        _ = try Layout.standard.path(
          id: .sample, record: .sample(prompt: prompt, model: prompt), format: .png, quality: nil)
      }
    }
    #expect(elapsed < .seconds(60))
  }

  @Test(arguments: UInt64(0)..<300)
  func `is safe on every file system, whatever was written`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var record = try AssetRecord.sample(prompt: random.hostileText(), model: random.hostileText())
    record.project = random.hostileText()
    record.originalName = random.hostileText()
    record.provenance.recipe.parameters["Model"] = .string(random.hostileText())
    if Bool.random(using: &random) { record.provenance.recipe.prompt = nil }
    for pattern in [
      "{date}/{model}/{quality}/{name}", "{project}-{checkpoint}-{generator}-{model}/{model} {date}_{name}",
    ] {
      let path = try Layout(parsing: pattern).path(
        id: .sample, record: record, format: .webp, quality: 3)
      let parts = try #require(path.text).split(separator: "/", omittingEmptySubsequences: false)
      #expect(parts.count == pattern.split(separator: "/").count)
      for part in parts { #expect(part.isSafeName, "\(part)") }
      #expect(path.fileExtension == "webp")
      #expect(path.stem.text?.contains("0001020304") == true)
    }
  }
}

extension Substring {
  fileprivate var isSafeName: Bool {
    let devices = ["con", "prn", "aux", "nul", "com1", "com9", "lpt1", "lpt9"]
    return !isEmpty && utf8.count <= 80 && !hasPrefix(".") && !hasPrefix("-") && !hasPrefix(" ") && !hasSuffix(".")
      && !hasSuffix(" ") && lowercased() == self && !devices.contains(String(prefix { $0 != "." }))
      && unicodeScalars.allSatisfy { scalar in
        scalar.isASCII
          ? "abcdefghijklmnopqrstuvwxyz0123456789-_. ".unicodeScalars.contains(scalar)
          : scalar.properties.isAlphabetic || scalar.properties.generalCategory == .nonspacingMark
      }
  }
}

extension SplitMix64 {
  fileprivate mutating func hostileText() -> String {
    let pieces = [
      "../", "..\\", "/", "\\", "~", "C:", "\u{0}", "\n", "\u{1b}]0;x\u{7}", "\u{202e}", "\u{feff}", ".", "..", "-rf ",
      "con", "NUL.",
      "com1", " ", "$(x)", "`x`", "'", "\"", "*", "?", "|", "<a:b>", ":1.2", "é", "e\u{301}", "ß", "字", "か\u{3099}",
      "👩‍👩‍👦", "ﷺ",
      "İ", "\u{301}\u{301}\u{301}", "a", "Word", "flux", "1", ".safetensors", " [deadbeef]", "{name}", "%2e%2e%2f",
      "\u{e000}", "\u{fffd}",
    ]
    let count = Int.random(in: 0...40, using: &self)
    let piece = { (generator: inout SplitMix64) in pieces[Int.random(in: 0..<pieces.count, using: &generator)] }
    return (0..<count).map { _ in
      Bool.random(using: &self)
        ? piece(&self) : String(Unicode.Scalar(UInt32.random(in: 0...0xD7FF, using: &self)) ?? "x")
    }.joined()
  }
}
