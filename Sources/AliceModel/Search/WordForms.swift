import AliceNumbers

/// The English forms of a word: its plural and its inflections.
///
/// A light stemmer decides whether two words are forms of one: both have the same stem. The forms are made at the time
/// of a query, from the word alone, so they cost nothing in the index, and exact words can come first.
package enum WordForms {
  /// Words whose forms no rule makes; the first of each row is the stem.
  private static let irregular: [[String]] = [
    ["man", "men"], ["woman", "women"], ["child", "children"], ["foot", "feet"], ["tooth", "teeth"],
    ["goose", "geese"], ["mouse", "mice"], ["person", "people"], ["ox", "oxen"], ["leaf", "leaves"],
    ["wolf", "wolves"], ["knife", "knives"], ["life", "lives"], ["wife", "wives"], ["elf", "elves"],
    ["shelf", "shelves"], ["half", "halves"], ["calf", "calves"], ["scarf", "scarves", "scarfs"],
    ["hoof", "hooves", "hoofs"], ["dwarf", "dwarves", "dwarfs"], ["thief", "thieves"], ["loaf", "loaves"],
    ["run", "runs", "ran", "running"], ["sit", "sits", "sat", "sitting"],
    ["stand", "stands", "stood", "standing"], ["hold", "holds", "held", "holding"],
    ["wear", "wears", "wore", "worn", "wearing"], ["fly", "flies", "flew", "flown", "flying"],
    ["swim", "swims", "swam", "swum", "swimming"], ["sing", "sings", "sang", "sung", "singing"],
    ["ride", "rides", "rode", "ridden", "riding"], ["fight", "fights", "fought", "fighting"],
    ["sleep", "sleeps", "slept", "sleeping"], ["break", "breaks", "broke", "broken", "breaking"],
    ["fall", "falls", "fell", "fallen", "falling"], ["grow", "grows", "grew", "grown", "growing"],
    ["lie", "lies", "lay", "lying"], ["die", "dies", "died", "dying"], ["draw", "draws", "drew", "drawn", "drawing"],
    ["write", "writes", "wrote", "written", "writing"], ["eat", "eats", "ate", "eaten", "eating"],
    ["drive", "drives", "drove", "driven", "driving"], ["hide", "hides", "hid", "hidden", "hiding"],
    ["freeze", "freezes", "froze", "frozen", "freezing"], ["throw", "throws", "threw", "thrown", "throwing"],
    ["make", "makes", "made", "making"], ["build", "builds", "built", "building"],
    ["shine", "shines", "shone", "shining"],
  ]

  /// Words that end like a plural or an inflection and are none.
  private static let whole: Set<String> = [
    "bus", "gas", "lens", "canvas", "atlas", "iris", "chaos", "cosmos", "series", "species", "news", "mars", "venus",
    "his", "its", "this", "was", "has", "yes", "always", "perhaps", "besides", "christmas", "texas", "paris",
    "king", "ring", "wing", "thing", "spring", "string", "morning", "evening", "ceiling", "nothing", "something",
    "anything", "everything", "during", "being", "bring", "sibling", "darling", "viking", "red", "bed", "seed", "weed",
    "need", "speed", "breed", "reed", "feed", "bleed", "hundred", "sacred", "naked", "shed", "sled", "wed", "led",
    "fed",
    "bob", "ted", "ned", "greed", "steed", "deed", "exceed", "bling", "sing", "sling", "sting", "swing", "cling",
    "fling",
    "wring", "sterling", "pudding", "stocking", "herring", "outing", "kling",
  ]

  private static let rows: [String: Int] = Dictionary(
    irregular.enumerated().flatMap { row, words in words.map { ($0, row) } }, uniquingKeysWith: { first, _ in first })

  /// Returns the stem of a folded word. Words of other scripts, with digits, or of less than three letters are stems.
  package static func stem(_ word: String) -> String {
    if let row = rows[word] { return irregular[row][0] }
    guard isPlain(word), !whole.contains(word) else { return word }
    let bytes = Array(word.utf8)
    if let singular = singular(bytes) {
      let noun = String(decoding: singular, as: UTF8.self)
      if let row = rows[noun] { return irregular[row][0] }
      return whole.contains(noun) ? noun : base(singular) ?? noun
    }
    return base(bytes) ?? word
  }

  /// Returns the folded word, and then the other words that have its stem, as far as rules make them.
  package static func forms(of word: String) -> [String] {
    let stem = stem(word)
    var forms = [word]
    if let row = rows[word] ?? rows[stem] { forms += irregular[row] }
    guard isPlain(word) else { return forms }
    for base in bases(of: stem) { forms += inflections(of: base) }
    var seen: Set<String> = []
    return forms.filter { seen.insert($0).inserted && WordForms.stem($0) == stem }
  }
}

