import AliceModel
import Testing

struct TextFoldingTests {
  @Test(arguments: [
    ("Ёлка", "елка"), ("Й", "и"), ("ΟΔΥΣΣΕΎΣ", "οδυσσευσ"), ("ὀδός", "οδοσ"), ("ᾳ", "α"), ("ﾕｰｻﾞｰ", "ユーザー"),
    ("ﾊﾟﾝ", "パン"),
    ("か\u{3099}", "が"), ("ヷ", "ヷ"), ("ワ\u{3099}", "ヷ"), ("ＦＵＬＬ　１２", "full 12"), ("straße", "strasse"),
    ("STRASSE", "strasse"),
    ("Ørsted", "orsted"), ("Łódź", "lodz"), ("Đà Nẵng", "da nang"), ("þing ðæt œuvre", "thing daet oeuvre"),
    ("ISTANBUL İstanbul ıstanbul", "istanbul istanbul istanbul"), ("ﬁsh", "fish"), ("𝔘𝔫𝔦", "uni"), ("№7", "no7"),
    ("مَنَارَة", "مناره"), ("منارة", "مناره"), ("أزرق", "ازرق"), ("إسلام", "اسلام"), ("کتاب", "كتاب"), ("علی", "علي"),
    ("على", "علي"),
    ("كـتاب", "كتاب"), ("שָׁלוֹם", "שלום"), ("١٢٣ ۴۵", "123 45"), ("한국", "한국"),
    ("\u{1112}\u{1161}\u{11AB}", "한"),
    ("co\u{AD}operate", "cooperate"), ("e\u{301}te\u{301}", "ete"), ("Ⅷ", "viii"), ("½", "1⁄2"), ("ǆ", "dz"),
    ("ſ", "s"),
    ("हिन्दी", "हिन्दी"), ("ภาษาไทย", "ภาษาไทย"), ("don’t", "don't"), ("❤️", "❤"), ("", ""), ("ABC xyz", "abc xyz"),
  ])
  func `texts that people take for the same have one form`(_ text: String, _ folded: String) {
    #expect(
      TextFolding.fold(text).unicodeScalars.elementsEqual(folded.unicodeScalars), "\(text)")
  }

  @Test func `what is folded stays as it is, whatever the character`() {
    for value in 0..<UInt32(0x11_0000) {
      guard let scalar = Unicode.Scalar(value), !(0xE000...0xF8FF).contains(value), value < 0xF_0000 else { continue }
      let folded = TextFolding.fold(String(scalar))
      guard !folded.unicodeScalars.elementsEqual([scalar]) else { continue }
      #expect(
        TextFolding.fold(folded).unicodeScalars.elementsEqual(folded.unicodeScalars), "U+\(String(value, radix: 16))")
    }
  }

  @Test(arguments: [
    ("A red-haired fox's “coat”", ["a", "red", "haired", "fox", "s", "coat"]),
    ("東京の夜、猫", ["東京", "京の", "の夜", "夜", "猫"]),
    ("8k画質", ["8k", "画質", "質"]), ("a🐱🐱b", ["a", "🐱", "🐱", "b"]), ("naïve_café", ["naive", "cafe"]), ("!?", []),
  ])
  func `words are what letters, symbols and pairs of unspaced characters make`(_ text: String, _ words: [String]) {
    #expect(SearchTokens.words(of: text) == words)
  }

  @Test func `the last character of an unspaced query may begin a word, and longer ones end with their last pair`() {
    let one = SearchTokens(query: "猫")
    #expect(one.words == ["猫"] && one.isOpen)
    let several = SearchTokens(query: "夜、東京")
    #expect(several.words == ["夜", "東京"] && !several.isOpen)
    #expect(!SearchTokens(query: "cat").isOpen)
    #expect(SearchTokens.indexed("Plain ASCII stays, as it is") == "Plain ASCII stays, as it is")
  }
}

struct WordFormTests {
  /// Words that have one stem, in rows.
  private static let families: [[String]] = [
    ["mountain", "mountains"], ["fox", "foxes"], ["run", "runs", "running", "ran"], ["city", "cities"],
    ["glass", "glasses"],
    ["horse", "horses"], ["house", "houses"], ["smile", "smiles", "smiled", "smiling"],
    ["paint", "paints", "painted", "painting"],
    ["drag", "drags", "dragged", "dragging"], ["zombie", "zombies"], ["shoe", "shoes"], ["hero", "heroes"],
    ["wolf", "wolves"],
    ["leaf", "leaves"], ["woman", "women"], ["child", "children"], ["tree", "trees"], ["eye", "eyes"],
    ["bus", "buses"],
    ["lens", "lenses"], ["thing", "things"], ["king", "kings"], ["box", "boxes", "boxed"], ["church", "churches"],
    ["dance", "dances", "danced", "dancing"], ["fly", "flies", "flying", "flew"], ["size", "sizes"],
    ["image", "images"],
    ["dress", "dresses"], ["sky", "skies"], ["scarf", "scarves"], ["landscape", "landscapes"], ["cafe", "cafes"],
  ]

  @Test func `plurals and inflections are forms of one word`() {
    for family in Self.families {
      for word in family {
        let forms = WordForms.forms(of: word)
        #expect(forms.first == word)
        for other in family { #expect(forms.contains(other), "\(word) \(other)") }
      }
    }
  }

  @Test func `forms are the words of one stem, and no others`() {
    let words =
      Self.families.joined() + [
        "spring", "red", "canvas", "grass", "kling", "paris", "cactus", "this", "king", "flux", "sdxl",
      ]
    for word in words {
      let forms = WordForms.forms(of: word)
      for other in words {
        #expect(forms.contains(other) == (WordForms.stem(other) == WordForms.stem(word)), "\(word) \(other)")
      }
    }
    for word in ["", "a", "猫", "v2", "x-y", String(repeating: "s", count: 1000)] {
      #expect(WordForms.forms(of: word) == [word])
    }
  }
}

struct LoraNameTests {
  @Test func `a name is found by its words, with and without folder and extension`() throws {
    let name = try #require(LoraName("Styles\\Salt_Air_v2.safetensors"))
    for wanted in ["salt_air_v2", "Salt Air v2", "salt", "styles/salt_air_v2.safetensors", "AIR", "salt_air_v2.pt"] {
      #expect(name.matches(try #require(LoraName(wanted))), "\(wanted)")
    }
    for wanted in ["sal", "salt v2", "pepper"] { #expect(!name.matches(try #require(LoraName(wanted))), "\(wanted)") }
    for pattern in ["salt*", "*v2", "styles/*", "salt_?ir*", "*.safetensors"] {
      #expect(name.matches(glob: pattern), "\(pattern)")
    }
    #expect(!name.matches(glob: "air*"))
    #expect(LoraName(" ") == nil)
  }

  @Test func `names come from entries, lists and weights by name, not from the tags of a prompt`() {
    let recipe = Recipe(
      prompt: "a fox <lora:Salt:0> <LORA:pep per>", negativePrompt: "<lora:Five:1>",
      parameters: [
        "loras": [["name": "one.pt", "weight": 1], "two", ["path": "https://x/three.safetensors?a=1"]],
        "Lora": ["four": 0.5],
      ])
    #expect(Set(LoraName.names(of: recipe).map(\.base)) == ["one", "two", "three", "four"])
    #expect(LoraName.names(of: Recipe(parameters: ["loras": "five: 1f2e, six: 3d4c"])).map(\.text) == ["five", "six"])
  }
}
