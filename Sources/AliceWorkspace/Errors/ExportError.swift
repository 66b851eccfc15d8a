/// Why an asset could not be copied to another folder.
public enum ExportError: Error, Sendable, Hashable {
  case notAFolder(BytePath)
  case insideLibrary(BytePath)
  /// The file could not be copied; `reason` is the system's message.
  case notCopied(BytePath, to: BytePath, reason: String?)
}

/// The reason why the cost of a job cannot be corrected.
public enum CostFixError: String, Error, Sendable, Hashable {
  /// The job was simulated.
  case free
  /// The job may still be billed.
  case open
  case neverSent
}
