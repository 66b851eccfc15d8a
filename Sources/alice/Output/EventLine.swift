import AliceKit

/// Formats an event as one line of text.
struct EventLine: Sendable {
  let style: Style

  func text(_ event: Event) -> String {
    let time = event.time.description.replacing("T", with: " ").prefix(19)
    let name = event.name.rawValue
    let padding = String(repeating: " ", count: max(1, 22 - name.count))
    let facts = facts(of: event).map { TerminalText($0).description }.joined(separator: "  ")
    return style.dim(String(time)) + "  " + style.bold(name) + padding + facts
  }

  private func facts(of event: Event) -> [String] {
    switch event.payload {
    case .generation(let payload):
      var facts = [payload.job, payload.model]
      if !payload.assets.isEmpty { facts.append(payload.assets.map(\.short).joined(separator: " ")) }
      if let cost = payload.cost {
        facts.append("\(cost.amount) USD" + (cost.basis == .simulated ? " (simulated)" : ""))
      }
      return facts + (payload.reason.map { [$0] } ?? [])
    case .asset(let payload):
      let stars = payload.rating.map { [String(repeating: "★", count: $0.stars)] } ?? []
      let pick = payload.pick.map { [$0.rawValue] } ?? []
      return [payload.id.short] + stars + pick + (payload.path.map { [$0.description] } ?? [])
        + payload.tags.map { "+" + $0 }
    case .organized(let payload):
      return [
        "\(payload.placed) placed", "\(payload.already) there already", "\(payload.moved) moved",
        "\(payload.refused) refused",
      ]
    case .budget(let payload):
      let scope = payload.scope.map { [$0] } ?? []
      if let model = payload.model { return scope + ["there is no known price for \(model)"] }
      let estimate = payload.estimate.map { ["\($0) USD requested"] } ?? []
      return scope + ["\(payload.spent) of \(payload.limit) USD spent"] + estimate
    case .assistant(let payload): return [payload.client, payload.tool] + (payload.refused.map { [$0] } ?? [])
    case nil: return []
    }
  }
}
