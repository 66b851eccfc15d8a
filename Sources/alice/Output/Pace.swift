/// The rate at which something is done: over the last ten seconds, or the last ten steps if they take longer.
struct Pace {
  private var phase: String?
  private var samples: [(done: Int, time: ContinuousClock.Instant)] = []

  private static let span = Duration.seconds(10)
  private static let fewest = 10

  mutating func note(_ done: Int, of phase: String, at time: ContinuousClock.Instant) {
    if self.phase != phase || done < samples.last?.done ?? 0 { samples = [] }
    self.phase = phase
    guard samples.last.map({ $0.done < done }) ?? true else { return }
    samples.append((done, time))
    while samples.count > Pace.fewest, time - samples[1].time > Pace.span { samples.removeFirst() }
  }

  /// The number of steps per second; nil until it is known.
  var rate: Double? {
    guard let first = samples.first, let last = samples.last, last.done > first.done else { return nil }
    let time = (last.time - first.time) / .seconds(1)
    return time < 1 ? nil : Double(last.done - first.done) / time
  }
}
