import AliceFal
public import AliceModel
import AliceWorkspace

/// What a refresh of prices and status has brought.
public struct ModelRefresh: Sendable {
  /// Models whose price is another one now.
  public struct Change: Sendable {
    public let model: String
    public let before: ModelPrice?
    public let after: ModelPrice
  }

  public internal(set) var changes: [Change] = []
  /// How many models have a price that the provider has confirmed today.
  public internal(set) var confirmed = 0
  /// Endpoints of the list that the provider does not know.
  public internal(set) var unknown: [String] = []
  /// Prices by units that nothing can be made of: `MODEL: AMOUNT per UNIT`.
  public internal(set) var unreadable: [String] = []
  /// Prices by what is counted only while a request runs, of which bills are made and no estimate: `MODEL: AMOUNT per UNIT`.
  public internal(set) var onlyBilled: [String] = []
  public internal(set) var deprecated: [String] = []
}

extension FalProvider {
  /// Asks the platform for the price and the status of every model, and keeps the answers for the estimates to come.
  public func refreshModels() async throws -> ModelRefresh {
    let before = models.registry
    let endpoints = before.models.map(\.endpoint)
    var overlay = ModelOverlay(date: models.today)
    var refresh = ModelRefresh()
    let prices = try await asking(endpoints) { client, ids throws(FalError) in try await client.prices(endpoints: ids) }
    for price in prices.found where price.currency == "USD" {
      overlay.entries[price.endpoint, default: .init()].amount = price.unitPrice
      overlay.entries[price.endpoint, default: .init()].unit = price.unit
    }
    let statuses = try await asking(endpoints) { client, ids throws(FalError) in
      try await client.statuses(endpoints: ids)
    }
    for status in statuses.found { overlay.entries[status.endpoint, default: .init()].status = status.status }
    refresh.unknown = prices.unknown.filter(statuses.unknown.contains)
    refresh.tell(of: overlay, before: before)
    models.keep(overlay)
    return refresh
  }

  /// What the platform says of `endpoints`, fifty at a time. One that it does not know makes it refuse them all, so those
  /// are asked for again in halves.
  private func asking<Item>(
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
  fileprivate mutating func tell(of overlay: ModelOverlay, before: ModelRegistry) {
    let after = before.updated(by: overlay)
    for (old, new) in zip(before.models, after.models) {
      guard let entry = overlay.entries[old.endpoint] else { continue }
      if let amount = entry.amount, let unit = entry.unit {
        if let price = new.price, price.source == "fal pricing API", price.date == overlay.date {
          confirmed += 1
          if price.amount != old.price?.amount || price.unit != old.price?.unit || price.per != old.price?.per {
            changes.append(Change(model: old.name, before: old.price, after: price))
          }
        } else if new.price?.billing?.amount == amount {
          onlyBilled.append("\(old.name): \(amount) USD per \(unit)")
        } else {
          unreadable.append("\(old.name): \(amount) USD per \(unit)")
        }
      }
      if new.status == .deprecated, old.status != .deprecated { deprecated.append(old.name) }
    }
  }
}
