import AliceModel
import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Synchronization

extension FalClient {
  /// Waits until a request is completed: by fal's stream of changes where it works, else by looking again and again.
  ///
  /// A stream that brings no news is backed by looks, for what stands between may hold it back.
  /// `report` hears of every change. Throws `stillRunning` after `limit`; the request goes on at fal all the same.
  package func follow(
    _ statusURL: String, limit: Duration? = nil, logs: Bool = false, schedule: PollSchedule? = nil,
    report: @escaping @Sendable (FalStatus) -> Void = { _ in }
  ) async throws(FalError) {
    guard let limit else { return try await stream(statusURL, logs, schedule, report) }
    // A stream may be silent for as long as it likes: the limit must not wait for its next event.
    let result = await withTaskGroup(of: Result<Void, FalError>.self) { group in
      group.addTask {
        do throws(FalError) {
          return .success(try await self.stream(statusURL, logs, schedule, report))
        } catch {
          return .failure(error)
        }
      }
      group.addTask {
        do throws(FalError) {
          try await self.pause(limit)
          return .failure(.stillRunning)
        } catch {
          return .failure(error)
        }
      }
      let first = await group.next() ?? .failure(.cancelled)
      group.cancelAll()
      return first
    }
    try result.get()
  }

  /// A stream that broke twice soon after it began is left for good.
  private static let hastyBreaks = 2
  private static let shortLife = Duration.seconds(20)
  private static let mostStreams = 100

  private func stream(
    _ statusURL: String, _ logs: Bool, _ schedule: PollSchedule?, _ report: @escaping @Sendable (FalStatus) -> Void
  ) async throws(FalError) {
    let schedule = schedule ?? PollSchedule(isLocal: configuration.isLoopback)
    var hasty = 0
    for _ in 0..<FalClient.mostStreams where hasty < FalClient.hastyBreaks {
      let start = clock.now()
      switch try await listen(statusURL, logs, report) {
      case .completed: return
      case .notOffered: hasty = FalClient.hastyBreaks
      case .broken:
        if clock.now() - start < FalClient.shortLife { hasty += 1 }
        try await pause(schedule.delay(attempt: hasty))
      }
    }
    try await wait(for: statusURL, logs: logs, schedule: schedule, report: report)
  }

  private enum StreamEnd {
    case completed
    /// There is no such stream here.
    case notOffered
    case broken
  }

  private func listen(
    _ statusURL: String, _ logs: Bool, _ report: @escaping @Sendable (FalStatus) -> Void
  ) async throws(FalError) -> StreamEnd {
    let news = StreamPayload(at: clock.now())
    let result = await withTaskGroup(of: Result<StreamEnd, FalError>.self) { group in
      group.addTask {
        do throws(FalError) {
          return .success(
            try await self.hear(statusURL, logs) { status in
              news.note(status, at: self.clock.now())
              report(status)
            })
        } catch {
          return .failure(error)
        }
      }
      group.addTask {
        do throws(FalError) {
          return .success(try await self.lookBesides(news, statusURL, logs, report))
        } catch {
          return .failure(error)
        }
      }
      let first = await group.next() ?? .failure(.cancelled)
      group.cancelAll()
      return first
    }
    return try result.get()
  }

  /// Looks at the state whenever the stream has brought nothing new for a while. Ends where a look tells more than the stream.
  private func lookBesides(
    _ news: StreamPayload, _ statusURL: String, _ logs: Bool, _ report: @Sendable (FalStatus) -> Void
  ) async throws(FalError) -> StreamEnd {
    let silence = configuration.timeouts.silence
    let schedule = PollSchedule(first: silence, longest: silence * 3)
    var looks = 0
    while true {
      let quiet = clock.now() - news.time
      let wanted = schedule.delay(attempt: looks)
      guard quiet >= wanted else {
        try await pause(wanted - quiet)
        continue
      }
      looks += 1
      do {
        let status = try await status(of: statusURL, logs: logs)
        report(status)
        if status.isCompleted { return .completed }
        guard news.agrees(with: status) else { return .notOffered }
      } catch .cancelled {
        throw .cancelled
      } catch .notSent, .connectionLost, .timedOut, .rateLimited, .unavailable, .notReady {
        // The stream may know more.
      } catch {
        // Whoever looks next will be told why.
        return .notOffered
      }
      news.wait(from: clock.now())
    }
  }

