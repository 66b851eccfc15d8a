import AliceNumbers

/// The lines of an infotext before its parameters: the prompt, and the negative prompt after a line that begins with
/// its marker.
struct InfotextBody {
  private var positive: [ArraySlice<UInt8>]
  /// The negative prompt without its marker; nil if no marker begins it.
  private var excluded: [ArraySlice<UInt8>]?

  var prompt: String { InfotextBody.joined(positive) }
  var negative: String? { excluded.map(InfotextBody.joined) }

  /// `head` is the part of the parameters' line that precedes them. Only there the marker may follow other text.
  init(_ lines: ArraySlice<ArraySlice<UInt8>>, head: ArraySlice<UInt8>? = nil) {
    positive = []
    for line in lines { take(line) }
    guard let head else { return }
    if excluded == nil, let marker = NegativeMarker.range(in: head) {
      positive.append(head[..<marker.lowerBound])
      excluded = [head[marker.upperBound...]]
    } else {
      take(head)
    }
  }

  private mutating func take(_ line: ArraySlice<UInt8>) {
    let text = line.drop(while: \.isInfotextSpace)
    if let marker = NegativeMarker.end(in: text) {
      excluded = excluded ?? []
      excluded?.append(text[marker...].drop(while: \.isInfotextSpace))
    } else if excluded != nil {
      excluded?.append(line)
    } else {
      positive.append(line)
    }
  }

  /// Removes the lines from the first that begins with `Template:` on and returns them as pairs: SD.Next writes the
  /// unresolved prompts between the negative prompt and the parameters.
  ///
  /// Without a negative prompt, only `always` permits it, because a prompt may contain such a line.
  mutating func takeTemplates(always: Bool) -> [Infotext.Pair] {
    var lines = excluded ?? (always ? positive : [])
    guard let start = lines.firstIndex(where: { InfotextBody.template($0) != nil }) else { return [] }
    var pairs: [(key: String, lines: [ArraySlice<UInt8>])] = []
    for line in lines[start...] {
      if let template = InfotextBody.template(line) {
        pairs.append((template.key, [template.text]))
      } else if !pairs.isEmpty {
        pairs[pairs.count - 1].lines.append(line)
      }
    }
    lines.removeSubrange(start...)
    if excluded == nil { positive = lines } else { excluded = lines }
    return pairs.prefix(2).map { Infotext.Pair(key: $0.key, value: InfotextBody.joined($0.lines)) }
      .filter { !$0.value.isEmpty }
  }

  private static func template(_ line: ArraySlice<UInt8>) -> (key: String, text: ArraySlice<UInt8>)? {
    for (mark, key) in [("template:", "Template"), ("negative template:", "Negative Template")]
      as [(StaticString, String)]
    where line.starts(folded: mark) {
      return (key, line.dropFirst(mark.utf8CodeUnitCount))
    }
    return nil
  }

  private static func joined(_ lines: [ArraySlice<UInt8>]) -> String {
    Infotext.trimmed(Array(lines.joined(separator: CollectionOfOne(UInt8(ascii: "\n")))))
  }
}

/// `Negative prompt:` in any case, and in the languages of ports.
enum NegativeMarker {
  private static let forms: [StaticString] = [
    "negative prompt:", "negative_prompt:", "negativeprompt:", "negativer prompt:", "prompt négatif:",
    "prompt negativo:", "ネガティブプロンプト:", "反向提示词:", "负面提示词:", "负向提示词:", "反向提示詞:", "負面提示詞:",
    "네거티브 프롬프트:", "부정 프롬프트:", "Негативный промпт:", "негативный промпт:", "Отрицательный промпт:",
    "отрицательный промпт:",
  ]

  /// Returns the end of the marker with which the text begins; nil if it begins with none.
  static func end(in text: ArraySlice<UInt8>) -> Int? {
    guard let first = text.first, mayBegin(first) else { return nil }
    return forms.first { text.starts(folded: $0) }.map { text.startIndex + $0.utf8CodeUnitCount }
  }

