import AliceModel
import AliceWorkspace

/// The error that ends a command or a request of a front end: a sentence for the user and a status for scripts.
package struct Failure: Error {
  package let status: ExitStatus
  package let message: String?

  package init(_ status: ExitStatus, _ message: String? = nil) {
    self.status = status
    self.message = message
  }

  /// Creates a failure for any error.
  package init(describing error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as AliceError: self.init(error)
    case let error as SearchQueryError: self.init(.usage, "\(TerminalText("\(error)"))")
    case let error as InputError: self.init(.usage, "\(TerminalText("\(error)"))")
    case let error as ForeignError: self.init(error.status, "\(TerminalText("\(error)"))")
    case is CancellationError: self.init(.interrupted)
    default:
      if let error = AliceError(describing: error) {
        self.init(error)
      } else {
        self.init(.partly, "\(TerminalText("\(error)"))")
      }
    }
  }

  private init(_ error: AliceError) { self.init(error.status, error.sentence) }
}

extension ForeignError {
  fileprivate var status: ExitStatus {
    switch self {
    case .notFound, .unknownSchema, .tooLarge: .usage
    case .unreadable: .partly
    }
  }
}
