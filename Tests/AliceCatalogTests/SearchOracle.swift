import AliceModel
import Foundation

/// Answers queries by looking at assets one by one, without a database: what the catalog is compared with.
enum SearchOracle {
  /// Newest first, as the catalog's order is told: by creation, then by the first digits of the id.
  static func search(_ query: SearchQuery, _ assets: [Asset]) -> [AssetID] {
    assets.filter { (!$0.missing || asksForMissing(query.term)) && holds(query.term, $0) }
      .sorted { ($0.created.milliseconds, $0.id) > ($1.created.milliseconds, $1.id) }.map(\.id)
  }

  /// Assets whose files are missing are left out of every other answer.
  static func asksForMissing(_ term: SearchTerm) -> Bool {
    term.outline.contains("is:") && term.outline.contains("missing")
  }

  static func holds(_ term: SearchTerm, _ asset: Asset) -> Bool {
    switch term {
    case .all: true
    case .and(let terms): terms.allSatisfy { holds($0, asset) }
    case .or(let terms): terms.contains { holds($0, asset) }
    case .not(let term): !holds(term, asset)
    case .text(let text): texts(asset).contains { contains(text, $0) }
    case .field(let field, let tests): tests.contains { holds($0.meaning, field, asset) }
    case .parameter(let name, let tests):
      leaves(asset.record.recipe.parameters, name).contains { leaf in tests.contains { holds($0.meaning, leaf) } }
    case .flag(let flags): flags.contains { holds($0, asset) }
    case .has(let properties): properties.contains { has($0, asset) }
    case .lacks(let properties): properties.contains { !has($0, asset) }
    }
  }
}

// MARK: Fields

extension SearchOracle {
  private static func holds(_ meaning: SearchTest.Meaning, _ field: SearchField, _ asset: Asset) -> Bool {
    switch meaning {
    case .present: return !names(field, asset).isEmpty || number(field, asset) != nil || alwaysThere.contains(field)
    case .number(let range): return number(field, asset).map { lies($0, in: range) } ?? false
    case .money(let range): return asset.record.provenance.cost.map { lies($0.amount, in: range) } ?? false
    case .seed(let range):
      return asset.record.recipe.seed.flatMap(SearchSeed.key).map { lies($0, in: range) } ?? false
    case .date(let range):
      let time = field == .added ? asset.record.added : asset.created
      return lies(time, range)
    case .words(let text):
      return names(field, asset).contains { contains(text, $0) }
    case .equals(let value): return equals(field, value, names(field, asset).map(TextFolding.fold))
    // The assets of these tests have no pictures.
    case .features, .color: return false
    case .exactly(let value): return names(field, asset).map(TextFolding.fold).contains(TextFolding.fold(value))
    case .glob(let pattern):
      let names = field == .tag ? names(field, asset).flatMap(levels) : names(field, asset)
      let folded = TextFolding.fold(pattern)
      if field == .lora { return names.compactMap { LoraName($0) }.contains { $0.matches(glob: folded) } }
      return names.contains { matches(Array(TextFolding.fold($0)), Array(folded)) }
    }
  }

  /// The tag, those above it, and the levels of its path.
  private static func levels(_ tag: String) -> [String] {
    let parts = tag.split(separator: "/", omittingEmptySubsequences: false)
    return parts.indices.map { parts[...$0].joined(separator: "/") }
      + parts.filter { !$0.isEmpty }.dropFirst().map(String.init)
  }

  private static let alwaysThere: Set<SearchField> = [.created, .added, .path, .id, .type, .format]

  private static func equals(_ field: SearchField, _ value: String, _ names: [String]) -> Bool {
    let folded = TextFolding.fold(value)
    return switch field {
    case .id: names.contains { $0.hasPrefix(value) }
    case .path: names.contains { $0 == folded || $0.hasPrefix(folded + "/") }
    case .tag: names.contains { levels($0).contains(folded) }
    case .model: names.contains { $0 == folded || ModelName.folder(of: $0) == ModelName.folder(of: value) }
    case .lora: names.compactMap { LoraName($0) }.contains { name in LoraName(value).map(name.matches) ?? false }
    default: names.contains(folded)
    }
  }

