import AliceKit
import Hummingbird

/// Paid requests: their price, sending them, and those that are open.
enum JobRoutes {
  static let models: Routes.Route = { server, _ in
    let registry = try await server.workers.read { [environment = server.settings.environment] in
      try ModelStore(environment: environment).registry
    }
    return .json([
      "models": .array(
        registry.models.filter { $0.status == .active }.map { model in
          [
            "name": .string(model.name), "kind": JSONValue(model.output?.media?.rawValue ?? model.kind?.rawValue),
            "takes": .array(model.takes.map(JSONValue.string)), "price": JSONValue(model.price?.description),
          ]
        })
    ])
  }

  static let jobs: Routes.Route = { server, _ in
    try await server.workers.read { [workspace = server.workspace] in
      let jobs = try GenerationRunner.jobs(in: workspace, open: true)
      return .json([
        "jobs": .array(
          jobs.map { job in
            [
              "id": .string(job.id), "state": .string(job.state.rawValue), "model": .string(job.model),
              "prompt": JSONValue(job.input["prompt"]?.stringValue), "started": .string(job.created.description),
              "estimate": JSONValue(job.estimate?.description), "position": .null,
            ]
          })
      ])
    }
  }

  static let estimate: Routes.Route = { server, call in
    let body = try await server.object(of: call)
    let review = try await server.review(body).review
    let budget = try await server.budget()
    let plan = review.plan
    let amount = review.expected.total(unknownPrice: nil)
    return .json([
      "amount": JSONValue(amount?.description), "unknown": .bool(amount == nil), "model": .string(plan.model.name),
      "count": JSONValue(plan.requests.count), "left": budget["left"] ?? .null,
      "sentence": .string(sentence(amount, budget)),
    ])
  }

  static let generate: Routes.Route = { server, call in
    let body = try await server.object(of: call)
    let approved = try body.text("approved")
    return try await server.repeats(call, body) {
      let (work, review) = try await server.review(body)
      try check(review, approved: approved)
      return try await server.start(work, review.plan)
    }
  }

  /// The page's user has approved the price that was shown; a higher one needs another approval.
  private static func check(_ review: PlanReview, approved: String?) throws {
    guard let estimate = review.expected.total(unknownPrice: nil) else {
      guard approved == nil else { throw Problem(.conflict, "the price is not known any more", exit: .overBudget) }
      return
    }
    guard let amount = approved.flatMap({ Money($0) }), estimate <= amount else {
      throw Problem(
        .conflict, "it costs \(estimate.inDollars) USD now, which was not approved", exit: .overBudget,
        members: ["estimate": .string(estimate.description)])
    }
  }

  private static func sentence(_ amount: Money?, _ budget: JSONValue) -> String {
    let price = amount.map { "\($0.inDollars) USD" } ?? "The price is not known"
    guard let left = budget["left"]?.stringValue, let period = budget["period"]?.stringValue else { return price }
    return price + ", \(left) USD left \(period == "day" ? "today" : "this \(period)")"
  }
}

extension ModelSpec {
  /// The kinds of files that the model starts from.
  fileprivate var takes: [String] {
    var kinds: [String] = []
    for media in parameters.compactMap(\.media?.rawValue) where !kinds.contains(media) { kinds.append(media) }
    return kinds
  }
}

extension GalleryServer {
  /// Returns the tightest limit of a day or a month.
  func budget() async throws -> JSONValue {
    try await workers.read { [workspace, settings] in
      let tightest = try settings.tightestBudget(of: workspace)
      return ["left": JSONValue(tightest.left?.description), "period": .string(tightest.period.rawValue)]
    }
  }

  fileprivate func review(_ body: JSONObject) async throws -> (work: PaidWork, review: PlanReview) {
    guard let request = body["request"]?.objectValue else { throw Problem.usage("request is an object") }
    return try await workers.perform { try await PageRequest(request, self).review(self) }
  }

  /// Sends the requests, and answers when they are recorded. Their results are fetched in the background.
  fileprivate func start(_ work: PaidWork, _ plan: GenerationPlan) async throws -> Reply {
    let (approved, known) = try await workers.read {
      var work = work
      let known = try work.approve(plan)
      return (work, known)
    }
    if let known { return .accepted(jobs: [], assets: known.assets.map(\.id)) }
    let (stream, sent) = AsyncThrowingStream.makeStream(of: Reply.self)
    generations.start { [self] in
      do {
        _ = try await workers.perform {
          try await approved.generate(in: workspace) { session async throws -> GenerationResult in
            let runner = GenerationRunner(session)
            let submitted = try await runner.submit(plan)
            let taken = submitted.jobs.filter(\.wasTaken)
            if taken.isEmpty, submitted.assets.isEmpty, let failure = submitted.failures.first { throw failure }
            sent.yield(.accepted(jobs: taken.map(\.id), assets: submitted.assets.map(\.id)))
            // A request that was refused is not sent again unless the user asks for it.
            let open = taken.filter { $0.state.isOpen }
            return open.isEmpty ? submitted : try await runner.resume(open)
          }
        }
        sent.finish()
      } catch {
        sent.finish(throwing: error)
      }
    }
    for try await reply in stream { return reply }
    throw Problem(.serviceUnavailable, "nothing was sent", exit: .temporary)
  }
}

extension Job {
  /// Whether the provider has the request, or may have it.
  fileprivate var wasTaken: Bool {
    switch state {
    case .submitting, .unknown, .submitted, .done: true
    case .prepared, .failed, .notSubmitted, .cancelled: false
    }
  }
}

extension Reply {
  fileprivate static func accepted(jobs: [String], assets: [AssetID]) -> Reply {
    .json(
      ["jobs": .array(jobs.map(JSONValue.string)), "assets": .array(assets.map { .string($0.hex) })],
      status: .accepted)
  }
}
