package import AliceWorkspace

extension AliceError {
  /// The exit status that a script sees.
  package var status: ExitStatus {
    switch self {
    case .libraryMissing, .noRemains, .libraryLocked, .watched, .libraryTooNew, .catalogMissing, .catalogDamaged,
      .journalDamaged, .journalMissing, .settingsLost, .libraryGone, .libraryReadOnly:
      .library
    case .export(let error): error.status
    case .backup(let error): error.status
    case .nothingToUndo, .noOpenRun: .answerIsNo
    case .operationRunning: .library
    case .noSuchAsset, .notInTrash, .ambiguousAsset, .noSuchJob, .ambiguousJob, .noSuchRun, .noSuchOperation,
      .notUndoable, .query,
      .input, .badTag, .badDate, .badSearchName, .noSingleAlbum, .batch, .variation, .pipeline, .stage, .wrongKind,
      .costFix, .badRunName,
      .reservedRunName,
      .journalInOrder, .unknownModel, .retiredModel, .badLayout, .configuration:
      .usage
    case .notMedia, .inLibrary, .notExportable, .system, .notFiled: .partly
    case .noKey, .keyRefused, .credentialsReadable, .keySource: .noKey
    case .accountLocked, .providerRefused, .providerFailed, .otherProvider, .incompleteJob, .outcomeUnknown:
      .providerFailed
    case .contentPolicy: .contentPolicy
    case .overBudget, .unknownPrice, .balanceUnknown: .overBudget
    case .temporary, .kept, .jobTaken, .runTaken: .temporary
    case .detached, .notSent, .cancelled: .interrupted
    }
  }

  /// One line that states what happened, and what to do.
  package var sentence: String {
    switch self {
    case .libraryMissing, .noRemains, .libraryLocked, .watched, .libraryTooNew, .catalogMissing, .catalogDamaged,
      .journalDamaged, .journalMissing, .settingsLost, .libraryGone, .libraryReadOnly, .journalInOrder:
      librarySentence
    case .noSuchAsset, .ambiguousAsset, .noSuchJob, .ambiguousJob, .jobTaken, .otherProvider, .incompleteJob,
      .noSuchOperation, .noSuchRun, .runTaken, .badRunName, .reservedRunName, .noOpenRun, .nothingToUndo, .notUndoable,
      .operationRunning, .notMedia, .notInTrash, .inLibrary, .notExportable, .badTag, .badDate, .badSearchName,
      .noSingleAlbum, .badLayout:
      nameSentence
    case .batch, .variation, .pipeline, .stage, .wrongKind, .export, .backup, .costFix, .query, .input, .unknownModel,
      .retiredModel, .configuration, .system, .keySource:
      requestSentence
    case .noKey, .keyRefused, .credentialsReadable, .accountLocked, .contentPolicy, .overBudget, .unknownPrice,
      .balanceUnknown, .providerRefused, .providerFailed:
      accountSentence
    case .temporary, .outcomeUnknown, .notSent, .kept, .notFiled, .detached, .cancelled:
      jobSentence
    }
  }
}

extension AliceError {
  /// Returns the sentence of a problem with a library.
  private var librarySentence: String {
    switch self {
    case .libraryMissing(let path):
      "there is no library at \(TerminalText(path.description)); 'alice organize FOLDER' makes one and copies pictures "
        + "into it,\n       'alice init --keep-layout FOLDER' makes one of a folder whose files stay where they are"
    case .noRemains(let path):
      "\(TerminalText(path.description)) holds no library, and no file of which alice could rebuild one"
    case .libraryLocked(let path): "another alice is changing the library at \(path); try again when it has finished"
    case .watched(let path): "another alice watches folders for the library at \(path) already"
    case .libraryTooNew(let path):
      "the library at \(path) was made by a newer alice, which has to be used for it; nothing was changed"
    case .catalogMissing(let path): "the catalog of \(path) is gone; 'alice reindex' rebuilds it from the files"
    case .catalogDamaged(let path): "the catalog of \(path) is damaged; 'alice reindex' rebuilds it from the files"
    case .journalDamaged(let path): lostJournal(path, "damaged")
    case .journalMissing(let path): lostJournal(path, "gone or empty")
    case .settingsLost(let path, let isDamaged, let layout, let quality):
      lostSettings(path, isDamaged ? "damaged" : "gone", layout, quality)
    case .libraryGone(let path):
      "the library at \(TerminalText(path.description)) is missing: is its disk plugged in? "
        + "'alice init \(TerminalText(path.description))' makes a new one"
    case .libraryReadOnly(let path):
      "the library at \(TerminalText(path.description)) can only be read: its disk is read-only or another user's"
    case .journalInOrder(let path): "the journal of \(TerminalText(path.description)) is in order, so it stays"
    default: "\(self)"
    }
  }

