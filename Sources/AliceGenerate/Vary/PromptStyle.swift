/// A style of prompts: a text with `{prompt}` where the prompt goes, or to which the prompt is put in front.
struct PromptStyle: Sendable, Hashable {
  let name: String
  private let text: String
  private let negative: String

  private static let place = "{prompt}"
  private static let negativeMark = "negative prompt:"

  /// Lines that begin with `#` are comments; what follows `Negative prompt:` is the negative prompt.
  init(name: String, parsing source: String) {
    self.name = name
    var (texts, negatives) = ([String](), [String]())
    var isNegative = false
    for line in source.split(whereSeparator: \.isNewline).map({ $0.trimmingBlanks }) where line.first != "#" {
      if line.lowercased().hasPrefix(PromptStyle.negativeMark) {
        isNegative = true
        negatives.append(line.dropFirst(PromptStyle.negativeMark.count).trimmingBlanks)
      } else if isNegative {
        negatives.append(line)
      } else {
        texts.append(line)
      }
    }
    text = texts.filter { !$0.isEmpty }.joined(separator: " ")
    negative = negatives.filter { !$0.isEmpty }.joined(separator: " ")
  }

  func prompt(from prompt: String?) -> String? {
    guard text.contains(PromptStyle.place) else { return PromptStyle.joined(prompt, text) }
    return text.replacing(PromptStyle.place, with: prompt ?? "")
  }

  func negativePrompt(from prompt: String?) -> String? { PromptStyle.joined(prompt, negative) }

  private static func joined(_ first: String?, _ second: String) -> String? {
    let parts = [first ?? "", second].filter { !$0.isEmpty }
    return parts.isEmpty ? first : parts.joined(separator: ", ")
  }
}
