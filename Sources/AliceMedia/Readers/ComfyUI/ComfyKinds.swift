/// Classifies nodes by how reliably they reproduce the texts in the graph.
enum ComfyKinds {
  /// Returns whether a language model writes the text, so that it is not in the graph.
  static func isWriter(_ kind: String) -> Bool { writers.contains { kind.holds(folded: $0) } }

  /// Returns whether the text is random, looked up or rewritten, so that it only resembles the text in the node.
  static func isRewriter(_ kind: String) -> Bool { rewriters.contains { kind.holds(folded: $0) } }

  private static let writers: [StaticString] = [
    "textgenerat", "llm", "ollama", "gpt", "gemininode", "chat", "claude", "caption", "interrogat", "tagger",
    "florence", "llava",
    "qwenvl", "vlm", "moondream", "groq", "enhancer", "promptgen", "superprompt", "describe", "blip",
  ]
  private static let rewriters: [StaticString] = [
    "wildcard", "dprandom", "dpcombin", "dpjinja", "random", "styler", "styles", "translat", "replace", "regex",
    "substring", "extract",
    "split", "magicprompt", "expansion", "promptline", "stringfunction", "format", "truncate",
  ]
}
