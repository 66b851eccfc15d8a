import AliceModel
import Dispatch
import Synchronization

/// The requests for thumbnails that wait, and those that are worked on. The requests of one asset are one job.
final class ThumbnailQueue: Sendable {
  /// Receives the thumbnail of a request, once.
  typealias Reply = CheckedContinuation<Thumbnail, any Error>

  struct Job: Sendable {
    let asset: Asset
    fileprivate let number: UInt64
    fileprivate var requests: [Request] = []

    var edges: Set<ThumbnailEdge> { Set(requests.map(\.edge)) }
    fileprivate var needsProgram: Bool { FrameProgram.shows(asset.facts.format) }
    fileprivate var priority: ThumbnailPriority { requests.map(\.priority).min() ?? .idle }
  }

  fileprivate struct Request: Sendable {
    let ticket: UInt64
    let edge: ThumbnailEdge
    let priority: ThumbnailPriority
    let reply: Reply
  }

  private struct State {
    var waiting: [AssetID: Job] = [:]
    var running: [AssetID: Job] = [:]
    /// The tickets that were cancelled before their request arrived.
    var cancelled: Set<UInt64> = []
    var lastNumber: UInt64 = 0
    var hasEnded = false

    /// Whether another program works for a running job.
    var usesProgram: Bool { running.values.contains(where: \.needsProgram) }

    mutating func nextNumber() -> UInt64 {
      lastNumber &+= 1
      return lastNumber
    }
  }

  private let state = Mutex(State())
  private let arrivals = DispatchSemaphore(value: 0)

  func makeTicket() -> UInt64 { state.withLock { $0.nextNumber() } }

  func add(_ ticket: UInt64, _ asset: Asset, _ edge: ThumbnailEdge, _ priority: ThumbnailPriority, _ reply: Reply) {
    let refusal: (any Error)? = state.withLock { state in
      if state.hasEnded { return ThumbnailFailure.ended }
      if state.cancelled.remove(ticket) != nil { return CancellationError() }
      let request = Request(ticket: ticket, edge: edge, priority: priority, reply: reply)
      if state.running[asset.id]?.requests.append(request) == nil { enqueue([request], of: asset, in: &state) }
      return nil
    }
    if let refusal { reply.resume(throwing: refusal) }
  }

  private func enqueue(_ requests: [Request], of asset: Asset, in state: inout State) {
    if state.waiting[asset.id] == nil {
      state.waiting[asset.id] = Job(asset: asset, number: state.nextNumber())
      arrivals.signal()
    }
    state.waiting[asset.id]?.requests += requests
  }

  /// Removes the request. Work that has begun is completed for the cache.
  func cancel(_ ticket: UInt64) {
    let reply: Reply? = state.withLock { state in
      for (id, var job) in state.waiting {
        guard let index = job.requests.firstIndex(where: { $0.ticket == ticket }) else { continue }
        let reply = job.requests.remove(at: index).reply
        state.waiting[id] = job.requests.isEmpty ? nil : job
        return reply
      }
      for (id, job) in state.running {
        guard let index = job.requests.firstIndex(where: { $0.ticket == ticket }) else { continue }
        return state.running[id]?.requests.remove(at: index).reply
      }
      state.cancelled.insert(ticket)
      return nil
    }
    reply?.resume(throwing: CancellationError())
  }

  /// Forgets a ticket whose request has been answered.
  func forget(_ ticket: UInt64) { state.withLock { _ = $0.cancelled.remove(ticket) } }

  /// Waits for the most urgent job, and of several the oldest; returns nil once the queue has ended.
  ///
  /// One job at a time uses another program, so that slow ones leave threads for the images.
  func next() -> Job? {
    while true {
      arrivals.wait()
      let (job, hasEnded) = state.withLock { state -> (Job?, Bool) in
        let isBusy = state.usesProgram
        let job = state.waiting.values.filter { !isBusy || !$0.needsProgram }
          .min { ($0.priority, $0.number) < ($1.priority, $1.number) }
        if let job {
          state.waiting[job.asset.id] = nil
          state.running[job.asset.id] = job
        }
        return (job, state.hasEnded)
      }
      if hasEnded { return nil }
      // A cancelled job leaves its signal behind; for one that waits for a program, `finish` sends another.
      if let job { return job }
    }
  }

  /// Answers the requests of a running job for this size.
  func deliver(_ thumbnail: Thumbnail, _ edge: ThumbnailEdge, of id: AssetID) {
    let replies = state.withLock { state -> [Reply] in
      let replies = state.running[id]?.requests.filter { $0.edge == edge }.map(\.reply) ?? []
      state.running[id]?.requests.removeAll { $0.edge == edge }
      return replies
    }
    for reply in replies { reply.resume(returning: thumbnail) }
  }

  /// Ends a job. Requests that came while it ran and were not answered wait for another one.
  func finish(_ job: Job, _ failure: ThumbnailFailure?) {
    defer { if job.needsProgram { arrivals.signal() } }
    let replies = state.withLock { state -> [Reply] in
      guard let left = state.running.removeValue(forKey: job.asset.id) else { return [] }
      if failure == nil, !left.requests.isEmpty, !state.hasEnded {
        enqueue(left.requests, of: job.asset, in: &state)
        return []
      }
      return left.requests.map(\.reply)
    }
    for reply in replies { reply.resume(throwing: failure ?? .ended) }
  }

  /// Refuses all requests, also those that are worked on, and lets the threads that wait for jobs end.
  func end(waiters: Int) {
    let replies = state.withLock { state -> [Reply] in
      state.hasEnded = true
      defer {
        state.waiting = [:]
        for id in state.running.keys { state.running[id]?.requests = [] }
      }
      return (Array(state.waiting.values) + state.running.values).flatMap { $0.requests.map(\.reply) }
    }
    for reply in replies { reply.resume(throwing: ThumbnailFailure.ended) }
    for _ in 0..<waiters { arrivals.signal() }
  }
}
