/// Why a request could not be carried out, as facts. The command line turns them into sentences and exit statuses.
public enum AliceError: Error, Sendable, Hashable {
  case libraryMissing(BytePath)
  /// The folder holds neither a library nor a file of which one could be rebuilt.
  case noRemains(BytePath)
  case libraryLocked(BytePath)
  /// Another process watches for files for this library.
  case watched(BytePath)
  /// The library was written by a newer version; nothing was changed.
  case libraryTooNew(BytePath)
  /// The library exists without its catalog, which can be rebuilt from the files.
  case catalogMissing(BytePath)
  case catalogDamaged(BytePath)
  case journalDamaged(BytePath)
  /// A library that was in use has no journal: the record of spending and the undo history are gone.
  case journalMissing(BytePath)
  /// A new journal was requested, although the present one is intact.
  case journalInOrder(BytePath)
  /// The layout of the library is unknown. `layout` and `quality` are inferred from its files; nil if they match no
  /// known layout.
  case settingsLost(BytePath, isDamaged: Bool, layout: String?, quality: Bool)
  /// The library existed, and nothing of it is left.
  case libraryGone(BytePath)
  /// The library can be read but not written.
  case libraryReadOnly(BytePath)

  case noSuchAsset(String)
  case ambiguousAsset(String, matches: [AssetID])
  case noSuchJob(String)
  /// More than one job id has this prefix.
  case ambiguousJob(String, matches: [String])
  /// Another process works on the job.
  case jobTaken(String)
  /// The job was made for another provider, which alone knows it.
  case otherProvider(job: String, provider: String)
  /// The journal lacks what the next step with the job needs.
  case incompleteJob(job: String, lacks: JobPart)
  case noSuchOperation(String)
  case noSuchRun(String)
  /// There is no interrupted run.
  case noOpenRun
  /// Another process works on the run.
  case runTaken(String)
  case nothingToUndo
  /// The operation was undone already, or is itself an undo.
  case notUndoable(String)
  case operationRunning(String)
  case notMedia(BytePath, reason: Refusal)
  /// The trash holds no file that this name denotes.
  case notInTrash(String)
  /// The asset in the trash is in the library at this path.
  case inLibrary(BytePath)
  /// The metadata of this format cannot be removed.
  case notExportable(BytePath, format: String)

  /// The text cannot be a tag: it is empty, too long, or contains control characters.
  case badTag(String)
  /// The text is not a date in the search language.
  case badDate(String)
  /// The text cannot be the name of a saved search.
  case badSearchName(String)
  /// The order of an album was asked for, and the query names none, or several.
  case noSingleAlbum
  case query(SearchQueryError)
  case input(InputError)
  case batch(BatchError)
  case variation(VariationError)
  case pipeline(PipelineInputError)
  /// One stage of a pipeline's file has this error.
  indirect case stage(String, line: Int, AliceError)
  /// The model generates another kind of media than the request needs.
  case wrongKind(model: String, makes: MediaKind, wanted: MediaKind)
  case export(ExportError)
  case backup(BackupError)
  case costFix(job: String, CostFixError)
  /// The name of a run is too long or contains invalid characters.
  case badRunName
  /// The name of a run begins with the prefix that is reserved for rehearsals.
  case reservedRunName(prefix: String)
  case unknownModel(String, nearest: String?)
  /// The provider no longer offers the model; the value names the replacement.
  case retiredModel(String, RetiredModel)
  case badLayout(String)

  case noKey
  case keyRefused(String)
  case credentialsReadable(String)
  /// A source of keys is configured and returns none, or is not safe.
  case keySource(String)
  /// The provider locked the account, for example because its balance is used up.
  case accountLocked(String)
  case contentPolicy(String)
  /// A limit leaves less than the maximum cost of the request; nothing was sent or written.
  case overBudget(BudgetRefusal)
  /// A limit is set and the price of this model is unknown; nothing was sent or written.
  case unknownPrice(model: String)
  /// A floor of the account's balance is set, and the balance cannot be asked for; nothing was sent or written.
  case balanceUnknown(String)
  /// The provider refused the request permanently.
  case providerRefused(String)
  case providerFailed(String)
  /// The failure is temporary: a later attempt may succeed.
  case temporary(String)
  /// A request was sent and it is unknown whether it was accepted: it may run and be billed.
  case outcomeUnknown(job: String)
  /// Alice stopped before the request was sent; it can still be sent.
  case notSent(job: String)
  /// Nothing is lost: the job is still open and can be resumed once the reason is resolved.
  case kept(job: String, reason: String)
  /// A paid result could not be written into the library; the job is still open.
  case notFiled(job: String, reason: String)
  /// Alice stopped waiting; the request continues at the provider.
  case detached(jobs: [String])
  /// A job was cancelled, or its cancellation was requested.
  case cancelled(job: String, Cancellation)
  case configuration(String)

  /// A system call failed.
  case system(String)
}

/// What the record of a job may lack.
public enum JobPart: String, Sendable, Hashable {
  case statusAddress = "a status address"
  case cancelAddress = "a cancel address"
  case result = "a result"
  case endReason = "the reason of its end"
}

/// Why a file was not ingested.
public enum Refusal: String, Sendable, Hashable {
  case empty = "the file is empty"
  case unrecognised = "not a picture, a video or a sound"
  case tooLarge = "larger than can be read"
  case sparse = "most of it was never written, as in a download that has begun"
  case noMemory = "reading it takes more memory than the system has to give"
  case malformed = "its structure is damaged beyond use"
  case unreadable = "it cannot be read"
  case sidecarUnreadable = "a sidecar of it cannot be read"
  case damaged = "it is damaged: its picture is not the one that was kept"
  case missing = "its file is missing"
  case changed = "it changed while it was read"
  case busy = "another program is still writing to it"
  case notRemoved = "its copy is in the library, and it could not be removed"
  case holdsMore = "the library has its picture, and it holds more than the library's file"
  case unproved = "the library has its picture, and the rest of it could not be proved to be there"
  case badPath = "the plan names a path that no file of a library may have"
  case special = "not a regular file"
  case link = "a symbolic link"
  case insideLibrary = "it lies in a library already"
  case deleted = "it was deleted from the library; '--again' takes it in nevertheless"
  case tooDeep = "it lies too deep below the source"
  case notPlaced = "it could not be written into the library"
  case noSpace = "the disk of the library is full"
  case stopped = "the run was stopped before it was done"
  case preview = "the preview of a picture or a model that lies beside it"
  case notGenerated = "it has no recipe, and nothing in it says that AI made it"
  case truncated = "it ends too early: a part of it is missing"
  case noImage = "it holds nothing that could be shown or played"
  case badChecksum = "a checksum in it does not fit: its bytes have changed"
  case badStructure = "its structure is damaged"
  case archive = "an archive; name it to take in what it holds"
  case nestedArchive = "an archive in an archive"
  case inArchive = "what it holds is in the library, and an archive is never removed"
  case encrypted = "it is encrypted"
  case unknownMethod = "it is packed by a method that alice does not read"
  case hiddenFile = "a hidden file"
  case hiddenFolder = "a hidden folder"
  case systemFile = "a file of the operating system"
  case systemFolder = "a folder of the operating system"
  case excluded = "'--exclude' matches it"
  case excludedFolder = "'--exclude' matches the folder"
  case otherName = "the same file under another name, a hard link"
  case companion = "it belongs to the file beside it"
  case unfinished = "an incomplete download"
  case unknownFormat = "in a format that alice does not read"
  case ownLibrary = "the library itself"
  case bomb = "its archive unpacks to far more than media do"
}
