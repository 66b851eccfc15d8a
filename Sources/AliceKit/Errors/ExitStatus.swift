/// What the exit status says; scripts are written against these numbers.
package enum ExitStatus: Int32 {
  case done = 0
  /// Ran, and the answer is no: nothing found, problems found.
  case answerIsNo = 1
  /// Wrong usage, query or configuration.
  case usage = 2
  /// Partly done; the rest is listed.
  case partly = 3
  case noKey = 4
  case providerFailed = 5
  case overBudget = 6
  case temporary = 7
  case contentPolicy = 8
  /// The library is missing, locked, or of a newer schema.
  case library = 9
  case interrupted = 130
}
