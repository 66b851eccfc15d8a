/// Why an asset could not be copied to another folder.
public enum ExportError: Error, Sendable, Hashable {
  case notAFolder(BytePath)
  case insideLibrary(BytePath)
  /// The file could not be copied; `reason` is the system's message.
  case notCopied(BytePath, to: BytePath, reason: String?)
  /// The file cannot be brought into the form that was asked for.
  case notConverted(BytePath, reason: String)
  /// The archive would be larger than the format allows.
  case archiveTooLarge
  /// The file exists, and must not be replaced.
  case exists(BytePath)
  /// The file could not be written; with the system's message.
  case notWritten(BytePath, reason: String)
  /// There are more assets than one file may hold.
  case tooMany(Int, most: Int)
}

/// The reason why the cost of a job cannot be corrected.
public enum CostFixError: String, Error, Sendable, Hashable {
  /// The job was simulated.
  case free
  /// The job may still be billed.
  case open
  case neverSent
}