extension WordForms {
  private static func isPlain(_ word: String) -> Bool {
    (3...40).contains(word.utf8.count) && word.utf8.allSatisfy { (0x61...0x7A).contains($0) }
  }

  /// Returns the word without the ending of the plural; nil if it has none.
  private static func singular(_ word: [UInt8]) -> [UInt8]? {
    guard word.count > 3, word.hasEnding("s"), !word.hasEnding("ss"), !word.hasEnding("us"), !word.hasEnding("is")
    else {
      return nil
    }
    if word.hasEnding("ies") { return word.count > 4 ? word.dropLast(3) + Array("y".utf8) : word.dropLast(1) }
    if word.hasEnding("oes"), word.count > 4 { return word.dropLast(2) }
    for ending in ["sses", "xes", "zes", "ches", "shes"] where word.hasEnding(ending) {
      // `axes` and `sizes` lose only the s if a vowel precedes a single consonant: their stems lose the e as well.
      return word.dropLast(2)
    }
    return word.dropLast(1)
  }

  /// Returns the stem of a word that ends in `ed`, `ing` or `e`; nil for other words.
  private static func base(_ word: [UInt8]) -> [UInt8]? {
    if word.hasEnding("ied"), word.count > 4 { return word.dropLast(3) + Array("y".utf8) }
    for ending in ["ing", "ed"] where word.hasEnding(ending) {
      let rest = Array(word.dropLast(ending.utf8.count))
      guard rest.count > 2, rest.contains(where: isVowel) else { return nil }
      return undoubled(rest)
    }
    if word.count > 4, word.hasEnding("ie") { return word.dropLast(2) + Array("y".utf8) }
    return word.count > 3 && word.hasEnding("e") && !word.hasEnding("ee") ? word.dropLast(1) : nil
  }

  private static func base(_ word: [UInt8]) -> String? {
    let bytes: [UInt8]? = base(word)
    return bytes.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Returns `run` for `runn`; other words, also `fall` and `kiss`, stay.
  private static func undoubled(_ word: [UInt8]) -> [UInt8] {
    guard word.count > 3, let last = word.last, word[word.count - 2] == last, !isVowel(last),
      ![UInt8(ascii: "l"), UInt8(ascii: "s"), UInt8(ascii: "z"), UInt8(ascii: "f")].contains(last)
    else { return word.count > 3 && word.hasEnding("e") && !word.hasEnding("ee") ? word.dropLast(1) : word }
    return word.dropLast(1)
  }

  /// Returns the words whose stem this may be: the stem, the same with an `e`, and `zombie` for `zomby`.
  private static func bases(of stem: String) -> [String] {
    [stem, stem + "e"] + (stem.hasSuffix("y") ? [stem.dropLast() + "ie"] : [])
  }

  private static func inflections(of base: String) -> [String] {
    var forms = [base, base + "s", base + "es", base + "ed", base + "ing"]
    guard let last = base.utf8.last else { return forms }
    let letter = String(decoding: [last], as: UTF8.self)
    if letter == "e" { forms += [base + "d", String(base.dropLast()) + "ing"] }
    if letter == "y" { forms += ["ies", "ied"].map { base.dropLast() + $0 } }
    if !isVowel(last) { forms += ["ed", "ing"].map { base + letter + $0 } }
    return forms
  }

  private static func isVowel(_ byte: UInt8) -> Bool { "aeiouy".utf8.contains(byte) }
}

extension [UInt8] {
  fileprivate func hasEnding(_ ending: String) -> Bool {
    count > ending.utf8.count && suffix(ending.utf8.count).elementsEqual(ending.utf8)
  }
}
