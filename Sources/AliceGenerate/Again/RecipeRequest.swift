import AliceWorkspace

/// The recipe of an asset as a request, with what is to be different.
package struct RecipeRequest: Sendable {
  package enum Seed: Sendable, Hashable {
    case new
    case number(String)
  }

  /// What replaces parts of the recipe; nil and empty leave them as they are.
  package struct Changes: Sendable {
    package var prompt: String?
    package var negativePrompt: String?
    package var model: String?
    package var seed: Seed?
    package var parameters = JSONObject()
    /// The parameters that are sent as they are.
    package var raw = JSONObject()
    /// The size in the words of `--size`; it takes the place of every parameter of the recipe that tells one.
    package var size: String?
    package var inputs = InputFiles()
    package var count: Int?
    package var styles: [String] = []
    /// The tags and the project of the results; those of the asset are not taken over.
    package var tags: [String] = []
    package var project: String?

    package init() {}
  }

  package private(set) var request: GenerationRequest
  /// What differs from the recipe, a line each.
  package private(set) var differences: [String] = []

  /// `standard` is the model for recipes of other programs whose model the provider does not have.
  ///
  /// Throws if there is no recipe, its model is retired and no other is given, or one of its input files is not in the
  /// library and not given.
  package init(of asset: Asset, _ changes: Changes, standard: String, registry: ModelRegistry) throws {
    let provenance = asset.record.provenance
    guard !provenance.recipe.isEmpty else { throw AliceError.configuration("\(asset.id.short) has no recipe") }
    let origin = registry.model(of: provenance)
    let name = changes.model ?? RecipeRequest.model(of: provenance, origin, standard, registry)
    let model = try registry.known(name)
    let recipe = RecipeTransfer(provenance, from: origin, to: model)
    request = GenerationRequest(
      prompt: recipe.prompt, model: name, tags: changes.tags, project: changes.project, again: true)
    request.negativePrompt = recipe.negativePrompt
    request.parameters = recipe.parameters
    if let origin, origin != model { differences.append("model: \(origin.name) → \(model.name)") }
    differences += recipe.losses.map { $0.name == "model" ? $0.reason : "\($0.name) is left out: \($0.reason)" }
    takeTexts(changes)
    takeSeed(changes, recipe.seed)
    takeSize(changes, model)
    for (name, value) in changes.parameters { change(name, to: value) }
    takeRaw(changes)
    // A recipe from elsewhere must not have files uploaded.
    request.written = Set(changes.parameters.keys)
    if let count = changes.count {
      request.parameters["num_images"] = nil
      request.count = count
    }
    let named = (changes.parameters.keys + changes.raw.keys).compactMap { model.parameter(named: $0)?.media }
    try takeFiles(recipe.files, changes.inputs, besides: Set(named))
  }

  private static func model(
    of provenance: Provenance, _ origin: ModelSpec?, _ standard: String, _ registry: ModelRegistry
  ) -> String {
    if let origin { return origin.name }
    guard provenance.isOfAlice else { return standard }
    let names = [provenance.recipe.model, provenance.endpoint].compactMap { $0 }
    return names.first { registry.retirement(of: $0) != nil } ?? names.first ?? standard
  }

  /// Takes the prompts. Those of the recipe are literal: what looks like a wildcard in them was sent so.
  private mutating func takeTexts(_ changes: Changes) {
    let isChanged = changes.prompt != nil || changes.negativePrompt != nil || !changes.styles.isEmpty
    request.isLiteral = !isChanged
    request.styles = changes.styles
    if !changes.styles.isEmpty { differences.append("styles: \(changes.styles.joined(separator: ", "))") }
    if let text = changes.prompt {
      if text != request.prompt { differences.append("another prompt") }
      request.prompt = text
    } else if isChanged {
      request.prompt = request.prompt.map(PromptWildcards.escaped)
    }
    if let text = changes.negativePrompt {
      if text != request.negativePrompt { differences.append("another negative prompt") }
      request.negativePrompt = text
    } else if isChanged {
      request.negativePrompt = request.negativePrompt.map(PromptWildcards.escaped)
    }
  }

  private mutating func takeSeed(_ changes: Changes, _ known: String?) {
    switch changes.seed {
    case .new: request.seed = GenerationRequest.randomSeed()
    case .number(let seed): request.seed = seed
    case nil: request.seed = known
    }
    if let known, let seed = request.seed, seed != known {
      differences.append("seed: \(known) → \(seed)")
    } else if request.seed == nil {
      differences.append("no seed is known: the result will be another one")
    }
  }

  private mutating func takeSize(_ changes: Changes, _ model: ModelSpec) {
    guard let size = changes.size else { return }
    differences.append("size: \(size)")
    request.size = size
    // A size that the model cannot be told is refused with its reason when the request is planned.
    let told = (try? model.telling(size: size))?.parameters.keys.map { $0 } ?? []
    let names = Set(told + (model.isListed ? [] : ["image_size", "aspect_ratio"]))
    for name in request.parameters.keys where names.contains(model.parameter(named: name)?.name ?? name) {
      request.parameters[name] = nil
    }
  }

  private mutating func takeRaw(_ changes: Changes) {
    for (name, value) in changes.raw {
      change(name, to: value)
      request.parameters[name] = nil
    }
    request.raw = changes.raw
    if changes.raw["seed"] != nil { request.seed = nil }
  }

  private mutating func change(_ name: String, to value: JSONValue) {
    let old = request.parameters[name]
    if old?.scalarText ?? old?.text != value.scalarText ?? value.text {
      differences.append(
        "\(name): \(old.map { $0.scalarText ?? $0.text } ?? "none") → \(value.scalarText ?? value.text)")
    }
    request.parameters[name] = value
  }

  private mutating func takeFiles(
    _ files: [RecipeTransfer.File], _ given: InputFiles, besides named: Set<ParameterSpec.Media>
  ) throws {
    request.inputs = given
    for media in ParameterSpec.Media.allCases {
      let known = files.filter { $0.media == media }.map(\.name)
      guard !known.isEmpty else { continue }
      guard given[media].isEmpty, !named.contains(media) else {
        differences.append("another \(media.rawValue)")
        continue
      }
      if let missing = known.first(where: { InputName.asset(in: $0) == nil }) {
        throw AliceError.configuration(
          "its input '\(InputName.fileName(in: missing) ?? missing)' is not in the library; --\(media.rawValue) gives it"
        )
      }
      request.inputs[media] = known
    }
  }
}

extension InputFiles {
  fileprivate subscript(media: ParameterSpec.Media) -> [String] {
    get {
      switch media {
      case .image: images
      case .video: videos
      case .audio: audios
      case .mask: masks
      }
    }
    set {
      switch media {
      case .image: images = newValue
      case .video: videos = newValue
      case .audio: audios = newValue
      case .mask: masks = newValue
      }
    }
  }
}
