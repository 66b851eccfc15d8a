import AliceFal
import AliceWorkspace

extension ModelStore {
  /// The number of endpoints of the catalogue that comes with the program, which is known without decoding it.
  package static let catalogueCount = CatalogueBytes.count

  /// Returns the names of the members that an endpoint answers with, by the catalogue that comes with the program.
  package static func results(of endpoint: String) -> [String] {
    ShippedCatalogue.catalogue.entry(endpoint)?.results ?? []
  }

  /// The endpoints that are known without a request: those that came with the program, and what the provider listed at
  /// the last refresh.
  package var catalogue: ModelCatalogue {
    cache.listing.map { ShippedCatalogue.catalogue.updated(by: $0) } ?? ShippedCatalogue.catalogue
  }

  /// Returns the models whose names, kinds, vendors or descriptions have the words of `text`, the best first.
  ///
  /// If there is none, words that no model has are taken for misspellings; `corrected` is the text that was searched for
  /// then.
  package func search(_ text: String) -> (found: [ModelSearch.Found], corrected: String?) {
    guard let search = ModelSearch(text) else { return ([], nil) }
    let (registry, catalogue) = (registry, catalogue)
    let found = search.found(in: registry, catalogue)
    guard found.isEmpty, let (nearest, text) = search.corrected(in: registry, catalogue) else {
      return (priced(found), nil)
    }
    let instead = nearest.found(in: registry, catalogue)
    return (priced(instead), instead.isEmpty ? nil : text)
  }

  /// Returns the models with the prices and statuses that the provider told when it was last asked.
  private func priced(_ found: [ModelSearch.Found]) -> [ModelSearch.Found] {
    guard let overlay = cache.overlay else { return found }
    return found.map { one in
      var one = one
      if !one.isListed { one.model = ModelRegistry(models: [one.model]).updated(by: overlay).models.first ?? one.model }
      return one
    }
  }

  /// Returns what is known of an endpoint without a request: its schema of an earlier one, else the catalogue.
  package func cached(_ endpoint: String) -> ModelSpec? {
    cache.schema(of: endpoint)?.model ?? catalogue.entry(endpoint).map { $0.model(date: catalogue.date) }
  }

  /// Returns the registry with the models of `requests`: endpoints by their schemas, and listed models with those
  /// parameters of the requests that the list lacks and the provider has.
  package func registry(
    for requests: [GenerationRequest], online: Bool = true
  ) async -> (registry: ModelRegistry, notes: [String]) {
    var (known, notes) = await registry(knowing: requests.map(\.model), online: online)
    var names: [String: Set<String>] = [:]
    for request in requests {
      guard let model = known.listed(request.model) else { continue }
      if model.isOpen, registry.listed(request.model) != nil {
        known = known.replacing(await described(model, online: online))
        continue
      }
      guard !model.isOpen else { continue }
      let unknown = model.unknown(among: request.parameters.keys)
      if !unknown.isEmpty { names[model.endpoint, default: []].formUnion(unknown) }
    }
    for (endpoint, names) in names.sorted(by: { $0.key < $1.key }) {
      guard let model = known.models.first(where: { $0.endpoint == endpoint }) else { continue }
      let (extended, note) = await extended(model, with: names.sorted(), online: online)
      known = known.replacing(extended)
      if let note { notes.append(note) }
    }
    return (known, notes)
  }

  /// Returns a listed model whose parameters nobody has published with those that the provider serves.
  private func described(_ model: ModelSpec, online: Bool) async -> ModelSpec {
    guard let schema = await schema(of: model.endpoint, online: online)?.model else { return model }
    var model = model
    model.parameters = schema.parameters
    model.isOpen = false
    return model
  }

  /// Returns a listed model with parameters that its schema has, else the catalogue.
  private func extended(
    _ model: ModelSpec, with names: [String], online: Bool
  ) async -> (model: ModelSpec, note: String?) {
    var (model, added, source) = (model, [String](), "")
    if let schema = await schema(of: model.endpoint, online: online)?.model {
      (model, added) = model.supplemented(with: names, of: schema)
      source = "the provider's schema"
    }
    if added.isEmpty, let entry = catalogue.entry(model.endpoint) {
      (model, added) = model.supplemented(with: names, of: entry.model(date: catalogue.date))
      source = "the catalogue of \(catalogue.date)"
    }
    guard !added.isEmpty else { return (model, nil) }
    return (model, "\(model.name) is listed without \(added.joined(separator: ", ")), which \(source) has")
  }
}

extension ModelCache {
  private static let listingName = "catalogue.json"

  /// The provider's list of the last refresh.
  var listing: ModelListing? { read(ModelCache.listingName).flatMap(ModelListing.init(json:)) }

  func keep(_ listing: ModelListing) { write(listing.json, to: ModelCache.listingName) }
}

extension FalProvider {
  /// Requests the provider's list of all its endpoints, and stores it for searches. Returns how many there are, and
  /// those that are in no list of alice's yet.
  package func refreshCatalogue() async throws -> (count: Int, new: [String]) {
    let known = Set(models.catalogue.entries.map(\.endpoint))
    let entries: [ModelListing.Entry]
    do {
      entries = try await client.listing()
    } catch .cancelled {
      throw CancellationError()
    } catch {
      throw AliceError(error)
    }
    guard !entries.isEmpty else { return (0, []) }
    models.keep(ModelListing(date: models.today, entries: entries))
    return (entries.count, entries.map(\.endpoint).filter { !known.contains($0) })
  }
}
