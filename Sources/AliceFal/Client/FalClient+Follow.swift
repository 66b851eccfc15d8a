import AliceModel
import AliceNumbers
import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Synchronization

extension FalClient {
  /// Waits until a request has ended: by fal's status stream if it works, else by polling. Returns the last status: a
  /// final one, or one that stays unknown.
  ///
  /// If a stream brings no news, the client also polls, because an intermediary may buffer the stream. `report`
  /// receives every change. Throws `stillRunning` after `limit`; the request continues at fal.
  @discardableResult
  package func follow(
    _ statusURL: String, limit: Duration? = nil, logs: Bool = false, schedule: PollSchedule? = nil,
    report: @escaping @Sendable (FalStatus) -> Void = { _ in }
  ) async throws(FalError) -> FalStatus {
    guard let limit else { return try await stream(statusURL, logs, schedule, report) }
    // A stream may be silent for any time, so the limit must not wait for its next event.
    let result = await withTaskGroup(of: Result<FalStatus, FalError>.self) { group in
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
    return try result.get()
  }

  /// The number of early breaks after which the client gives up streaming.
  private static let earlyBreaks = 2
  private static let earlyTime = Duration.seconds(20)
  private static let mostStreams = 100

  private func stream(
    _ statusURL: String, _ logs: Bool, _ schedule: PollSchedule?, _ report: @escaping @Sendable (FalStatus) -> Void
  ) async throws(FalError) -> FalStatus {
    let schedule = schedule ?? PollSchedule(isLocal: configuration.isLoopback)
    var early = 0
    for _ in 0..<FalClient.mostStreams where early < FalClient.earlyBreaks {
      let start = clock.now()
      switch try await listen(statusURL, logs, report) {
      case .final(let status): return status
      case .notOffered: early = FalClient.earlyBreaks
      case .broken:
        if clock.now() - start < FalClient.earlyTime { early += 1 }
        try await pause(schedule.delay(attempt: early))
      }
    }
    return try await wait(for: statusURL, logs: logs, schedule: schedule, report: report)
  }

  private enum StreamEnd {
    case final(FalStatus)
    /// The server has no such stream.
    case notOffered
    case broken
  }

  private func listen(
    _ statusURL: String, _ logs: Bool, _ report: @escaping @Sendable (FalStatus) -> Void
  ) async throws(FalError) -> StreamEnd {
    let latest = LatestStatus(at: clock.now())
    let result = await withTaskGroup(of: Result<StreamEnd, FalError>.self) { group in
      group.addTask {
        do throws(FalError) {
          return .success(
            try await self.readStream(statusURL, logs) { status in
              latest.note(status, at: self.clock.now())
              report(status)
            })
        } catch {
          return .failure(error)
        }
      }
      group.addTask {
        do throws(FalError) {
          return .success(try await self.pollBeside(latest, statusURL, logs, report))
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

  /// Polls the status whenever the stream has brought nothing new for a while. Ends when a poll is ahead of the stream.
  private func pollBeside(
    _ latest: LatestStatus, _ statusURL: String, _ logs: Bool, _ report: @Sendable (FalStatus) -> Void
  ) async throws(FalError) -> StreamEnd {
    let silence = configuration.timeouts.silence
    let schedule = PollSchedule(first: silence, longest: silence * 3 / 2)
    var polls = 0
    while true {
      let quiet = clock.now() - latest.time
      let wanted = schedule.delay(attempt: polls)
      guard quiet >= wanted else {
        try await pause(wanted - quiet)
        continue
      }
      polls += 1
      do {
        let status = try await status(of: statusURL, logs: logs)
        report(status)
        if status.isFinal { return .final(status) }
        guard latest.agrees(with: status) else { return .notOffered }
      } catch .cancelled {
        throw .cancelled
      } catch .notSent, .connectionLost, .timedOut, .rateLimited, .unavailable, .notReady {
        // The stream may know more.
      } catch {
        // The next poll will report the reason.
        return .notOffered
      }
      latest.wait(from: clock.now())
    }
  }

  private func readStream(
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
    // The next poll will report the reason.
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
          // A poll will show whether it means anything.
          if case .unknown = status { continue }
          report(status)
          if status.isFinal { return .final(status) }
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

  /// Returns `…/status/stream` with the query of the status URL.
  private static func streamURL(of statusURL: String, logs: Bool) -> String {
    let parts = statusURL.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let query = parts.dropFirst().map(String.init) + (logs ? ["logs=1"] : [])
    return parts[0] + "/stream" + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
  }
}

/// The last status of a stream, and the time since which it has not changed.
///
/// The methods are not inlined: a `Mutex` that a function takes on both sides of an `await` may be released on another
/// thread.
private final class LatestStatus: Sendable {
  private struct State {
    var last: FalStatus?
    var time: Duration
  }

  private let state: Mutex<State>

  init(at time: Duration) { state = Mutex(State(time: time)) }

  var time: Duration { @inline(never) get { state.withLock { $0.time } } }

  /// A repeated status does not count as news.
  @inline(never)
  func note(_ status: FalStatus, at time: Duration) {
    state.withLock { state in
      guard state.last != status else { return }
      state = State(last: status, time: time)
    }
  }

  @inline(never)
  func wait(from time: Duration) { state.withLock { $0.time = max($0.time, time) } }

  /// Returns false if a poll has seen a status that the stream should have reported.
  @inline(never)
  func agrees(with status: FalStatus) -> Bool {
    switch (state.withLock { $0.last }, status) {
    case (.inQueue, .inQueue), (.inProgress, .inProgress): true
    default: false
    }
  }
}
