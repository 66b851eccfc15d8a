import AliceModel
import AliceWorkspace

extension ExportError {
  /// The exit status: a wrong folder is a wrong argument; an error of the disk does not affect the other assets.
  var status: ExitStatus {
    switch self {
    case .notAFolder, .insideLibrary: .usage
    case .notCopied: .partly
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
