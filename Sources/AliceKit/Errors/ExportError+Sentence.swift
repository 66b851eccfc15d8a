import AliceModel
import AliceWorkspace

extension ExportError {
  /// The exit status: a wrong folder is a wrong argument; an error of the disk does not affect the other assets.
  var status: ExitStatus {
    switch self {
    case .notAFolder, .insideLibrary, .exists, .tooMany: .usage
    case .notCopied, .notWritten, .notConverted, .archiveTooLarge: .partly
    }
  }

  var sentence: String {
    switch self {
    case .notAFolder(let folder): "\(TerminalText(folder.description)) is not a folder that can be written to"
    case .insideLibrary(let folder):
      "\(TerminalText(folder.description)) is in the library; export to a folder outside of it"
    case .notCopied(let name, _, let reason?):
      "\(TerminalText(name.description)) could not be copied: \(TerminalText(reason))"
    case .notCopied(let name, let folder, nil):
      "\(TerminalText(name.description)) could not be copied to \(TerminalText(folder.description))"
    case .notConverted(let path, let reason):
      "\(TerminalText(path.description)) is left out: \(TerminalText(reason))"
    case .archiveTooLarge: "a ZIP file holds at most 4 GB and 65,535 files; export fewer, or without '--zip'"
    case .exists(let file): "\(TerminalText(file.description)) exists; '--force' replaces it"
    case .notWritten(let file, let reason):
      "\(TerminalText(file.description)) could not be written: \(TerminalText(reason))"
    case .tooMany(let count, let most):
      "\(count) assets are too many for one sheet, which holds \(most); narrow the query"
    }
  }
}

extension CostFixError {
  func sentence(_ job: String) -> String {
    switch self {
    case .free: "job \(job) was simulated, and is free"
    case .open: "job \(job) has not ended: 'alice jobs resume \(job)' asks for its bill"
    case .neverSent: "job \(job) never reached the provider, so nothing was billed for it"
    }
  }
}
