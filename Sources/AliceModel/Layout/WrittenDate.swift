import AliceNumbers

/// A date in words, as programs write it in the language of their user: `Apr 5, 2025`, `5. Apr. 2025`,
/// `5 de abr. de 2025`, `2025年4月5日`, `2025년 4월 5일`, `2025. ápr. 5.`
enum WrittenDate {
  /// Returns the day, and the time of day after it.
  static func moment(in name: String) -> (CivilDate, NameClock?)? {
    let words = NameWord.words(of: name)
    let text = NameText(name)
    for index in words.indices {
      guard let (date, end) = eastern(words, at: index) ?? named(words, at: index) ?? dotted(words, at: index, text)
      else { continue }
      return (date, NameClock(in: text, after: end))
    }
    return nil
  }

  /// Reads `2025年4月5日` and its Korean form.
  private static func eastern(_ words: [NameWord], at index: Int) -> (CivilDate, end: Int)? {
    let signs = [["年", "月", "日"], ["년", "월", "일"]]
    guard index + 5 < words.count, let year = words[index].number, let month = words[index + 2].number,
      let day = words[index + 4].number,
      signs.contains([words[index + 1].text, words[index + 3].text, words[index + 5].text])
    else { return nil }
    return date(year, month, day).map { ($0, words[index + 5].end) }
  }

  /// Reads a date around the name of a month at `index`.
  private static func named(_ words: [NameWord], at index: Int) -> (CivilDate, end: Int)? {
    guard let month = MonthName.number(of: words[index].text) else { return nil }
    let before = words[..<index].last { !MonthName.isFiller($0.text) }
    let after = words[(index + 1)...].lazy.filter { !MonthName.isFiller($0.text) }.prefix(2)
    guard let next = after.first, let number = next.number else { return nil }
    if let day = before?.number, day <= 31, let date = date(number, month, day) {
      return (date, next.end)
    }
    if let year = before?.number, year > 31, let date = date(year, month, number) { return (date, next.end) }
    guard let last = after.dropFirst().first, let year = last.number else { return nil }
    return date(year, month, number).map { ($0, last.end) }
  }

  /// Reads `5.4.2025` and `5. 4. 2025`, and the Korean `2025. 4. 5.`: with dots the month is in the middle in every
  /// language.
  private static func dotted(_ words: [NameWord], at index: Int, _ text: NameText) -> (CivilDate, end: Int)? {
    guard index + 2 < words.count, let first = words[index].number, let month = words[index + 1].number,
      words[index + 1].length <= 2, let last = words[index + 2].number,
      text.byte(words[index].end) == UInt8(ascii: "."), text.byte(words[index + 1].end) == UInt8(ascii: "."),
      !text.isLetter(words[index].end - words[index].length - 1)
    else { return nil }
    let end = words[index + 2].end
    switch (words[index].length, words[index + 2].length) {
    case (1...2, _): return date(last, month, first).map { ($0, end) }
    case (4, 1...2) where text.byte(end) == UInt8(ascii: "."): return date(first, month, last).map { ($0, end) }
    default: return nil
    }
  }

  private static func date(_ year: Int, _ month: Int, _ day: Int) -> CivilDate? {
    guard (1990...2099).contains(year), Timestamp(year: year, month: month, day: day) != nil else { return nil }
    return CivilDate(year: year, month: month, day: day)
  }
}

/// A run of digits or of letters in a name.
struct NameWord {
  let text: String
  /// The index after it, in bytes.
  let end: Int
  let length: Int
  /// The value of one to four digits.
  let number: Int?

  static func words(of name: String) -> [NameWord] {
    var words: [NameWord] = []
    var run = ""
    var isDigits = false
    var offset = 0
    func close() {
      guard !run.isEmpty else { return }
      words.append(
        NameWord(
          text: run.lowercased(), end: offset, length: run.utf8.count,
          number: isDigits && run.utf8.count <= 4 ? Int(run) : nil))
      run = ""
    }
    for character in name {
      let isDigit = character.isASCII && character.isNumber
      // A sign of a date is a word of its own.
      let isSign = "年月日년월일".contains(character)
      let isWord = isDigit || character.isLetter
      if !isWord || isDigit != isDigits || isSign { close() }
      if isWord {
        run.append(character)
        isDigits = isDigit
      }
      offset += character.utf8.count
      if isSign { close() }
      guard offset <= 255 else { break }
    }
    close()
    return words
  }
}
