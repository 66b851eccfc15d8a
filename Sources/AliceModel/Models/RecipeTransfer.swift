import AliceNumbers

/// A recipe as the parameters of a model, which may be another one than that of the recipe.
package struct RecipeTransfer: Sendable, Hashable {
  /// A part of the recipe for which the model has no counterpart.
  package struct Loss: Sendable, Hashable {
    package let name: String
    /// One line without the name.
    package let reason: String
  }

  /// An input file, by the name that recipes keep.
  package struct File: Sendable, Hashable {
    package let media: ParameterSpec.Media
    package let name: String
  }

  package private(set) var prompt: String?
  package private(set) var negativePrompt: String?
  package private(set) var seed: String?
  package private(set) var parameters: JSONObject
  package private(set) var files: [File] = []
  package private(set) var losses: [Loss] = []

  /// `origin` is the model of the recipe, if it is a model of the provider.
  package init(_ provenance: Provenance, from origin: ModelSpec?, to model: ModelSpec) {
    let recipe = provenance.recipe
    prompt = recipe.prompt.flatMap { $0.isEmpty ? nil : $0 }
    negativePrompt = recipe.negativePrompt.flatMap { $0.isEmpty ? nil : $0 }
    seed = recipe.seed
    parameters = recipe.parameters
    for name in RecipeRemarks.names { parameters[name] = nil }
    takeFiles(origin)
    if !provenance.isOfAlice { dropForeignParts(recipe, model) }
    if let text = seed, UInt64(text) == nil { lose("seed", "\(text) is not a whole number from 0") }
    guard origin != model || !provenance.isOfAlice else { return }
    dropFiles(model)
    fit(model)
  }

  /// Moves the input files from the parameters to `files`.
  private mutating func takeFiles(_ origin: ModelSpec?) {
    for (key, value) in parameters {
      let names = (value.arrayValue ?? [value]).compactMap { item in
        item.stringValue.flatMap { RecipeTransfer.isFile($0) ? $0 : nil }
      }
      guard !names.isEmpty, names.count == (value.arrayValue?.count ?? 1) else { continue }
      let likely = [ParameterSpec.Media.mask, .video, .audio].first { key.contains($0.rawValue) } ?? .image
      let media = origin?.parameter(named: key)?.media ?? likely
      files += names.map { File(media: media, name: $0) }
      parameters[key] = nil
    }
  }

  private static func isFile(_ name: String) -> Bool {
    InputName.asset(in: name) != nil || InputName.fileName(in: name) != nil
  }

  /// Drops what only other programs have: weights of LoRAs in the prompt, and all parameters if nothing is known of
  /// those of the model.
  private mutating func dropForeignParts(_ recipe: Recipe, _ model: ModelSpec) {
    if let name = recipe.model, model.name != name {
      losses.append(Loss(name: "model", reason: "\(name) is no model of the provider, \(model.name) takes its place"))
    }
    if let text = prompt, let (rest, tags) = RecipeTransfer.withoutTags(text) {
      prompt = rest.isEmpty ? nil : rest
      losses.append(Loss(name: tags.joined(separator: " "), reason: "\(model.name) has no such networks"))
    }
    guard !model.isListed else { return }
    for (name, value) in parameters { lose(name, "\(value.scalarText ?? value.text) is a setting of another program") }
  }

  /// Returns the prompt without tags such as `<lora:name:0.8>`, and the tags; nil if there is none.
  private static func withoutTags(_ text: String) -> (rest: String, tags: [String])? {
    var (rest, tags) = ("", [String]())
    var left = text[...]
    while let open = left.firstIndex(of: "<") {
      rest += left[..<open]
      let tail = left[open...]
      guard ["<lora:", "<lyco:", "<hypernet:", "<lokr:"].contains(where: { tail.lowercasedStart(is: $0) }),
        let close = tail.prefix(300).firstIndex(of: ">"), tags.count < 100
      else {
        rest.append("<")
        left = tail.dropFirst()
        continue
      }
      tags.append(String(tail[...close]))
      left = tail[tail.index(after: close)...]
    }
    guard !tags.isEmpty else { return nil }
    let words = (rest + left).split(separator: ",", omittingEmptySubsequences: false)
      .map { $0.split(separator: " ").joined(separator: " ") }.filter { !$0.isEmpty }
    return (words.joined(separator: ", "), tags)
  }

  /// Drops the files that the model does not take.
  private mutating func dropFiles(_ model: ModelSpec) {
    for media in ParameterSpec.Media.allCases {
      let own = files.filter { $0.media == media }
      do throws(InputError) {
        _ = try model.placing(media, own.map(\.name))
      } catch {
        files.removeAll { $0.media == media }
        losses.append(Loss(name: media.rawValue, reason: "\(error)"))
      }
    }
  }

  /// Drops what the model refuses, one part at a time.
  private mutating func fit(_ model: ModelSpec) {
    // What the model requires and the recipe lacks is given later, or told then.
    var assumed = JSONObject()
    for _ in 0...(parameters.count + model.parameters.count + 3) {
      do throws(InputError) {
        var given = parameters
        for (name, value) in assumed { given[name] = value }
        // Files are uploaded later, and the model may require them.
        for media in ParameterSpec.Media.allCases {
          for (name, value) in try model.placing(media, files.filter { $0.media == media }.map(\.name)) {
            given[name] = value
          }
        }
        _ = try model.input(prompt: prompt, negativePrompt: negativePrompt, seed: seed, parameters: given)
        return
      } catch {
        if let name = error.parameter, drop(name, model, "\(error)") { continue }
        guard case .missing(let name, _) = error, assumed[name] == nil else { return }
        assumed[name] = "https://example.invalid/"
      }
    }
  }

  /// Drops the part that the model calls `name`. Returns false if there is none.
  private mutating func drop(_ name: String, _ model: ModelSpec, _ reason: String) -> Bool {
    if parameters[name] != nil { return lose(name, reason) }
    if let key = parameters.keys.first(where: { model.parameter(named: $0)?.name == name }) { return lose(key, reason) }
    let sides = ["width", "height"].filter { parameters[$0] != nil }
    if ["aspect_ratio", "image_size", "video_size", "size", "width", "height"].contains(name), !sides.isEmpty {
      let text = sides.compactMap { parameters[$0]?.scalarText }.joined(separator: "x")
      for side in sides { parameters[side] = nil }
      losses.append(Loss(name: sides.joined(separator: " and "), reason: "\(text): \(reason)"))
      return true
    }
    switch name {
    case "negative_prompt" where negativePrompt != nil, "seed" where seed != nil: return lose(name, reason)
    default: return false
    }
  }

  @discardableResult
  private mutating func lose(_ name: String, _ reason: String) -> Bool {
    switch name {
    case "negative_prompt" where parameters[name] == nil: negativePrompt = nil
    case "seed" where parameters[name] == nil: seed = nil
    default: parameters[name] = nil
    }
    losses.append(Loss(name: name, reason: reason))
    return true
  }
}