  /// Returns the first marker in the text that does not follow a letter.
  static func range(in text: ArraySlice<UInt8>) -> Range<Int>? {
    var isInWord = false
    for index in text.indices {
      let byte = text[index]
      if !isInWord || byte >= 0x80, mayBegin(byte), let end = end(in: text[index...]) { return index..<end }
      isInWord = byte < 0x80 && byte.isInfotextWord
    }
    return nil
  }

  private static func mayBegin(_ byte: UInt8) -> Bool {
    byte | 0x20 == UInt8(ascii: "n") || byte | 0x20 == UInt8(ascii: "p") || byte >= 0xD0
  }
}

/// Finds where the parameters begin in a line that prompt and parameters share.
enum InfotextHead {
  private static let maximumAttempts = 8

  /// Returns the text before the parameters, and the parameters. The text is nil if the line holds only parameters.
  static func parted(_ line: ArraySlice<UInt8>) -> (head: ArraySlice<UInt8>?, line: ArraySlice<UInt8>) {
    guard !line.drop(while: \.isInfotextSpace).starts(folded: "steps:") else { return (nil, line) }
    let negative = NegativeMarker.range(in: line)
    let start =
      firstPair(of: [("Steps:", true)], in: line)
      ?? negative.flatMap { firstPair(of: others, in: line[$0.upperBound...]) }
    guard let start, start > line.startIndex else { return (nil, line) }
    let head = line[..<start]
    // Some programs write other parameters before the steps.
    guard negative.map({ $0.lowerBound < start }) == true || !isPairs(head) else { return (nil, line) }
    return (head, line[start...])
  }

  private static let others: [(StaticString, isNumber: Bool)] = [
    ("Sampler:", false), ("Seed:", true), ("CFG scale:", true), ("Size:", true), ("Schedule type:", false),
    ("Model:", false), ("Model hash:", false),
  ]

  /// Returns the first of the keys after which the line continues with usual parameters.
  private static func firstPair(of keys: [(StaticString, isNumber: Bool)], in line: ArraySlice<UInt8>) -> Int? {
    var attempts = 0
    var isInWord = false
    for index in line.indices {
      let byte = line[index]
      defer { isInWord = byte.isInfotextWord }
      guard !isInWord, (0x41...0x5A).contains(byte) else { continue }
      let rest = line[index...]
      guard keys.contains(where: { begins(rest, $0.0, isNumber: $0.isNumber) }) else { continue }
      if Infotext.hasUsualKeys(Infotext.pairs(of: rest)) { return index }
      attempts += 1
      if attempts == maximumAttempts { return nil }
    }
    return nil
  }

  private static func begins(_ text: ArraySlice<UInt8>, _ key: StaticString, isNumber: Bool) -> Bool {
    guard text.starts(exactly: key) else { return false }
    let value = text.dropFirst(key.utf8CodeUnitCount).drop(while: \.isInfotextSpace)
    return !isNumber || value.first.map { (0x30...0x39).contains($0) } ?? false
  }

  /// Returns whether every part between commas has a key, so that the text is not a prompt.
  private static func isPairs(_ text: ArraySlice<UInt8>) -> Bool {
    let pairs = Infotext.pairs(of: text)
    if pairs.contains(where: { Infotext.usualKeys.contains($0.key.lowercased()) }) { return true }
    let parts = text.split(separator: UInt8(ascii: ",")).filter { !$0.allSatisfy(\.isInfotextSpace) }
    return parts.allSatisfy { $0.contains(UInt8(ascii: ":")) }
  }
}

extension ArraySlice<UInt8> {
  /// Returns whether the bytes begin with `text`, which has no upper-case ASCII letters, ignoring the case of such
  /// letters.
  func starts(folded text: StaticString) -> Bool {
    text.withUTF8Buffer { text in
      count >= text.count
        && text.indices.allSatisfy { offset in
          let byte = self[startIndex + offset]
          return ((0x41...0x5A).contains(byte) ? byte | 0x20 : byte) == text[offset]
        }
    }
  }

  func starts(exactly text: StaticString) -> Bool {
    text.withUTF8Buffer { text in count >= text.count && text.indices.allSatisfy { self[startIndex + $0] == text[$0] } }
  }
}