  private static func names(_ field: SearchField, _ asset: Asset) -> [String] {
    let provenance = asset.record.provenance
    let recipe = provenance.recipe
    let names: [String?] =
      switch field {
      case .model: [recipe.model]
      case .provider: [provenance.provider]
      case .generator: [provenance.generator?.rawValue]
      case .type: [asset.facts.format.kind.rawValue]
      case .format: [asset.facts.format.rawValue]
      case .ext: [asset.path.fileExtension]
      case .tag: asset.record.tags
      case .project: [asset.record.project]
      case .lora: LoraName.names(of: recipe).map(\.text)
      case .seed: [recipe.seed]
      case .cost: [provenance.cost?.amount.description]
      case .path: [asset.path.description]
      case .id: [asset.id.hex]
      case .prompt: [asset.record.prompt]
      case .note: [asset.record.note]
      case .negativePrompt: [recipe.negativePrompt]
      default: []
      }
    return names.compactMap { $0 }
  }

  private static func number(_ field: SearchField, _ asset: Asset) -> Double? {
    let facts = asset.facts
    let size = facts.width.flatMap { width in facts.height.map { (Double(width), Double($0)) } }
    return switch field {
    case .quality: asset.quality.map(Double.init)
    case .rating: asset.record.rating.map { Double($0.stars) }
    case .score: asset.record.assessment.score?.value
    case .elo: asset.record.elo
    case .steps: asset.record.recipe.parameters["num_inference_steps"]?.doubleValue
    case .cfg: asset.record.recipe.parameters["CFG scale"]?.doubleValue
    case .width: facts.width.map(Double.init)
    case .height: facts.height.map(Double.init)
    case .megapixels: size.map { $0 * $1 / 1_000_000 }
    case .aspectRatio: size.map { $0 / $1 }
    case .duration: facts.duration
    default: nil
    }
  }

  private static func lies<Value>(_ value: Value, in range: SearchRange<Value>) -> Bool {
    let isAbove = range.lower.map { $0.inclusive ? value >= $0.value : value > $0.value } ?? true
    let isBelow = range.upper.map { $0.inclusive ? value <= $0.value : value < $0.value } ?? true
    return isAbove && isBelow
  }

  private static func lies(_ time: Timestamp, _ range: SearchRange<SearchMoment>) -> Bool {
    func clock(_ moment: SearchMoment) -> Int64 {
      time.milliseconds + (moment.isLocal ? Int64(time.offsetMinutes) * 60_000 : 0)
    }
    let isAbove = range.lower.map {
      $0.inclusive ? clock($0.value) >= $0.value.milliseconds : clock($0.value) > $0.value.milliseconds
    }
    let isBelow = range.upper.map {
      $0.inclusive ? clock($0.value) <= $0.value.milliseconds : clock($0.value) < $0.value.milliseconds
    }
    return isAbove ?? true && isBelow ?? true
  }

  private static func matches(_ text: [Character], _ pattern: [Character]) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    let rest = Array(pattern.dropFirst())
    if first == "*" { return (0...text.count).contains { matches(Array(text.dropFirst($0)), rest) } }
    guard let head = text.first, first == "?" || first == head else { return false }
    return matches(Array(text.dropFirst()), rest)
  }
}

// MARK: Parameters and flags

extension SearchOracle {
  private static func leaves(_ parameters: JSONObject, _ name: String) -> [JSONValue] {
    parameters.filter { SearchParameter.key($0.key) == name }.flatMap { leaves($0.value) }
  }

