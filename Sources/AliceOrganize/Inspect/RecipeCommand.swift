package import AliceModel

/// The command that makes the picture of a recipe.
package struct RecipeCommand: Sendable, Hashable {
  /// One line for a shell.
  package let text: String
  /// What the command cannot repeat, a line each.
  package private(set) var notes: [String] = []

  /// `standard` is the model for recipes of other programs whose model the provider does not have. `place` is that of
  /// the picture among the results of its request.
  package init(
    of asset: Asset, registry: ModelRegistry = .builtIn, standard: String = "flux-schnell",
    place: (index: Int, count: Int)? = nil
  ) {
    let provenance = asset.record.provenance
    let origin = registry.model(of: provenance)
    var notes: [String] = []
    let retired = [provenance.recipe.model, provenance.endpoint].lazy.compactMap { $0 }
      .compactMap(registry.retirement).first
    if origin == nil, let retired {
      notes.append("model retired: \(retired.endpoint) \(retired.reason); \(retired.replacement) takes its place")
    }
    let fallback = registry.model(named: retired?.replacement ?? standard) ?? ModelRegistry.builtIn.models.first
    let recipe = (origin ?? fallback).map { RecipeTransfer(provenance, from: origin, to: $0) }
    let model = origin ?? (provenance.isOfAlice && retired == nil ? nil : fallback)
    let name = origin == nil ? model?.name : provenance.recipe.model ?? model?.name
    text = RecipeCommand.words(provenance.recipe, recipe, name, model).joined(separator: " ")
    notes += (recipe?.losses ?? []).map { "no counterpart for \($0.name): \($0.reason)" }
    if let place, place.count > 1, provenance.recipe.parameters["num_images"] != nil {
      notes.append("the request makes \(place.count) pictures, of which this is number \(place.index + 1)")
    }
    if let files = recipe?.files.compactMap({ InputName.fileName(in: $0.name) }), !files.isEmpty {
      notes.append("\(files.joined(separator: ", ")) must be in the folder where the command is run")
    }
    self.notes = notes
  }

  private static func words(
    _ recipe: Recipe, _ made: RecipeTransfer?, _ name: String?, _ model: ModelSpec?
  ) -> [String] {
    var words = ["alice", "generate"]
    if let name { words += ["--model", RecipeText.quoted(name)] }
    if let seed = made?.seed { words += ["--seed", RecipeText.quoted(seed)] }
    if let negative = made?.negativePrompt {
      words += ["--negative", RecipeText.quoted(PromptWildcards.escaped(negative))]
    }
    for (key, value) in made?.parameters ?? [:] {
      words += key == "num_images" ? count(value, model) : ["--param", RecipeText.quoted(pair(key, value, model))]
    }
    for file in made?.files ?? [] {
      if let file = argument(file) { words += ["--" + file.option, RecipeText.quoted(file.name)] }
    }
    guard let prompt = made?.prompt, !prompt.isEmpty else { return words }
    // The prompt comes last, after a double dash: it is foreign text, and must not become an option, a file name or a
    // wildcard.
    let text = PromptWildcards.escaped(prompt)
    return words + ["--", RecipeText.quoted(text.hasPrefix("@") || text == "-" ? "@" + text : text)]
  }

  /// Returns the option for the number of images of the request: with the same seed, a request for a single image may
  /// generate another one.
  private static func count(_ value: JSONValue, _ model: ModelSpec?) -> [String] {
    guard let text = value.scalarText, let count = Int(text), count > 1 else { return [] }
    return count <= model?.maximumPerRequest ?? 1 ? ["-n", "\(count)"] : ["--param", "num_images=\(count)"]
  }

  /// Returns `key=value` as it is typed. Where nothing is known of the types of a model, a text that would be read as
  /// another type keeps its quotes.
  private static func pair(_ key: String, _ value: JSONValue, _ model: ModelSpec?) -> String {
    guard let text = value.stringValue else { return "\(key)=\(value.scalarText ?? value.text)" }
    let isGuessed = model?.isListed != true && (try? JSONValue(parsing: text)) != nil
    return "\(key)=\(isGuessed ? value.text : text)"
  }

  private static func argument(_ file: RecipeTransfer.File) -> (option: String, name: String)? {
    let name = InputName.asset(in: file.name)?.short ?? InputName.fileName(in: file.name).flatMap(inputFile)
    return name.map { (file.media.rawValue, $0) }
  }

  /// Returns the last component of a file name from a recipe: a foreign recipe must not choose a file elsewhere that is
  /// then uploaded.
  private static func inputFile(_ name: String) -> String? {
    guard let last = name.split(separator: "/").last, last != "..", last != "." else { return nil }
    return last.hasPrefix("-") ? "./" + last : String(last)
  }
}
