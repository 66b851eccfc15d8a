/// Why an asset could not be copied to another folder.
public enum ExportError: Error, Sendable, Hashable {
  case notAFolder(BytePath)
  case insideLibrary(BytePath)
  /// By the name of its file; `reason` is what the disk said.
  case notCopied(BytePath, to: BytePath, reason: String?)
}

/// Why there is nothing to put right in what is counted for a job.
public enum CostFixError: String, Error, Sendable, Hashable {
  /// It was simulated.
  case free
  /// It may still be billed.
  case open
  case neverSent
}
