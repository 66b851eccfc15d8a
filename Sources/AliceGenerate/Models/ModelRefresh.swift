import AliceFal
public import AliceModel
import AliceWorkspace

/// The result of a refresh of prices and status.
public struct ModelRefresh: Sendable {
  /// A model whose price has changed.
  public struct Change: Sendable {
    public let model: String
    public let before: ModelPrice?
    public let after: ModelPrice
  }

  public internal(set) var changes: [Change] = []
  /// The number of models whose price the provider has confirmed today.
  public internal(set) var confirmed = 0
  /// The listed endpoints that the provider does not know.
  public internal(set) var unknown: [String] = []
  /// The prices that are zero or in another currency, and those whose unit alice does not understand: `MODEL: AMOUNT per UNIT`.
  public internal(set) var unreadable: [String] = []
  /// The prices per unit whose number is known only after a request, which apply to bills and not to estimates:
  /// `MODEL: AMOUNT per UNIT`.
  public internal(set) var onlyBilled: [String] = []
  public internal(set) var deprecated: [String] = []
}

extension FalProvider {
  /// Requests the price and status of every model from the platform, also of endpoints that are not listed and whose
  /// price was asked for before, and stores them for later estimates.
  public func refreshModels() async throws -> ModelRefresh {
    let before = models.registryOfAll
    let endpoints = before.models.map(\.endpoint)
    // What other endpoints cost is kept.
    var overlay = ModelOverlay(date: models.today, entries: models.overlay?.entries ?? [:])
    var refresh = ModelRefresh()
    let prices = try await asking(endpoints) { client, ids throws(FalError) in try await client.prices(endpoints: ids) }
    overlay.entries.merge(entries(of: endpoints, prices.found)) { $1 }
    let statuses = try await asking(endpoints) { client, ids throws(FalError) in
      try await client.statuses(endpoints: ids)
    }
    for status in statuses.found { overlay.entries[status.endpoint, default: .init()].status = status.status }
    refresh.unknown = prices.unknown.filter(statuses.unknown.contains)
    refresh.record(overlay, before: before)
    models.keep(overlay.entries)
    return refresh
  }

  /// Requests `endpoints` from the platform, fifty at a time. An unknown endpoint makes it refuse the whole group,
  /// which is then split in halves.
  func asking<Item>(
    _ endpoints: [String], _ ask: (FalClient, [String]) async throws(FalError) -> [Item]
  ) async throws -> (found: [Item], unknown: [String]) {
    var groups = stride(from: 0, to: endpoints.count, by: 50).map { Array(endpoints[$0...].prefix(50)) }
    var found: [Item] = []
    var unknown: [String] = []
    while let group = groups.popLast() {
      do {
        found += try await ask(client, group)
      } catch .notFound {
        guard group.count > 1 else {
          unknown += group
          continue
        }
        groups.append(Array(group[(group.count / 2)...]))
        groups.append(Array(group[..<(group.count / 2)]))
      } catch .cancelled {
        throw CancellationError()
      } catch {
        throw AliceError(error)
      }
    }
    return (found, unknown)
  }
}

extension ModelRefresh {
  fileprivate mutating func record(_ overlay: ModelOverlay, before: ModelRegistry) {
    let after = before.updated(by: overlay)
    for (old, new) in zip(before.models, after.models) {
      guard let entry = overlay.entries[old.endpoint] else { continue }
      if let amount = entry.amount, let unit = entry.unit {
        let isInDollars = entry.currency == nil
        if isInDollars, let price = new.price, price.source == ModelPrice.pricingAPI, price.date == overlay.date {
          confirmed += 1
          if price.amount != old.price?.amount || price.unit != old.price?.unit || price.per != old.price?.per {
            changes.append(Change(model: old.name, before: old.price, after: price))
          }
        } else if isInDollars, new.quote?.amount == amount {
          onlyBilled.append("\(old.name): \(amount) USD per \(unit)")
        } else {
          unreadable.append("\(old.name): \(amount) \(entry.currency ?? "USD") per \(unit)")
        }
      }
      if new.status == .deprecated, old.status != .deprecated { deprecated.append(old.name) }
    }
  }
}
