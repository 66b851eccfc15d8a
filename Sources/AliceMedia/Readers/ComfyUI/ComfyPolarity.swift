extension ComfyTexts.Polarity {
  /// Recognises names such as `positive`, `text_negative`, `neg`, `Cond+` and `uncond`; nil for all other names.
  init?(of name: String) {
    let name = name.lowercased()
    if name.holds("negative") || name.hasSuffix("-") || name.holds("负") || name.holds("反向") {
      self = .negative
    } else if name.holds("positive") || name.hasSuffix("+") || name.holds("正面") || name.holds("正向") {
      self = .positive
    } else {
      let words = name.split { !$0.isLetter }
      if words.contains("neg") || words.contains("uncond") || words.contains("unconditional") {
        self = .negative
      } else if words.contains("pos") {
        self = .positive
      } else {
        return nil
      }
    }
  }

  var opposite: ComfyTexts.Polarity { self == .positive ? .negative : .positive }
}