  private func hear(
    _ statusURL: String, _ logs: Bool, _ report: @Sendable (FalStatus) -> Void
  ) async throws(FalError) -> StreamEnd {
    let address = try address(FalClient.streamURL(of: statusURL, logs: logs))
    guard configuration.mayReceiveKey(address) else { throw .forbiddenAddress(address.text) }
    guard let key = configuration.key else { throw .noKey }
    let exchange = Exchange(
      address: address,
      headers: [
        ("Authorization", key.authorization), ("User-Agent", configuration.userAgent),
        ("Accept", "text/event-stream"), ("Accept-Encoding", "identity"),
      ])
    let head: HTTPClientResponse
    do {
      head = try await transport.open(exchange, over: .streams).head
    } catch {
      guard error.kind != .cancelled else { throw .cancelled }
      return .broken
    }
    switch Int(head.status.code) {
    case 200: break
    // Whoever looks next will be told why.
    case 300..<500 where head.status.code != 408 && head.status.code != 429: return .notOffered
    default: return .broken
    }
    let type = head.headers.first(name: "Content-Type") ?? ""
    guard type.lowercased().hasPrefix("text/event-stream") else { return .notOffered }
    return try await read(head, key, report)
  }

  private func read(
    _ head: HTTPClientResponse, _ key: FalKey, _ report: @Sendable (FalStatus) -> Void
  ) async throws(FalError) -> StreamEnd {
    var lines = EventLines()
    var count = 0
    do {
      for try await chunk in head.body {
        for event in try lines.take(chunk.readableBytesView) {
          count += 1
          guard count <= 100_000, let json = try? JSONValue(parsing: FalClient.hiding(key, in: event)),
            let status = try? FalStatus(json: json)
          else { return .broken }
          report(status)
          if status.isCompleted { return .completed }
        }
      }
      return .broken
    } catch {
      if Task.isCancelled { throw .cancelled }
      return .broken
    }
  }

  private static func hiding(_ key: FalKey, in event: [UInt8]) -> [UInt8] {
    let text = String(decoding: event, as: UTF8.self)
    return key.occurs(in: text) ? Array(key.hidden(in: text).utf8) : event
  }

  /// `…/status/stream`, with what the address asks for.
  private static func streamURL(of statusURL: String, logs: Bool) -> String {
    let parts = statusURL.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let query = parts.dropFirst().map(String.init) + (logs ? ["logs=1"] : [])
    return parts[0] + "/stream" + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
  }
}

/// What a stream of states has told last, and since when it has told nothing else.
///
/// Not inlined: a `Mutex` that a function takes on both sides of an `await` may be released in another thread's name.
private final class StreamPayload: Sendable {
  private struct State {
    var last: FalStatus?
    var time: Duration
  }

  private let state: Mutex<State>

  init(at time: Duration) { state = Mutex(State(time: time)) }

  var time: Duration { @inline(never) get { state.withLock { $0.time } } }

  /// The same again is no news.
  @inline(never)
  func note(_ status: FalStatus, at time: Duration) {
    state.withLock { state in
      guard state.last != status else { return }
      state = State(last: status, time: time)
    }
  }

  @inline(never)
  func wait(from time: Duration) { state.withLock { $0.time = max($0.time, time) } }

  /// False where a look has seen what the stream ought to have told.
  @inline(never)
  func agrees(with status: FalStatus) -> Bool {
    switch (state.withLock { $0.last }, status) {
    case (.inQueue, .inQueue), (.inProgress, .inProgress), (.completed, .completed): true
    default: false
    }
  }
}
