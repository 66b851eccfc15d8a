import AliceKit

/// Formats one asset as text: one fact per line, without absent facts.
struct AssetCard {
  private let result: AssetDetails
  private let style: Style

  init(_ result: AssetDetails, _ style: Style) {
    self.result = result
    self.style = style
  }

  var text: String {
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { name, value in
      let label = name + String(repeating: " ", count: width - name.count)
      let text = TerminalText(value, oneLine: false).description
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let isColumn = ["made from", "became", "answer"].contains(name)
      let indent = "\n" + String(repeating: " ", count: isColumn ? width + 2 : 0)
      return style.dim(label) + "  " + lines.joined(separator: indent)
    }.joined(separator: "\n")
  }

  private var rows: [(String, String)] {
    let asset = result.asset
    let provenance = asset.record.provenance
    let recipe = provenance.recipe
    let rows: [(String, String?)] = [
      ("file", result.file.description), ("copy of", copied(asset)), ("id", asset.id.short),
      (asset.facts.format.kind.word, picture(asset.facts)),
      ("contents", result.contents?.words), ("beside", list(asset.record.companions.map(\.name))),
      ("title", asset.record.title), ("prompt", asset.record.prompt),
      ("generated", asset.record.generatedPrompt), ("note", asset.record.note), ("also", ambiguity(provenance)),
      ("negative", recipe.negativePrompt),
      ("model", recipe.model),
      ("endpoint", provenance.endpoint), ("generator", provenance.generator?.rawValue), ("seed", recipe.seed),
      ("parameters", parameters(recipe.parameters)), ("claims", claims(recipe.parameters)),
      ("answer", answer(recipe.parameters)),
      ("created", asset.created.description), ("recorded", asset.record.recordedCreated?.description),
      ("source", source(asset.record)),
      ("cost", provenance.cost.map(\.words)),
      ("request", provenance.requestID), ("quality", quality(asset)), ("tags", list(asset.record.tags)),
      ("project", asset.record.project), ("made from", ancestors(provenance)),
      ("became", result.lineage.map { LineageText.text($0.children) }),
      ("signed", asset.facts.signed ? "yes: the file is never changed" : nil), ("state", state(asset)),
      ("text", said(result.contents)),
    ]
    return rows.compactMap { name, value in value.flatMap { $0.isEmpty ? nil : (name, $0) } }
  }

  /// The text of a text asset, with a sign where it is cut.
  private func said(_ contents: FileContents?) -> String? {
    contents?.text.map { $0 + (contents?.isCut == true ? "\n…" : "") }
  }

  private func copied(_ asset: Asset) -> String? {
    result.original.map { "\(asset.id.short), \($0): what follows is from the library" }
  }

  /// Returns what is wrong with the file as far as the catalog knows.
  private func state(_ asset: Asset) -> String? {
    if asset.missing { return "missing: the file is gone" }
    return asset.record.damaged ? "damaged: its bytes are not those that were kept" : nil
  }

  /// Returns how the file says it was made.
  private func source(_ record: AssetRecord) -> String? {
    record.disclosure.map { $0.term + (record.isDisclosed ? ", the mark that AI made it" : "") }
  }

  private func ancestors(_ provenance: Provenance) -> String? {
    result.lineage.map { LineageText.text($0.parents) } ?? list(provenance.parents.map(\.short))
  }

  private func picture(_ facts: FileFacts) -> String {
    var text = facts.format.rawValue
    if let width = facts.width, let height = facts.height { text += ", \(width) × \(height)" }
    if let duration = facts.duration { text += ", \(JSONValue((duration * 100).rounded() / 100).text) s" }
    return text + ", \(facts.bytes) bytes"
  }

  private func quality(_ asset: Asset) -> String? {
    let assessment = asset.record.assessment
    var parts: [String] = []
    if let quality = asset.quality { parts.append("\(quality) of 5") }
    if let rating = asset.record.rating { parts.append("rated \(rating.stars)") }
    if let pick = asset.record.pick { parts.append(pick.rawValue) }
    if let elo = asset.record.elo { parts.append("Elo \(Int(elo.rounded()))") }
    if let score = assessment.score {
      parts.append("score \(JSONValue((score.value * 1000).rounded() / 1000).text) by \(score.scorer)")
    }
    parts += assessment.defects.map { "defect: \($0.rawValue)" }
    if let abstained = assessment.abstained { parts.append("not scored: \(abstained.rawValue)") }
    return parts.joined(separator: ", ")
  }

  /// Returns the alternatives if a file contains several prompts.
  private func ambiguity(_ provenance: Provenance) -> String? {
    guard provenance.ambiguous else { return nil }
    let texts = provenance.recipe.parameters["prompts"]?.arrayValue?.dropFirst().compactMap(\.stringValue) ?? []
    return texts.isEmpty ? "the prompt is the likeliest of several" : texts.joined(separator: "\n")
  }

  /// Returns the claims of a signed file about its origin, which are not verified.
  private func claims(_ parameters: JSONObject) -> String? {
    parameters["claims"].map { "not verified: \($0.text)" }
  }

  /// Returns what the provider said beside the file, a line for each part.
  private func answer(_ parameters: JSONObject) -> String? {
    parameters[RecipeRemarks.answer]?.objectValue?.map { "\($0.key): \($0.value.scalarText ?? $0.value.text)" }
      .joined(separator: "\n")
  }

  private func parameters(_ parameters: JSONObject) -> String {
    parameters.filter { !["prompts", "negative_prompts", "claims", RecipeRemarks.answer].contains($0.key) }.map {
      "\($0.key)=\($0.value.scalarText ?? $0.value.text)"
    }.joined(separator: ", ")
  }

  private func list(_ values: [String]) -> String { values.joined(separator: ", ") }
}