extension Provenance {
  /// Whether alice made the request, as far as is known, so that its parameters are those of a model of the provider.
  package var isOfAlice: Bool { generator == nil || generator == .alice || endpoint != nil }
}

extension ModelRegistry {
  /// Returns the model of a recipe; nil if it is none of the provider. The name of a checkpoint is not taken for an
  /// endpoint.
  package func model(of provenance: Provenance) -> ModelSpec? {
    let names = [provenance.recipe.model, provenance.endpoint].compactMap { $0 }
    return names.lazy.compactMap { provenance.isOfAlice ? model(named: $0) : listed($0) }.first
  }
}

extension InputError {
  /// The parameter that is wrong; nil if a part is missing, or a file is wrong.
  fileprivate var parameter: String? {
    switch self {
    case .unknownParameter(let name, _, _), .wrongType(let name, _, _), .outOfRange(let name, _, _, _),
      .notAllowed(let name, _, _, _), .tooLong(let name, _, _), .tooMany(let name, _, _),
      .wrongCount(let name, _, _, _),
      .givenTwice(let name), .conflict(let name, _):
      name
    case .missing("width", _), .missing("height", _): "width"
    case .missing, .blankPrompt, .noSize, .noPlace, .fileTooLarge: nil
    }
  }
}

extension Substring {
  fileprivate func lowercasedStart(is prefix: String) -> Bool { self.prefix(prefix.count).lowercased() == prefix }
}