  /// Returns the sentence of a name or a value that denotes nothing here.
  private var nameSentence: String {
    switch self {
    case .noSuchAsset(let name): "there is no asset or file '\(TerminalText(name))'"
    case .ambiguousAsset(let name, let matches):
      "'\(name)' could be any of \(matches.map(\.short).joined(separator: ", ")); give more digits"
    case .notInTrash(let name): "the trash holds nothing named '\(TerminalText(name))'; 'alice trash list' lists it"
    case .inLibrary(let path): "it is in the library at \(TerminalText(path.description))"
    case .noSuchJob(let id): "there is no job '\(TerminalText(id))'; 'alice jobs' lists them"
    case .ambiguousJob(let id, let matches):
      "'\(TerminalText(id))' could be any of the jobs \(matches.joined(separator: ", ")); give more letters"
    case .jobTaken(let id): "another alice works on job \(id); try again when it has finished"
    case .otherProvider(let job, let provider): "job \(job) belongs to \(TerminalText(provider))"
    case .incompleteJob(let job, let part): "job \(job) is recorded without \(part.rawValue)"
    case .noSuchOperation(let id): "there is no operation \(TerminalText(id)); 'alice log' lists them"
    case .noSuchRun(let id): "there is no run '\(TerminalText(id))'"
    case .runTaken(let id): "another alice works on the run \(TerminalText(id)); try again later"
    case .badRunName: "a run's name is made of at most 64 letters, digits, '.', '_' and '-'"
    case .reservedRunName(let prefix):
      "a run's name must not begin with '\(TerminalText(prefix))': that is for rehearsals"
    case .noOpenRun: "there is no interrupted run"
    case .nothingToUndo: "there is nothing to undo"
    case .notUndoable(let id): "operation \(TerminalText(id)) is undone already, or is itself an undo"
    case .operationRunning(let id): "operation \(TerminalText(id)) is still running; try again when it has finished"
    case .notMedia(let path, let reason): "\(TerminalText(path.description)): \(reason.rawValue)"
    case .notExportable(let path, let format):
      "\(TerminalText(path.description)): metadata of a \(format) file cannot be removed or added"
    case .badTag(let text): "'\(TerminalText(text))' is not a tag"
    case .badDate(let text):
      "'\(TerminalText(text))' is not a date such as 2026-11-22, 7d, last week or 20.10.2026"
        + (WrittenDay.ambiguity(of: text).map { ": " + $0 } ?? "")
    case .badSearchName(let name):
      "'\(TerminalText(name))' cannot be the name of a saved search: use letters, digits, '-', '_' and '.'"
    case .noSingleAlbum: "the order of an album needs a query with one album, as in 'album:NAME'"
    case .badLayout(let reason): TerminalText(reason).description
    default: "\(self)"
    }
  }

  /// Returns the sentence of a request that cannot be made.
  private var requestSentence: String {
    switch self {
    case .batch(let error): error.sentence
    case .variation(let error): error.sentence
    case .pipeline(let error): error.sentence
    case .stage(let name, let line, let error): "line \(line), stage \(TerminalText(name)): \(error.reason)"
    case .wrongKind(let model, let makes, let wanted):
      "\(TerminalText(model)) makes \(makes.rawValue)s, not \(wanted.rawValue)s"
    case .export(let error): error.sentence
    case .backup(let error): error.sentence
    case .costFix(let job, let error): error.sentence(job)
    case .query(let error): TerminalText("\(error)").description
    case .input(let error): TerminalText("\(error)").description
    case .unknownModel(_, let nearest): reason + (nearest == nil ? "; see 'alice models'" : "")
    case .retiredModel(let name, let model):
      "\(TerminalText(name)) is gone: it \(model.reason); use \(model.replacement)"
    case .configuration(let message), .system(let message), .keySource(let message): TerminalText(message).description
    default: "\(self)"
    }
  }

