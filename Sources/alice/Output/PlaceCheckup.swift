import AliceKit
import Foundation

/// Where alice keeps and looks for things, and whether they are there.
struct PlaceCheckup {
  private let session: Session

  init(_ session: Session) { self.session = session }

  func findings() -> [CheckupLine] {
    let home = session.settings.environment["HOME"] ?? "."
    let environment = session.settings.environment
    func folder(_ name: String, _ standard: String) -> String {
      environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + standard
    }
    let config = folder("XDG_CONFIG_HOME", "/.config") + "/alice/config.yaml"
    let cache = folder("XDG_CACHE_HOME", "/.cache") + "/alice"
    return [
      file("configuration", config, without: "the settings are the built-in ones"),
      library, record("catalog", "catalog.sqlite"), record("journal", "journal.sqlite"),
      file("cache", cache, without: "thumbnails are made when they are first needed"), key,
    ].compactMap { $0 } + scripts(home)
  }

  private func file(_ name: String, _ path: String, without cost: String) -> CheckupLine {
    let isThere = FileManager.default.fileExists(atPath: path)
    return CheckupLine(name, isThere ? .fine : .missing, TerminalText(path).description, cost: cost)
  }

  private var library: CheckupLine {
    let root = TerminalText(session.root.description).description
    do {
      let workspace = try session.openLibrary()
      let count = try Searcher(workspace).count(.all)
      return CheckupLine("library", .fine, "\(root), \(counted(count, "asset"))")
    } catch {
      let reason = Failure(describing: error).message ?? "it cannot be opened"
      let isAbsent = !session.root.appending(".alice").exists
      return CheckupLine("library", isAbsent ? .missing : .broken, root, cost: reason)
    }
  }

  /// A database of the library; nil if there is no library.
  private func record(_ name: String, _ file: String) -> CheckupLine? {
    let folder = session.root.appending(".alice")
    guard folder.exists else { return nil }
    let path = folder.appending(file)
    let attributes = try? FileManager.default.attributesOfItem(atPath: path.description)
    guard let size = (attributes?[.size] as? NSNumber)?.uint64Value else {
      return CheckupLine(
        name, .missing, TerminalText(path.description).description, cost: "'alice check' says what to do")
    }
    if name == "journal", let problem = journalProblem {
      return CheckupLine(name, .broken, TerminalText(path.description).description, cost: problem)
    }
    return CheckupLine(name, .fine, "\(TerminalText(path.description)), \(byteText(size))")
  }

  /// What prevents reading the journal; nil also if the library cannot be opened, which has a line of its own.
  private var journalProblem: String? {
    guard let workspace = try? session.openLibrary() else { return nil }
    do {
      _ = try workspace.journalForReading()
      return nil
    } catch {
      return Failure(describing: error).message ?? "it cannot be opened"
    }
  }

  private var key: CheckupLine {
    let sources = Credentials(environment: session.settings.environment).sources()
    let used = sources.first { $0.isUsed }
    return CheckupLine(
      "key of fal.ai", used == nil ? .missing : .fine, used.map { TerminalText($0.name).description } ?? "none",
      cost: "nothing real can be generated; 'alice keys setup' keeps one")
  }

  private func scripts(_ home: String) -> [CheckupLine] {
    let environment = session.settings.environment
    return CompletionShell.allCases.filter { $0.isInstalled(environment) }.map { shell in
      file(
        "completion of \(shell.rawValue)", shell.file(home: home, environment: environment),
        without: "'alice completions install' writes it")
    }
  }
}
