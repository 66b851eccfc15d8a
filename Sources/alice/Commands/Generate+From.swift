import AliceKit
import ArgumentParser

/// The recipe of an asset that is sent again.
struct RecipeSource: Sendable {
  let recipe: RecipeRequest
  let asset: Asset
  let path: BytePath
  let workspace: Workspace?
}

extension Generate {
  /// Returns the recipe of `name`, an asset or a file, with what the options change.
  func recipe(from name: String, _ session: Session, _ work: PaidWork) async throws -> RecipeSource {
    let (asset, path, workspace) = try Generate.origin(name, session)
    let standard = session.settings.model(flag: nil)
    let provenance = asset.record.provenance
    let names = [model, provenance.isOfAlice ? provenance.recipe.model ?? provenance.endpoint : standard]
    let registry = try await work.registry(knowing: names.compactMap { $0 })
    let changes = try self.changes
    let recipe: RecipeRequest
    do {
      recipe = try RecipeRequest(of: asset, changes, standard: standard, registry: registry)
    } catch AliceError.retiredModel(let name, let retired) {
      throw Failure(
        .usage,
        "model retired: \(TerminalText(name)) \(retired.reason); '--model \(retired.replacement)' sends the recipe to that"
      )
    }
    return RecipeSource(recipe: recipe, asset: asset, path: path, workspace: workspace)
  }

  private static func origin(_ name: String, _ session: Session) throws -> (Asset, BytePath, Workspace?) {
    var finder = AssetFinder(session)
    switch try finder.found(BytePath(name)) {
    case .asset(let asset, let library): return (asset, library.root.appending(asset.path), library)
    case .file(let file):
      let details = try finder.completed(AssetInspector.show(file: file, now: Clock.system.now()))
      return (details.asset, details.file, try? finder.workspace())
    }
  }

  /// What the options change of the recipe.
  private var changes: RecipeRequest.Changes {
    get throws {
      var changes = RecipeRequest.Changes()
      changes.prompt = try PromptText(prompt).text()
      changes.negativePrompt = negative
      changes.model = model
      if let number = try seedNumber {
        changes.seed = .number(number)
      } else if seed != nil {
        changes.seed = .new
      }
      changes.parameters = try ParameterWords(param).parameters()
      changes.raw = try ParameterWords(param).raw()
      changes.size = size
      changes.inputs = inputs
      changes.count = count
      changes.styles = prompts.style
      changes.tags = tag
      changes.project = project
      return changes
    }
  }

  /// Tells what differs from the recipe, and the price.
  func tell(_ source: RecipeSource, _ plan: GenerationPlan, _ session: Session) {
    let name = source.asset.id.short
    for difference in source.recipe.differences { session.console.note("\(name): \(TerminalText(difference))") }
    if source.recipe.differences.isEmpty { session.console.note("\(name): the recipe is sent again unchanged") }
    let price = plan.estimate.map { "about \($0) USD" } ?? "the price is not known"
    if !estimate, !dryRun { session.console.note("\(name): \(TerminalText(plan.model.name)), \(price)") }
  }
}