  /// Returns the sentence of a refusal by the provider, the account or a limit.
  private var accountSentence: String {
    switch self {
    case .noKey: "no key for fal.ai; set FAL_KEY, or run 'alice keys setup', or try '--simulate' for free"
    case .keyRefused(let message):
      "fal.ai refused the key: \(TerminalText(message)); 'alice keys list' says which one it was, 'alice keys setup' "
        + "sets another"
    case .credentialsReadable(let file): "others can read \(file), so it is not used; run 'chmod 600 \(file)'"
    case .accountLocked(let message) where AliceError.isAboutMoney(message):
      "the fal.ai account's balance is used up; top up at fal.ai/dashboard/billing"
    case .accountLocked(let message): "fal.ai has locked the account: \(TerminalText(message))"
    case .contentPolicy(let message): "refused by the content policy: \(TerminalText(message))"
    case .overBudget(let refusal): refusal.sentence
    case .unknownPrice(let model):
      "the price of \(TerminalText(model)) for this is not known and a limit is set; nothing was sent "
        + "('--allow-unknown-price' sends it)"
    case .balanceUnknown(let reason):
      "the account's balance is not known (\(TerminalText(reason))), and nothing is sent without it: "
        + "'alice budget clear balance' removes the floor"
    case .providerRefused(let message), .providerFailed(let message): "fal.ai: \(TerminalText(message))"
    default: "\(self)"
    }
  }

  /// Returns the sentence of what became of a job.
  private var jobSentence: String {
    switch self {
    case .temporary(let message): "\(TerminalText(message)); try again later"
    case .outcomeUnknown(let job):
      "it is unknown whether fal.ai accepted job \(job): it may run and be billed, so it is not sent again; "
        + "'alice jobs resume \(job)' asks again"
    case .notSent(let job): "job \(job) was not sent and cost nothing; 'alice jobs resume \(job)' sends it"
    case .kept(let job, let reason):
      "\(TerminalText(reason)); job \(job) is kept: 'alice jobs resume \(job)' resumes it"
    case .notFiled(let job, let reason):
      "\(TerminalText(reason)); the result of job \(job) is paid for and not lost: make room for it, then "
        + "'alice jobs resume \(job)'"
    case .detached(let jobs):
      "stopped waiting; the work continues at fal.ai: 'alice jobs resume \(jobs.joined(separator: " "))' fetches it"
    case .cancelled(let job, let outcome): "job \(job) \(outcome.words(job))"
    default: "\(self)"
    }
  }
}

extension AliceError {
  /// What is wrong, without what to do about it.
  private var reason: String {
    guard case .unknownModel(let name, let nearest) = self else { return sentence }
    return "there is no model '\(TerminalText(name))'" + hint(nearest)
  }

  private func lostJournal(_ path: BytePath, _ state: String) -> String {
    "the journal of \(TerminalText(path.description)) is \(state), and with it what was spent, the limits and undo: "
      + "'alice backup FILE.tar --restore' restores it from a backup, or 'alice reindex --new-journal' creates an empty one"
  }

  private func lostSettings(_ path: BytePath, _ state: String, _ layout: String?, _ quality: Bool) -> String {
    let begin = "the settings of \(TerminalText(path.description)) are \(state), so nothing is filed: "
    guard let layout else {
      return begin + "'alice organize --layout PATTERN' sets them again (with --quality if it files by quality)"
    }
    // The command can be pasted into a shell, so quotes in the pattern are escaped.
    let pattern = "'" + TerminalText(layout).description.replacing("'", with: #"'\''"#) + "'"
    return begin
      + "this sets them to match its files: alice organize --layout \(pattern)\(quality ? " --quality" : "")"
  }

  private static func isAboutMoney(_ message: String) -> Bool {
    let text = message.lowercased()
    return text.contains("balance") || text.contains("top_up") || text.contains("top up")
  }
}
