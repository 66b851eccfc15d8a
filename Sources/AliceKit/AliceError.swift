/// Why something that was asked for could not be done, as facts. The command line makes sentences and exit statuses of them.
public enum AliceError: Error, Sendable, Hashable {
  case libraryMissing(BytePath)
  case libraryLocked(BytePath)
  /// Written by a newer alice; nothing was changed.
  case libraryTooNew(BytePath)
  /// The library is there, its catalog is not: it can be made anew from the files.
  case catalogMissing(BytePath)
  case catalogDamaged(BytePath)
  case journalDamaged(BytePath)

  case noSuchAsset(String)
  case ambiguousAsset(String, matches: [AssetID])
  case noSuchJob(String)
  case notMedia(BytePath, reason: Refusal)

  case query(SearchQueryError)
  case input(InputError)
  case unknownModel(String, nearest: String?)
  case badLayout(String)

  case noKey
  case keyRefused(String)
  case credentialsReadable(String)
  /// The provider locked the account, say because its balance is used up.
  case accountLocked(String)
  case contentPolicy(String)
  /// The provider said no for good.
  case providerRefused(String)
  case providerFailed(String)
  /// Worth trying again later.
  case temporary(String)
  /// A request was sent and nobody knows whether it was accepted: it may run, and it may be billed.
  case outcomeUnknown(job: String)
  /// Stopped before the request was sent; it can still be.
  case notSent(job: String)
  /// Stopped waiting; the request goes on at the provider.
  case detached(jobs: [String])
  case configuration(String)

  /// A system call failed.
  case system(String)
}

/// Why a file was not taken into the library.
public enum Refusal: String, Sendable, Hashable {
  case empty = "the file is empty"
  case unrecognised = "not a picture or a video"
  case tooLarge = "larger than can be read"
  case malformed = "its structure is damaged beyond use"
  case unreadable = "it cannot be read"
  case changed = "it changed while it was read"
  case special = "not a regular file"
  case link = "a symbolic link"
  case insideLibrary = "it lies in a library already"
  case tooDeep = "it lies too deep below the source"
  case notPlaced = "it could not be written into the library"
}
