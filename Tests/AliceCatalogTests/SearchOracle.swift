import AliceModel
import Foundation

/// Answers queries by looking at assets one by one, without a database: what the catalog is compared with.
enum SearchOracle {
  /// Newest first, as the catalog's order is told: by creation, then by the first digits of the id.
  static func search(_ query: SearchQuery, _ assets: [Asset]) -> [AssetID] {
    assets.filter { holds(query.term, $0) }
      .sorted { ($0.created.milliseconds, $0.id) > ($1.created.milliseconds, $1.id) }.map(\.id)
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

// MARK: Words

extension SearchOracle {
  private static func texts(_ asset: Asset) -> [String] {
    let recipe = asset.record.recipe
    let name = asset.path.stem.description + (asset.record.originalName.map { "\n" + $0 } ?? "")
    var texts = [recipe.prompt, recipe.negativePrompt, recipe.model, name, asset.record.project].compactMap { $0 }
    texts.append(asset.record.tags.joined(separator: "\n"))
    texts.append(strings(.object(recipe.parameters)).joined(separator: "\n"))
    return texts
  }

  private static func strings(_ value: JSONValue) -> [String] {
    switch value {
    case .string(let text): [text]
    case .array(let values): values.flatMap(strings)
    case .object(let object): object.flatMap { strings($0.value) }
    default: []
    }
  }

  private static func contains(_ text: SearchText, _ field: String) -> Bool {
    let wanted = tokens(text.text)
    // Cheap and nearly always decisive; folding is slow.
    if field.utf8.count < text.text.utf8.count / 2 { return false }
    let isRun = text.match == .infix || wanted.isEmpty || text.text.unicodeScalars.contains(where: isUnspaced)
    if isRun { return field.lowercased().contains(text.text.lowercased()) }
    let found = tokens(field)
    guard found.count >= wanted.count else { return false }
    return (0...(found.count - wanted.count)).contains { start in
      wanted.indices.allSatisfy { index in
        let isOpen = text.match == .prefix && index == wanted.count - 1
        return isOpen ? found[start + index].hasPrefix(wanted[index]) : found[start + index] == wanted[index]
      }
    }
  }

  private static func tokens(_ text: String) -> [String] {
    text.folding(options: [.diacriticInsensitive, .caseInsensitive], locale: nil)
      .split { !$0.isLetter && !$0.isNumber && !$0.unicodeScalars.contains { $0.properties.isAlphabetic } }
      .map(String.init)
  }

  private static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool { scalar.value > 0x0E00 && scalar.value < 0x1F000 }
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
    case .equals(let value): return equals(field, value.lowercased(), names(field, asset).map { $0.lowercased() })
    case .glob(let pattern):
      return names(field, asset).contains { matches(Array($0.lowercased()), Array(pattern.lowercased())) }
    }
  }

  private static let alwaysThere: Set<SearchField> = [.created, .added, .path, .id, .type, .format]

  private static func equals(_ field: SearchField, _ value: String, _ names: [String]) -> Bool {
    switch field {
    case .id: names.contains { $0.hasPrefix(value) }
    case .path: names.contains { $0 == value || $0.hasPrefix(value + "/") }
    default: names.contains(value)
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
      case .seed: [recipe.seed]
      case .cost: [provenance.cost?.amount.description]
      case .path: [asset.path.description]
      case .id: [asset.id.hex]
      case .prompt: [recipe.prompt]
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
      leaf.scalarText?.lowercased() == text.lowercased()
        || (Double(text) != nil && leaf.boolValue == nil && leaf.doubleValue == Double(text))
    case .glob(let pattern):
      leaf.scalarText.map { matches(Array($0.lowercased()), Array(pattern.lowercased())) } ?? false
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
    case .portrait: size.map { $0 < $1 } ?? false
    case .landscape: size.map { $0 > $1 } ?? false
    case .square: size.map { $0 == $1 } ?? false
    case .defect: !defects.isEmpty
    case .black, .blank, .truncated, .blocking, .wrongContent: defects.contains { $0.rawValue == flag.rawValue }
    }
  }

  private static func has(_ property: SearchProperty, _ asset: Asset) -> Bool {
    let provenance = asset.record.provenance
    return switch property {
    case .prompt: provenance.recipe.prompt?.isEmpty == false
    case .neg: provenance.recipe.negativePrompt?.isEmpty == false
    case .seed: provenance.recipe.seed != nil
    case .cost: provenance.cost != nil
    case .quality: asset.quality != nil
    case .rating: asset.record.rating != nil
    case .score: asset.record.assessment.score != nil
    case .elo: asset.record.elo != nil
    case .tag: !asset.record.tags.isEmpty
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
    case .created: provenance.created != nil
    }
  }
}
