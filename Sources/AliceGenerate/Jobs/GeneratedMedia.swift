import AliceFal

/// One result of a response, with its request.
struct GeneratedMedia: Sendable {
  let job: Job
  let result: FalResult
  /// Its place in the response; nil for a response that is a text.
  let media: FalMedia?
  /// The share of the job's cost.
  let cost: Cost?

  /// Whether the provider's safety checker flagged it; it may be black then.
  var isFlagged: Bool { media?.isFlagged ?? false }

  /// The tags of the request, and `nsfw` if the media is flagged.
  private var tags: [String] { isFlagged && !job.tags.contains("nsfw") ? job.tags + ["nsfw"] : job.tags }

  func record(now: Timestamp) -> AssetRecord {
    var parameters = job.keptInput.objectValue ?? [:]
    let prompt = ModelSpec.promptName(in: job.input) ?? "prompt"
    for key in [prompt, "negative_prompt", "seed"] { parameters[key] = nil }
    for (key, value) in job.template where parameters[key] == nil { parameters[key] = value }
    if let remark { parameters[RecipeRemarks.answer] = .object(remark) }
    let recipe = Recipe(
      prompt: job.input[prompt]?.stringValue ?? told("prompt")?.stringValue,
      negativePrompt: job.input["negative_prompt"]?.stringValue, model: job.model,
      seed: told("seed")?.scalarText ?? job.input["seed"]?.scalarText, parameters: parameters)
    let provenance = Provenance(
      recipe: recipe, provider: job.provider, endpoint: job.endpoint, requestID: job.requestID, generator: .alice,
      cost: cost, created: now, parents: job.parents)
    return AssetRecord(provenance: provenance, tags: tags, project: job.project, added: now)
  }

  private func told(_ name: String) -> JSONValue? { result.content[name] ?? result.output[name] }

  /// What the response says beside the file; nil if it says nothing.
  private var remark: JSONObject? {
    guard let media else { return nil }
    let remark = AnswerRemark(beside: media, in: result.output, to: job.input).value
    return remark.isEmpty ? nil : remark
  }
}
