/// Why something that was asked for could not be done, as facts. The command line makes sentences and exit statuses of them.
public enum AliceError: Error, Sendable, Hashable {
  case libraryMissing(BytePath)
  case libraryLocked(BytePath)
  /// Another process takes in what comes for this library.
  case watched(BytePath)
  /// Written by a newer alice; nothing was changed.
  case libraryTooNew(BytePath)
  /// The library is there, its catalog is not: it can be made anew from the files.
  case catalogMissing(BytePath)
  case catalogDamaged(BytePath)
  case journalDamaged(BytePath)
  /// A library without a journal in which something was done already: what was spent and how to undo it are gone.
  case journalMissing(BytePath)
  /// Nobody knows how the library is laid out. `layout` and `quality` are what its files look like; nil: like nothing known.
  case settingsLost(BytePath, isDamaged: Bool, layout: String?, quality: Bool)
  /// There was a library, and nothing of it is there any more.
  case libraryGone(BytePath)
  /// It can be read, and not written to.
  case libraryReadOnly(BytePath)

  case noSuchAsset(String)
  case ambiguousAsset(String, matches: [AssetID])
  case noSuchJob(String)
  /// More than one job begins so.
  case ambiguousJob(String, matches: [String])
  /// Another process works on it.
  case jobTaken(String)
  case noSuchOperation(String)
  case noSuchRun(String)
  /// No run was stopped on its way.
  case noOpenRun
  case nothingToUndo
  /// It was undone already, or is itself the undoing of another.
  case notUndoable(String)
  case operationRunning(String)
  case notMedia(BytePath, reason: Refusal)
  /// What stands in files of this format cannot be taken out of them.
  case notExportable(BytePath, format: String)

  /// What cannot be a tag: empty, too long, or with controls in it.
  case badTag(String)
  /// What is no date of the search language.
  case badDate(String)
  case query(SearchQueryError)
  case input(InputError)
  case unknownModel(String, nearest: String?)
  /// The provider no longer has it; the model says what to use instead.
  case retiredModel(String, RetiredModel)
  case badLayout(String)

  case noKey
  case keyRefused(String)
  case credentialsReadable(String)
  /// A source of keys is set and gives none, or is not safe.
  case keySource(String)
  /// The provider locked the account, say because its balance is used up.
  case accountLocked(String)
  case contentPolicy(String)
  /// A limit leaves less than what was asked for may cost; nothing was sent or written.
  case overBudget(BudgetRefusal)
  /// A limit is set, and nobody knows what this model costs; nothing was sent or written.
  case unknownPrice(model: String)
  /// The provider said no for good.
  case providerRefused(String)
  case providerFailed(String)
  /// Worth trying again later.
  case temporary(String)
  /// A request was sent and nobody knows whether it was accepted: it may run, and it may be billed.
  case outcomeUnknown(job: String)
  /// Stopped before the request was sent; it can still be.
  case notSent(job: String)
  /// Nothing is lost: the job is still open, and can be resumed when the reason is over.
  case kept(job: String, reason: String)
  /// What was paid for could not be written into the library; the job is still open.
  case notFiled(job: String, reason: String)
  /// Stopped waiting; the request goes on at the provider.
  case detached(jobs: [String])
  /// A job was cancelled, or ought to have been.
  case cancelled(job: String, Cancellation)
  case configuration(String)

  /// A system call failed.
  case system(String)
}

/// Why a file was not taken into the library.
public enum Refusal: String, Sendable, Hashable {
  case empty = "the file is empty"
  case unrecognised = "not a picture, a video or a sound"
  case tooLarge = "larger than can be read"
  case noMemory = "reading it takes more memory than the system has to give"
  case malformed = "its structure is damaged beyond use"
  case unreadable = "it cannot be read"
  case changed = "it changed while it was read"
  case busy = "another program is still writing to it"
  case notRemoved = "its copy is in the library, and it could not be removed"
  case holdsMore = "the library has its picture, and it holds more than the library's file"
  case unproved = "the library has its picture, and the rest of it could not be proved to be there"
  case badPath = "the plan names a path that no file of a library may have"
  case special = "not a regular file"
  case link = "a symbolic link"
  case insideLibrary = "it lies in a library already"
  case tooDeep = "it lies too deep below the source"
  case notPlaced = "it could not be written into the library"
  case stopped = "the run was stopped before it was done"
}