  private static func leaves(_ value: JSONValue) -> [JSONValue] {
    switch value {
    case .array(let values): values.flatMap(leaves)
    case .object(let object): object.flatMap { leaves($0.value) }
    default: [value]
    }
  }

  private static func holds(_ meaning: SearchTest.Meaning, _ leaf: JSONValue) -> Bool {
    switch meaning {
    case .present: !leaf.isNull
    case .number(let range): leaf.boolValue == nil && leaf.doubleValue.map { lies($0, in: range) } ?? false
    case .equals(let text):
      leaf.scalarText.map(TextFolding.fold) == TextFolding.fold(text)
        || (Double(text) != nil && leaf.boolValue == nil && leaf.doubleValue == Double(text))
    case .glob(let pattern):
      leaf.scalarText.map { matches(Array(TextFolding.fold($0)), Array(TextFolding.fold(pattern))) } ?? false
    default: false
    }
  }

  private static func holds(_ flag: SearchFlag, _ asset: Asset) -> Bool {
    let facts = asset.facts
    let defects = asset.record.assessment.defects
    let size = facts.width.flatMap { width in facts.height.map { (width, $0) } }
    return switch flag {
    case .image: facts.format.kind == .image
    case .video: facts.format.kind == .video
    case .audio: facts.format.kind == .audio
    case .rated: asset.record.rating != nil
    case .unrated: asset.record.rating == nil
    case .picked: asset.record.pick == .picked
    case .rejected: asset.record.pick == .rejected
    case .nsfw: asset.record.tags.contains { $0.lowercased() == "nsfw" || $0.lowercased().hasPrefix("nsfw/") }
    case .scored: asset.record.assessment.score != nil
    case .signed: facts.signed
    case .missing: asset.missing
    // No catalog of a library has the assets of its trash.
    case .deleted: false
    case .damaged: asset.record.damaged
    case .ambiguous: asset.record.provenance.ambiguous
    // A library of assets without files has no pictures.
    case .dup: false
    case .simulated: asset.record.provenance.cost?.basis == .simulated
    case .portrait: size.map { $0 < $1 } ?? false
    case .landscape: size.map { $0 > $1 } ?? false
    case .square: size.map { $0 == $1 } ?? false
    case .defect: !defects.isEmpty
    case .black, .blank, .truncated, .blocking, .wrongContent, .frozen:
      defects.contains { $0.rawValue == flag.rawValue }
    }
  }

  private static func has(_ property: SearchProperty, _ asset: Asset) -> Bool {
    let provenance = asset.record.provenance
    return switch property {
    case .prompt: asset.record.prompt?.isEmpty == false
    case .neg: provenance.recipe.negativePrompt?.isEmpty == false
    case .seed: provenance.recipe.seed != nil
    case .cost: provenance.cost != nil
    case .quality: asset.quality != nil
    case .rating: asset.record.rating != nil
    case .score: asset.record.assessment.score != nil
    case .elo: asset.record.elo != nil
    case .tag: !asset.record.tags.isEmpty
    case .lora: provenance.recipe.parameters["loras"] != nil
    case .project: asset.record.project != nil
    case .model: provenance.recipe.model != nil
    case .provider: provenance.provider != nil
    case .generator: provenance.generator != nil
    case .endpoint: provenance.endpoint != nil
    case .parent: !provenance.parents.isEmpty
    // That takes a look at the others; the samples have no parents. See `LineageTests`.
    case .child: false
    case .defect: !asset.record.assessment.defects.isEmpty
    case .parameters: !provenance.recipe.parameters.isEmpty
    case .steps: number(.steps, asset) != nil
    case .cfg: number(.cfg, asset) != nil
    case .size: asset.facts.width != nil && asset.facts.height != nil
    case .duration: asset.facts.duration != nil
    case .created: asset.record.created != nil
    case .note: asset.record.note != nil
    case .title: asset.record.title != nil
    case .disclosure: asset.record.isDisclosed
    }
  }
}
