import AliceCatalog
import AliceFal
import AliceLibrary

extension AliceError {
  /// For what an adapter threw and nobody translated; nil for what no adapter throws.
  package init?(describing error: any Error) {
    switch error {
    case let error as AliceError: self = error
    case LibraryError.missing(let path): self = .system("\(path) is not there")
    case let error as LibraryError: self.init(error, library: AliceError.library(of: error.path))
    case let error as CatalogError: self.init(error, library: AliceError.library(of: BytePath(error.path)))
    case let error as FalError: self.init(error)
    default: return nil
    }
  }

  init(_ error: LibraryError, library root: BytePath) {
    switch error {
    case .missing, .notALibrary: self = .libraryMissing(root)
    case .locked: self = .libraryLocked(root)
    case .system("open", _, let code) where code == 20: self = .libraryMissing(root)
    default: self = .system("\(error)")
    }
  }

  init(_ error: CatalogError, library root: BytePath) {
    let isJournal = BytePath(error.path).lastComponent == Records.journal.rawValue
    switch error {
    case .newerSchema: self = .libraryTooNew(root)
    case .missing: self = isJournal ? .journalMissing(root) : .catalogMissing(root)
    case .damaged: self = isJournal ? .journalDamaged(root) : .catalogDamaged(root)
    case .busy: self = .libraryLocked(root)
    case .noSpace: self = .system("the disk of the library at \(root) is full")
    case .notWritable: self = .libraryReadOnly(root)
    case .cannotOpen, .failed: self = .system("\(error)")
    }
  }

  init(_ error: FalError) {
    switch error {
    case .unauthorized(let message): self = .keyRefused(message)
    case .locked(let message): self = .accountLocked(message)
    case .contentPolicy(let message): self = .contentPolicy(message)
    case .rateLimited, .notSent, .unavailable, .timedOut, .connectionLost, .notReady, .stillRunning:
      self = .temporary("\(error)")
    case .notFound, .gone, .invalidInput, .withdrawn: self = .providerRefused("\(error)")
    case .noKey: self = .noKey
    case .notRead: self = .system("\(error)")
    default: self = .providerFailed("\(error)")
    }
  }
}

extension AliceError {
  /// The library whose `.alice` a file lies in.
  private static func library(of path: BytePath) -> BytePath {
    var folder = path
    while let parent = folder.parent, parent != folder {
      if folder.lastComponent == ".alice" { return parent }
      folder = parent
    }
    return path
  }
}

extension FalError {
  /// The provider's last word on a job: asking again would get the same answer.
  var endsTheJob: Bool {
    switch self {
    case .invalidInput, .contentPolicy, .failed: true
    case .notFound, .gone, .withdrawn, .stillRunning, .badAnswer, .tooLarge, .noKey, .notSent, .outcomeUnknown,
      .unauthorized, .locked, .rateLimited,
      .unavailable, .notReady,
      .connectionLost, .timedOut, .notWritten, .notRead, .forbiddenAddress, .cancelled:
      false
    }
  }
}
