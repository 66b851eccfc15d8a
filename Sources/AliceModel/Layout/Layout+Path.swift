import AliceNumbers

extension Layout {
  /// Returns the path of an asset relative to the library.
  ///
  /// Without quality, the levels that name it are omitted. `told` is the extension that the file has, which one without
  /// a reader keeps. An asset with companions gets a folder of its own.
  public func path(
    id: AssetID, record: AssetRecord, format: MediaFormat, quality: Int?, withQuality: Bool = true,
    told: String? = nil
  ) -> BytePath {
    let levels = withQuality ? levels : withoutQuality.levels
    let facts = LayoutFacts(id: id, record: record, format: format, quality: quality)
    let ending = "." + format.fileExtension(told: told)
    let reserved = max(ending.utf8.count, record.companions.isEmpty ? 0 : CompanionFolder.suffix.utf8.count)
    let names = levels.enumerated().map { index, level in
      facts.name(of: level, reserved: index == levels.count - 1 ? reserved : 0)
    }
    let path = BytePath(names.joined(separator: "/") + ending)
    return record.companions.isEmpty ? path : CompanionFolder.path(for: path, stem: names.last ?? "")
  }
}

/// The values that the fields of a layout use.
private struct LayoutFacts {
  let id: AssetID
  let record: AssetRecord
  let format: MediaFormat
  let quality: Int?

  /// The maximum length of the prompt's words, in bytes.
  private static let slugLimit = 48

  /// Returns one level of the path, and leaves `reserved` bytes for the suffix.
  func name(of level: [Layout.Part], reserved: Int) -> String {
    var room = SafeName.room - reserved
    var flexible = 0
    for part in level {
      room -= fixedSize(of: part)
      if case .field(let field) = part, fixedText(of: field) == nil { flexible += 1 }
    }
    let share = max(0, room) / max(1, flexible)
    return SafeName.finished(level.map { text(of: $0, limit: share) }.joined())
  }

  private func fixedSize(of part: Layout.Part) -> Int {
    switch part {
    case .text(let text): SafeName.composed(text).utf8.count
    case .field(.name): id.short.utf8.count + 1
    case .field(let field): fixedText(of: field)?.utf8.count ?? 0
    }
  }

  private func text(of part: Layout.Part, limit: Int) -> String {
    switch part {
    case .text(let text): return SafeName.composed(text)
    case .field(.name):
      let slug = Slug.of(nameText, limit: min(limit, LayoutFacts.slugLimit))
      return (slug.isEmpty ? "" : slug + "-") + id.short
    case .field(let field): return fixedText(of: field) ?? SafeName.cut(freeText(of: field), to: limit)
    }
  }

  /// Returns the text of a field of known size; nil for all others.
  private func fixedText(of field: LayoutField) -> String? {
    let date = (record.created ?? record.added).date
    return switch field {
    case .date: date.description
    case .year: padded(date.year, 4)
    case .month: padded(date.month, 2)
    case .quality: quality.flatMap { (1...5).contains($0) ? "\($0)-star" : nil } ?? "unrated"
    case .type: format.kind.rawValue
    case .format: format.rawValue
    case .model, .name, .generator, .project, .checkpoint: nil
    }
  }

  private func freeText(of field: LayoutField) -> String {
    switch field {
    case .model: model
    case .checkpoint: checkpoint ?? model
    case .generator: record.provenance.generator?.rawValue ?? "unknown"
    case .project: record.project.map { Slug.of($0, limit: 60, keepsDots: true) }.nonEmpty ?? "no-project"
    default: ""
    }
  }

  private var model: String { record.modelFolder ?? "unknown" }

  private var checkpoint: String? {
    for key in ["checkpoint", "Model", "model", "ckpt_name", "sd_model_name"] {
      if let name = record.recipe.parameters[key]?.stringValue.flatMap(ModelText.name) { return name }
    }
    return nil
  }

  private var nameText: String {
    if let prompt = record.recipe.prompt, !Slug.of(prompt, limit: 16).isEmpty { return PromptText.words(of: prompt) }
    return record.originalName.map { BytePath($0).stem.description } ?? format.kind.rawValue
  }
}

extension String? {
  fileprivate var nonEmpty: String? { self?.isEmpty == false ? self : nil }
}

extension AssetRecord {
  /// The name of the folder that `{model}` gives the asset: that of its model, or else of its generator; nil if neither
  /// is known.
  package var modelFolder: String? { recipe.model.flatMap(ModelText.name) ?? provenance.generator?.rawValue }
}
