extension ModelSpec {
  /// The names that models give to the text of a request, the most usual first.
  private static let promptNames = [
    "prompt", "text_prompt", "text", "gen_text", "prompt_text", "input_text", "text_input", "target_prompt", "script",
    "transcript", "instruction", "instructions", "query", "question", "input", "tags", "prompts", "texts",
    "detection_prompt", "input_concept", "object", "subject", "description", "lyrics", "message", "caption",
  ]

  /// The parameter that takes the prompt; nil if the model takes none.
  ///
  /// It is the one that is called so, else the first required text among the usual names, else an optional one.
  package var promptParameter: ParameterSpec? {
    let texts = parameters.filter { $0.media == nil && ($0.kind == .string || $0.kind == .any || $0.isListOfTexts) }
    if let own = texts.first(where: { $0.name == "prompt" || $0.aliases.contains("prompt") }) { return own }
    let named = ModelSpec.promptNames.lazy.compactMap { name in texts.first { $0.name == name } }
    return named.first(where: \.isRequired) ?? named.first
  }

  /// Returns the name of the member of a request that is its prompt; nil if none is.
  package static func promptName(in input: JSONValue) -> String? {
    promptNames.prefix(11).first { input[$0]?.stringValue != nil }
  }

  /// Returns whether a text is nothing to a model: it is empty, or consists of blanks and characters that nobody sees.
  package static func isBlank(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      scalar.properties.isWhitespace || scalar.properties.isDefaultIgnorableCodePoint
        || scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
    }
  }
}

extension ParameterSpec {
  fileprivate var isListOfTexts: Bool { kind == .array && (name == "prompts" || name == "texts") }
}
