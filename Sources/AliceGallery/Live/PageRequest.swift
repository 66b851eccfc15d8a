import AliceKit

/// A request for generation, as the page writes it.
struct PageRequest: Sendable {
  private let request: GenerationRequest

  private static let mostResults = 100

  /// Reads a request. What it leaves out is taken from the recipe of the asset `from`, if it names one.
  init(_ json: JSONObject, _ server: GalleryServer) throws {
    let from = try json["from"].flatMap { try $0.isNull ? nil : json.id("from") }
    let base = try from.flatMap { id in
      guard let asset = try server.browser.asset(id) else { throw AliceError.noSuchAsset(id.short) }
      return asset.record
    }
    let model = try json.text("model") ?? base?.recipe.model ?? base?.provenance.endpoint
    var parameters = PageRequest.parameters(of: base, for: model)
    for (name, value) in json["parameters"]?.objectValue ?? [:] { parameters[name] = value.isNull ? nil : value }
    if let size = try json.text("size"), !size.isEmpty { parameters["image_size"] = .string(size) }
    let asked = json["count"].flatMap { $0.isNull ? nil : $0 } ?? 1
    guard let count = asked.wholeNumber, (1...PageRequest.mostResults).contains(count) else {
      throw Problem.usage("count is from 1 to \(PageRequest.mostResults)")
    }
    let seed = try json["seed"].flatMap { $0.isNull ? nil : $0.scalarText }.map { text in
      guard text.isEmpty || UInt64(text) != nil else { throw Problem.usage("seed is a whole number") }
      return text
    }
    // Without a seed another result is wanted, not the one that the library has.
    let isSeeded = seed.map { !$0.isEmpty } ?? (parameters["seed"] != nil)
    let images = try json.texts("images")
    guard images.allSatisfy({ AssetID(hex: $0) != nil }) else { throw Problem.usage("images is a list of asset ids") }
    request = GenerationRequest(
      prompt: try json.text("prompt") ?? base?.recipe.prompt, model: server.settings.model(flag: model),
      parameters: parameters, negativePrompt: try json.text("negative") ?? base?.recipe.negativePrompt,
      seed: seed.flatMap { $0.isEmpty ? nil : $0 },
      inputs: InputFiles(images: images.isEmpty ? PageRequest.inputs(of: base) : images), count: count,
      again: !isSeeded)
  }

  /// Returns the parameters of an earlier request to the same model, without those that each request has anew.
  private static func parameters(of base: AssetRecord?, for model: String?) -> JSONObject {
    guard let base, base.recipe.model == model else { return [:] }
    return JSONObject(
      base.recipe.parameters.filter { name, value in
        name != "num_images" && name != "seed" && !RecipeRemarks.names.contains(name) && inputNames(value).isEmpty
      }.map { ($0.key, $0.value) })
  }

  /// Returns the input assets of an earlier request.
  private static func inputs(of base: AssetRecord?) -> [String] {
    (base?.recipe.parameters.flatMap { inputNames($0.value) } ?? []).map(\.hex)
  }

  private static func inputNames(_ value: JSONValue) -> [AssetID] {
    (value.arrayValue ?? [value]).compactMap { $0.stringValue.flatMap(InputName.asset) }
  }

  /// Returns the paid work, and the requests with what the library can answer of them.
  func review(_ server: GalleryServer) async throws -> (work: PaidWork, review: PlanReview) {
    let work = PaidWork(
      for: PageUser(), server.settings, library: server.library, policy: try server.settings.spendingPolicy(),
      waitPolicy: WaitPolicy())
    let registry = try await work.registry(for: [request])
    let plan = try await GenerationRunner.plan(request, registry: registry, in: server.workspace)
    return (work, try PlanReview(plan, in: server.workspace, provider: FalProvider.serviceName))
  }
}

extension JSONValue {
  /// The whole number, if it is written as one. What is paid or undone is not guessed from a text.
  var wholeNumber: Int? { if case .number = self { intValue } else { nil } }
}
