import AliceCatalog
import AliceFal
import AliceLibrary

extension AliceError {
  init(_ error: LibraryError, library root: BytePath) {
    switch error {
    case .missing, .notALibrary: self = .libraryMissing(root)
    case .locked: self = .libraryLocked(root)
    default: self = .system("\(error)")
    }
  }

  init(_ error: CatalogError, library root: BytePath) {
    switch error {
    case .newerSchema: self = .libraryTooNew(root)
    case .damaged: self = .catalogDamaged(root)
    default: self = .system("\(error)")
    }
  }

  init(_ error: FalError) {
    switch error {
    case .unauthorized(let message): self = .keyRefused(message)
    case .locked(let message): self = .accountLocked(message)
    case .contentPolicy(let message): self = .contentPolicy(message)
    case .rateLimited, .notSent, .unavailable, .timedOut, .connectionLost, .notReady: self = .temporary("\(error)")
    case .notFound, .invalidInput: self = .providerRefused("\(error)")
    case .noKey: self = .noKey
    default: self = .providerFailed("\(error)")
    }
  }
}

extension FalError {
  /// The provider's last word on a job: asking again would get the same answer.
  var endsTheJob: Bool {
    switch self {
    case .notFound, .invalidInput, .contentPolicy, .failed, .badAnswer, .tooLarge: true
    case .noKey, .notSent, .outcomeUnknown, .unauthorized, .locked, .rateLimited, .unavailable, .notReady,
      .connectionLost, .timedOut, .notWritten, .forbiddenAddress, .cancelled:
      false
    }
  }
}
