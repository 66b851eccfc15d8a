import AliceModel

extension Simulation {
  /// Returns the response to any request. Delays it as the service would.
  func answer(_ exchange: Exchange) async -> Answer {
    let call = Call(exchange)
    do {
      switch call {
      case .submit(let endpoint): return try await submit(exchange, endpoint)
      case .run(let endpoint): return try await run(exchange, endpoint)
      case .stream(let endpoint): return try await stream(exchange, endpoint)
      case .job(let app, let id, let call): return try await answer(exchange, app: app, id: id, call)
      case .storage(let call): return try await answer(exchange, call)
      case .upload(let call): return try await answer(exchange, call)
      case .media(let name): return try await media(exchange, name: name)
      case .schema: return try await schema(exchange)
      case .platform(let path): return try await platform(exchange, path)
      case .control(let path): return control(exchange, path)
      case .unknown: return .failure(404, "Path /\(exchange.path.joined(separator: "/")) not found")
      }
    } catch {
      return .failure(500, "Internal server error", type: "internal_error")
    }
  }

  /// Takes the faults of a call and delays it if they say so; a refusal replaces the call's response.
  func applyFaults(
    at place: Fault.Place, endpoint: String? = nil
  ) async throws -> (faults: [Fault], refusal: Answer?) {
    let faults = takeFaults(for: place, endpoint: endpoint)
    for fault in faults where fault.kind == .delay || (fault.kind == .slow && ![.submit, .run].contains(place)) {
      try await Task.sleep(for: .milliseconds(Int64(fault.seconds * 1000)))
    }
    return (faults, faults.lazy.compactMap(\.refusal).first)
  }
}
