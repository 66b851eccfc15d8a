/// The exit statuses; scripts depend on these numbers.
package enum ExitStatus: Int32 {
  case done = 0
  /// The command ran, and its result is negative: nothing was found, or there are problems.
  case answerIsNo = 1
  /// The usage, query or configuration is wrong.
  case usage = 2
  /// The command was partly carried out; it lists the rest.
  case partly = 3
  case noKey = 4
  case providerFailed = 5
  case overBudget = 6
  case temporary = 7
  case contentPolicy = 8
  /// The library is missing, locked, read-only, of a newer version, or damaged.
  case library = 9
  case interrupted = 130
}
