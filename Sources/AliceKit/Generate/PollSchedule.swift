/// How long to wait before a job's state is asked for again: from one second up to five; a simulator is asked more often.
struct PollSchedule: Sendable {
  let isLocal: Bool

  func delay(attempt: Int) -> Duration {
    let step = Double(min(max(attempt, 0), 12))
    return isLocal ? .seconds(min(0.05 * (1 + step / 2), 0.25)) : .seconds(min(1 + step / 3, 5))
  }
}
