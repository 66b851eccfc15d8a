extension FileStamp {
  /// A clock that is ahead by more is wrong, and says nothing of when the file was written.
  private static let wrongClock: Int64 = 86_400_000_000_000

  /// False while somebody may still be writing the file: its content, name or attributes changed less than `quiet`
  /// nanoseconds ago. `now` counts nanoseconds since 1970.
  package func isSettled(now: Int64, quiet: Int64 = 2_000_000_000) -> Bool {
    [modifiedNanoseconds, changedNanoseconds].allSatisfy { time in
      let (age, overflow) = now.subtractingReportingOverflow(time)
      return overflow || age >= quiet || age < -FileStamp.wrongClock
    }
  }
}
