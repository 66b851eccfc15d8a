extension ComfyTexts.Polarity {
  /// Recognises names such as `positive`, `text_negative`, `neg`, `Cond+` and `uncond`; nil for all other names, and for
  /// those that name both.
  init?(of name: String) {
    let name = name.lowercased()
    let words = name.split { !$0.isLetter }
    let isNegative =
      name.holds("negative") || name.holds("负") || name.holds("反向")
      || words.contains { $0 == "neg" || $0 == "uncond" || $0 == "unconditional" }
    let isPositive =
      name.holds("positive") || name.holds("正面") || name.holds("正向") || words.contains { $0 == "pos" }
    if isNegative != isPositive {
      self = isNegative ? .negative : .positive
    } else if !isNegative, name.hasSuffix("-") || name.hasSuffix("+") {
      self = name.hasSuffix("-") ? .negative : .positive
    } else {
      return nil
    }
  }

  var opposite: ComfyTexts.Polarity { self == .positive ? .negative : .positive }
}
