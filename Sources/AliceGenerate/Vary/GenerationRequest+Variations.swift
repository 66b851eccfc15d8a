import AliceWorkspace

extension GenerationRequest {
  /// Returns the requests to which this one expands: one for every combination of the variations that it contains.
  ///
  /// A placeholder may be in the prompt, the negative prompt and in text parameters. Throws if one is not among
  /// `variations`. Without variations, braces are ordinary characters.
  func varied(by variations: [Variation]) throws -> [(choice: Variation.Choice, request: GenerationRequest)] {
    guard !variations.isEmpty else { return [([:], self)] }
    let known = variations.map(\.name)
    let used = try placeholders()
    for name in used.sorted() where !known.contains(name) {
      throw AliceError.variation(.missing(String(name.prefix(80)), nearest: Spelling.nearest(to: name, in: known)))
    }
    return try Variation.choices(variations.filter { used.contains($0.name) }).map { ($0, try filled($0)) }
  }

  /// Returns the names of all placeholders.
  func placeholders() throws -> Set<String> {
    try texts.reduce(into: []) { names, text in names.formUnion(try PromptTemplate(parsing: text).names) }
  }

  private var texts: [String] {
    [prompt, negativePrompt].compactMap { $0 } + parameters.compactMap(\.value.stringValue)
  }

  private func filled(_ choice: Variation.Choice) throws -> GenerationRequest {
    var request = self
    request.prompt = try prompt.map { try PromptTemplate(parsing: $0).filled(choice) }
    request.negativePrompt = try negativePrompt.map { try PromptTemplate(parsing: $0).filled(choice) }
    for (key, value) in parameters {
      guard let text = value.stringValue else { continue }
      request.parameters[key] = .string(try PromptTemplate(parsing: text).filled(choice))
    }
    return request
  }
}
