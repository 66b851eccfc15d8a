/// Classifies nodes by how reliably they reproduce the texts in the graph, and by what they make.
enum ComfyKinds {
  /// Returns whether a language model writes the text, so that it is not in the graph.
  static func isWriter(_ kind: String) -> Bool { writers.contains { kind.holds(folded: $0) } }

  /// Returns whether the text is random, looked up or rewritten, so that it only resembles the text in the node.
  static func isRewriter(_ kind: String) -> Bool { rewriters.contains { kind.holds(folded: $0) } }

  /// Returns whether a node belongs to the making of films.
  static func isFilm(_ kind: String) -> Bool {
    kind.hasPrefix("Wan") || kind.hasPrefix("ADE_") || kind.hasPrefix("SVD_")
      || films.contains { kind.holds(folded: $0) }
  }

  /// Returns whether a node loads or applies a model that does not generate the image itself.
  static func isHelperModel(_ kind: String) -> Bool { helpers.contains { kind.holds(folded: $0) } }

  private static let writers: [StaticString] = [
    "textgenerat", "llm", "ollama", "gpt", "gemininode", "chat", "claude", "caption", "interrogat", "tagger",
    "florence", "llava",
    "qwenvl", "vlm", "moondream", "groq", "enhancer", "promptgen", "superprompt", "describe", "blip",
  ]
  private static let rewriters: [StaticString] = [
    "wildcard", "dprandom", "dpcombin", "dpjinja", "random", "styler", "styles", "translat", "replace", "regex",
    "substring", "extract",
    "split", "magicprompt", "expansion", "promptline", "stringfunction", "format", "truncate", "withstyle",
    "with style", "portraitmaster", "portrait master", "builder",
  ]
  private static let films: [StaticString] = [
    "video", "ltxv", "hyvid", "animatediff", "mochi", "framepack", "cosmos", "img2vid", "imgtovid",
  ]
  private static let helpers: [StaticString] = [
    "ipadapter", "ip adapter", "controlnet", "control net", "controllora", "clipvision", "clip vision", "upscale",
    "stylemodel", "instantid", "pulid", "photomaker", "insightface", "animatediff", "ade_", "motion", "detector",
    "samloader", "sammodel", "segment", "inpaintmodel", "birefnet", "rembg", "depthanything", "faceid", "reactor",
    "facerestore", "gligen", "hypernetwork", "brushnet", "powerpaint", "t2iadapter", "iclight", "ic-light", "layerdiff",
  ]
}
