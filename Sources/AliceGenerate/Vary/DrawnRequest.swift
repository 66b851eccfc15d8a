import AliceNumbers
import AliceWorkspace

/// A request with its styles applied and its wildcards drawn.
struct DrawnRequest {
  var request: GenerationRequest
  /// What its prompt was made of, if it was made of anything: see `PromptOrigin`.
  var origin = JSONObject()
  /// Whether wildcards were drawn.
  var isDrawn = false
  /// Remarks for the user.
  var notes: [String] = []

  /// Identifies a body before wildcards were drawn: the same for everything that they may become. Returns nil if none
  /// were.
  func identity(of input: JSONValue, for model: ModelSpec) async throws -> String? {
    guard isDrawn, let object = input.objectValue else { return nil }
    let texts = [request.prompt, request.negativePrompt].compactMap { $0.map(JSONValue.string) }
    let rest = JSONObject(object.filter { !texts.contains($0.value) }.map { ($0.key, $0.value) })
    let whole: JSONValue = ["input": .object(rest), "origin": .object(origin)]
    return try await Fingerprint.of(endpoint: model.endpoint, input: whole)
  }
}

extension GenerationRequest {
  /// Returns the requests to which the styles and wildcards lead. With wildcards it is one for each result, so that each
  /// draws its own values, by its own seed; without any it is this one.
  ///
  /// Without `files`, prompts are taken literally.
  func drawn(from files: PromptFiles?, for model: ModelSpec) throws -> [DrawnRequest] {
    guard let files, !isLiteral else { return [DrawnRequest(request: self)] }
    let (styled, notes) = try styled(by: files, model)
    let texts = [styled.prompt, styled.negativePrompt].compactMap { $0 }
    let hasWildcards = texts.contains { !PromptWildcards.names(in: $0).isEmpty }
    let origin = hasWildcards || !styles.isEmpty ? promptOrigin : [:]
    guard hasWildcards else {
      // A backslash may still stand before plain text of the form of a wildcard.
      return [DrawnRequest(request: try styled.filled(from: files), origin: origin, notes: notes)]
    }
    return try (0..<min(max(count, 1), ModelSpec.maximumCount)).map { index in
      var one = styled
      one.count = 1
      one.seed = seed.flatMap { UInt64($0) }.map { String($0 &+ UInt64(index)) } ?? seed
      return DrawnRequest(
        request: try one.filled(from: files), origin: origin, isDrawn: true,
        notes: index == 0 ? notes : [])
    }
  }

  private func styled(by files: PromptFiles, _ model: ModelSpec) throws -> (GenerationRequest, notes: [String]) {
    var request = self
    for name in styles {
      let style = try files.style(named: name)
      request.prompt = style.prompt(from: request.prompt)
      request.negativePrompt = style.negativePrompt(from: request.negativePrompt)
    }
    let takesNegative = !model.isListed || model.parameter(named: "negative_prompt") != nil
    guard !takesNegative, negativePrompt == nil, request.negativePrompt != nil else { return (request, []) }
    request.negativePrompt = nil
    return (request, ["\(model.name) takes no negative prompt: that of the style is left out"])
  }

  private func filled(from files: PromptFiles) throws -> GenerationRequest {
    let number =
      (seed ?? parameters["seed"]?.scalarText).flatMap { UInt64($0) } ?? UInt64.random(in: UInt64.min...UInt64.max)
    var draw = WildcardDraw(files, seed: number)
    var request = self
    request.prompt = try prompt.map { try draw.filled($0) }
    request.negativePrompt = try negativePrompt.map { try draw.filled($0) }
    return request
  }

  private var promptOrigin: JSONObject {
    var origin = JSONObject()
    origin[PromptOrigin.prompt] = prompt.map(JSONValue.string)
    origin[PromptOrigin.negativePrompt] = negativePrompt.map(JSONValue.string)
    if !styles.isEmpty { origin[PromptOrigin.styles] = .array(styles.map(JSONValue.string)) }
    return origin
  }
}
