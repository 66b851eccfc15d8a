import AliceKit

/// An event as a line: JSON for programs, a sentence's worth of facts for people.
struct EventLine: Sendable {
  let isForPeople: Bool
  let console: Console

  @Sendable func write(_ recorded: RecordedEvent) {
    console.writeLine(isForPeople ? text(recorded.event) : recorded.json.text)
  }

  private func text(_ event: Event) -> String {
    let time = event.time.description.replacing("T", with: " ").prefix(19)
    let name = event.name.rawValue
    let padding = String(repeating: " ", count: max(1, 22 - name.count))
    let facts = facts(of: event).map { TerminalText($0).description }.joined(separator: "  ")
    return (console.style.dim(String(time)) + "  " + console.style.bold(name) + padding + facts)
  }

  private func facts(of event: Event) -> [String] {
    switch event.payload {
    case .generation(let news):
      var facts = [news.job, news.model]
      if !news.assets.isEmpty { facts.append(news.assets.map(\.short).joined(separator: " ")) }
      if let cost = news.cost { facts.append("\(cost.amount) USD") }
      return facts + (news.reason.map { [$0] } ?? [])
    case .asset(let news):
      let stars = news.rating.map { [String(repeating: "★", count: $0.stars)] } ?? []
      return [news.id.short] + stars + (news.path.map { [$0.description] } ?? []) + news.tags.map { "+" + $0 }
    case .organized(let news):
      return [
        "\(news.placed) placed", "\(news.already) there already", "\(news.moved) moved", "\(news.refused) refused",
      ]
    case .budget(let news):
      let scope = news.scope.map { [$0] } ?? []
      let estimate = news.estimate.map { ["\($0) USD asked for"] } ?? []
      return scope + ["\(news.spent) of \(news.limit) USD spent"] + estimate
    case nil: return []
    }
  }
}
