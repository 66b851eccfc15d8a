import AliceFal
import AliceWorkspace

extension AliceError {
  /// Translates an error of the client, the library or the catalog; returns nil for all others.
  package init?(describing error: any Error) {
    if let error = error as? FalError {
      self.init(error)
    } else {
      self.init(local: error)
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

extension FalError {
  /// Whether the provider's response is final, so that a repeated request would get the same one.
  var endsTheJob: Bool {
    switch self {
    case .invalidInput, .contentPolicy, .failed: true
    case .notFound, .gone, .withdrawn, .stillRunning, .badAnswer, .tooLarge, .noKey, .notSent, .outcomeUnknown,
      .unauthorized, .locked, .rateLimited,
      .unavailable, .notReady,
      .connectionLost, .timedOut, .notWritten, .notRead, .uploadRefused, .forbiddenAddress, .cancelled:
      false
    }
  }

  /// Whether every other request would fail with the same error.
  var concernsTheAccount: Bool {
    switch self {
    case .noKey, .unauthorized, .locked: true
    default: false
    }
  }

  /// Whether the error may be temporary, so that a later attempt can succeed.
  var isPassing: Bool {
    switch self {
    case .notSent, .rateLimited, .unavailable, .notReady, .stillRunning, .connectionLost, .timedOut: true
    default: false
    }
  }
}
