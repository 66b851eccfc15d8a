import AliceCatalog
import AliceWorkspace

/// What the files of a library tell of its history, while its catalog is rebuilt: which of them a person has moved, and,
/// if the journal is new, what they have cost.
struct FoundHistory {
  private let workspace: Workspace
  /// The old catalog, which knows where the files were; nil if there is none.
  private let former: Catalog?
  /// Nil if it is lost: a new one is blank, and the next reindex completes it.
  private let journal: Journal?
  private let isBlank: Bool
  /// Nil if the layout is lost.
  private let place: FilePlace?
  private(set) var pinned: [PinnedFile] = []
  /// The files that are in no place of the layout, and that no catalog knows.
  private var strays: [AssetID: BytePath] = [:]
  private var costs: [String: LedgerEntry] = [:]

  init(_ workspace: Workspace, former: Catalog?) throws {
    self.workspace = workspace
    self.former = former
    do {
      let opened = try workspace.hasJournal ? workspace.journal() : nil
      isBlank = try opened?.isBlank ?? false
      journal = opened
    } catch {
      // A check reports it.
      (journal, isBlank) = (nil, false)
    }
    do {
      place = try FilePlace(workspace.settings)
    } catch AliceError.settingsLost {
      place = nil
    }
  }

  /// Notes a file as it is recorded in the new catalog.
  mutating func note(_ asset: Asset) {
    guard journal != nil else { return }
    if isBlank { noteCost(of: asset) }
    // No layout moves these.
    guard !workspace.keptFiles.include(asset.path) else { return }
    if isBlank {
      if place?.wasMade(for: asset) == false { pin(asset) }
      return
    }
    let former = try? former?.file(of: asset.id)?.path
    // The layout's path is made of words, which takes longer than the catalog's answer.
    guard former != asset.path, place?.path(of: asset) != asset.path else { return }
    guard former == nil else { return pin(asset) }
    if place?.wasMade(for: asset) == false { strays[asset.id] = asset.path }
  }

  /// Writes into the journal what was found, before the catalog is complete.
  mutating func keep() throws {
    guard let journal else { return }
    let last = try journal.lastPaths(of: Set(strays.keys))
    for (id, path) in strays where last[id] != path { pinned.append(PinnedFile(id: id, path: path)) }
    let now = workspace.clock.now()
    if isBlank {
      try journal.begin(again: pinned, costs.values.sorted { $0.job < $1.job }, at: now)
    } else {
      try journal.pin(pinned, at: now)
    }
  }

  /// The number of entries of the ledger that were made again.
  var ledgerEntries: Int { costs.count }

  private mutating func pin(_ asset: Asset) { pinned.append(PinnedFile(id: asset.id, path: asset.path)) }

  /// Adds the asset's share of the cost of its request.
  private mutating func noteCost(of asset: Asset) {
    let provenance = asset.record.provenance
    guard let cost = provenance.cost, cost.basis != .simulated, let provider = provenance.provider else { return }
    let job = "rebuilt-\(provenance.requestID ?? asset.id.hex)"
    if var entry = costs[job] {
      entry.amount = (entry.amount ?? .zero) + cost.amount
      costs[job] = entry
      return
    }
    costs[job] = LedgerEntry(
      job: job, provider: provider, model: asset.record.recipe.model ?? "", endpoint: provenance.endpoint ?? "",
      project: asset.record.project, amount: cost.amount, basis: cost.basis, created: asset.created)
  }
}
