import AliceNumbers

/// A search for models by words in their names, kinds, vendors and descriptions.
///
/// Every word must begin some word of a model. Matches in names come before those in descriptions, and whole words
/// before beginnings.
package struct ModelSearch: Sendable {
  /// A model and the place where it is found.
  package struct Found: Sendable {
    package var model: ModelSpec
    /// Whether the built-in list has it.
    package let isListed: Bool
    fileprivate let score: Int
  }

  private let words: [String]

  /// Returns nil if there is no word in the text.
  package init?(_ text: String) {
    words = ModelSearch.words(of: text)
    guard !words.isEmpty else { return nil }
  }

  /// Returns the models that match, the best first: those of the list, and of the catalogue those that the list lacks.
  package func found(in registry: ModelRegistry, _ catalogue: ModelCatalogue) -> [Found] {
    let endpoints = Set(registry.models.flatMap { [$0.endpoint] + $0.aliases })
    var found = registry.models.compactMap { model in
      score(SearchedModel(model)).map { Found(model: model, isListed: true, score: $0 + 2) }
    }
    for entry in catalogue.entries where !endpoints.contains(entry.endpoint) {
      guard let score = score(SearchedModel(entry)) else { continue }
      found.append(Found(model: entry.model(date: catalogue.date), isListed: false, score: score))
    }
    // The sort of equal scores is by place, so that the order is the same every time.
    return found.enumerated().sorted { left, right in
      let (one, other) = (left.element.rank, right.element.rank)
      return one == other ? left.offset < right.offset : one > other
    }.map(\.element)
  }

  /// Returns a search with every word that no model has replaced by the nearest one; nil if there is none.
  package func corrected(in registry: ModelRegistry, _ catalogue: ModelCatalogue) -> (
    search: ModelSearch, text: String
  )? {
    var vocabulary: Set<String> = []
    for model in registry.models { vocabulary.formUnion(SearchedModel(model).names) }
    for entry in catalogue.entries { vocabulary.formUnion(SearchedModel(entry).names) }
    let known = vocabulary.sorted()
    let corrected = words.map { word in
      known.contains { $0.hasPrefix(word) }
        ? word : Spelling.nearest(to: word, in: known.filter { $0.count > 3 }) ?? word
    }
    guard corrected != words, let search = ModelSearch(corrected.joined(separator: " ")) else { return nil }
    return (search, corrected.joined(separator: " "))
  }

  /// Returns the sum of the best matches of all words; nil if one matches nothing.
  private func score(_ model: SearchedModel) -> Int? {
    var sum = 0
    for word in words {
      let best = model.score(of: word)
      guard best > 0 else { return nil }
      sum += best
    }
    return sum
  }

  /// Splits a text at everything but letters and digits.
  static func words(of text: String) -> [String] {
    TextFolding.fold(text).split { !$0.isLetter && !$0.isNumber }.map(String.init)
  }
}

extension ModelSearch.Found {
  fileprivate var rank: Int { score * 2 + (model.status == .active ? 1 : 0) }
}

/// The words of one model.
private struct SearchedModel {
  let names: [String]
  private let squashed: [String]
  private let kinds: [String]
  private let texts: [String]

  init(_ model: ModelSpec) {
    self.init(
      names: [model.name, model.endpoint] + model.aliases, kind: model.kind,
      text: model.summary + " " + (model.note ?? ""))
  }

  init(_ entry: CatalogueEntry) {
    self.init(names: [entry.endpoint, entry.title], kind: entry.kind, text: entry.about + " " + entry.category)
  }

  private init(names: [String], kind: ModelSpec.Kind?, text: String) {
    let split = names.map(ModelSearch.words(of:))
    self.names = split.flatMap { $0 }
    squashed = split.map { $0.joined() }
    kinds = (kind?.words ?? []).flatMap(ModelSearch.words(of:)) + Vendor.words(for: names.joined(separator: " "))
    texts = ModelSearch.words(of: text)
  }

  func score(of word: String) -> Int {
    if names.contains(word) { return 12 }
    if names.contains(where: { $0.hasPrefix(word) }) || squashed.contains(where: { $0.hasPrefix(word) }) { return 9 }
    if kinds.contains(word) { return 7 }
    if word.count > 3, squashed.contains(where: { $0.contains(word) }) { return 6 }
    if kinds.contains(where: { $0.hasPrefix(word) }) { return 5 }
    return texts.contains { $0.hasPrefix(word) } ? 3 : 0
  }
}

/// Who makes the models of a family: their endpoints rarely say so.
private enum Vendor {
  private static let families: [(marks: [String], vendor: String)] = [
    (["nano-banana", "imagen", "veo", "gemini", "lyria"], "google"), (["gpt-image", "sora"], "openai"),
    (["flux"], "black forest labs bfl"), (["kling"], "kuaishou"), (["seedance", "seedream", "omnihuman"], "bytedance"),
    (["wan", "qwen", "z-image", "happy-horse"], "alibaba"), (["hunyuan"], "tencent"),
    (["hailuo", "minimax"], "minimax"),
    (["ltx"], "lightricks"), (["stable-", "sdxl", "sd35"], "stability ai"), (["grok"], "xai"), (["whisper"], "openai"),
    (["trellis"], "microsoft"), (["luma", "ray-"], "luma"), (["sam", "llama"], "meta"), (["nemotron"], "nvidia"),
  ]

  static func words(for names: String) -> [String] {
    families.filter { family in family.marks.contains { names.contains($0) } }.flatMap {
      ModelSearch.words(of: $0.vendor)
    }
  }
}
