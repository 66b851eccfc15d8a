/// All jobs and their start times: a limited number of jobs per key run at a time, and the others wait.
struct JobQueue: Sendable {
  private(set) var jobs: [String: SimulatedJob] = [:]
  private(set) var order: [String] = []
  /// The jobs that have not ended, by key, oldest first.
  private var open: [String: [String]] = [:]
  private let concurrency: Int

  init(concurrency: Int) { self.concurrency = max(1, concurrency) }

  subscript(id: String) -> SimulatedJob? { jobs[id] }

  mutating func add(_ job: SimulatedJob, at now: Int64) {
    jobs[job.id] = job
    order.append(job.id)
    open[job.key, default: []].append(job.id)
    schedule(key: job.key, at: now)
  }

  mutating func update(_ id: String, at now: Int64, _ change: (inout SimulatedJob) -> Void) {
    guard var job = jobs[id] else { return }
    change(&job)
    jobs[id] = job
    schedule(key: job.key, at: now)
  }

  /// Returns the number of jobs of the same key that are ahead.
  func position(of job: SimulatedJob, at now: Int64) -> Int {
    waiting(key: job.key, at: now).count { $0.number < job.number && $0.stuck == nil }
  }

  func waiting(key: String, at now: Int64) -> [SimulatedJob] {
    (open[key] ?? []).compactMap { jobs[$0] }.filter { $0.phase(at: now) == .queued }
  }

  func running(key: String, at now: Int64) -> Int {
    (open[key] ?? []).compactMap { jobs[$0] }.count { $0.phase(at: now) == .running }
  }

  /// Assigns the first free slot to every job that has not started.
  private mutating func schedule(key: String, at now: Int64) {
    let unfinished = (open[key] ?? []).filter { jobs[$0]?.phase(at: now) != .completed }
    open[key] = unfinished.isEmpty ? nil : unfinished
    var places = [Int64](repeating: 0, count: concurrency)
    let (started, pending) = unfinished.compactMap { jobs[$0] }.filter { $0.stuck == nil }
      .reduce(into: ([SimulatedJob](), [SimulatedJob]())) { split, job in
        if job.phase(at: now) == .running { split.0.append(job) } else { split.1.append(job) }
      }
    for job in started { JobQueue.occupy(&places, until: job.endsAt) }
    for var job in pending {
      job.startsAt = max(job.readyAt, places.min() ?? 0)
      if let deadline = job.startDeadline, deadline < job.startsAt {
        job.startsAt = deadline
        job.endsAt = deadline
        job.outcome = .failure(.startTimeout)
      } else {
        job.endsAt = job.startsAt + job.duration
        JobQueue.occupy(&places, until: job.endsAt)
      }
      jobs[job.id] = job
    }
  }

  private static func occupy(_ places: inout [Int64], until end: Int64) {
    guard let first = places.indices.min(by: { places[$0] < places[$1] }) else { return }
    places[first] = end
  }
}
