/// What the kinds of nodes that make texts tell about the text that comes out.
enum ComfyKinds {
  /// A language model writes it, and what it wrote is not in the graph.
  static func isWriter(_ kind: String) -> Bool { writers.contains { kind.holds(folded: $0) } }

  /// It is drawn by lot, looked up or rewritten, so it only resembles what stands in the node.
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
