import AliceKit
import ArgumentParser
import Foundation

struct Show: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show everything known of files, in or out of a library.",
    discussion: """
      Of a folder all files are shown. --fast reads what is written in files and not the pictures: there is no id then,
      and a library is not asked; with --raw nothing is made of the texts.
      """)

  /// In whose words.
  enum Form: String, ExpressibleByArgument, CaseIterable {
    case json, a1111, command
  }

  @Argument(help: ArgumentHelp("Ids (four digits or more), files or folders.", valueName: "id|file"))
  var names: [String]

  @Flag(name: .long, help: "Show every text in the file as it stands there.")
  var raw = false

  @Flag(name: .long, help: "Read only what is written in files, not the pictures.")
  var fast = false

  @Option(name: .customLong("as"), help: ArgumentHelp("In whose words.", valueName: "json|a1111|command"))
  var form: Form?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if fast, form == .a1111 || form == .command { throw ValidationError("--fast prints --json or --jsonl.") }
  }

  func run() async throws {
    let session = try await Session(common)
    var output = ShowOutput(session: session, raw: raw, form: isJSON ? .json : form, isSingle: isSingle)
    if fast {
      try showFast(session, &output)
    } else {
      for name in names { try show(name, session, &output) }
    }
    try output.finish()
  }

  private var isJSON: Bool { common.json || fast && !common.jsonl }
  private var isSingle: Bool { names.count == 1 && !isFolder(names[0]) }

  private func isFolder(_ name: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: name, isDirectory: &isFolder) && isFolder.boolValue
  }

  private func show(_ name: String, _ session: Session, _ output: inout ShowOutput) throws {
    guard isFolder(name) else { return try output.show(try find(name, session)) }
    for file in FolderFiles(BytePath(name).absolute) {
      do { try output.show(try ShowJob.show(file: file, now: Clock.system.now())) } catch { output.note(error) }
    }
  }

  private func find(_ name: String, _ session: Session) throws -> ShowJob.Result {
    let isFile = FileManager.default.fileExists(atPath: name)
    do {
      let workspace = try session.openLibrary()
      return try ShowJob.show(try workspace.asset(named: name), in: workspace)
    } catch AliceError.noSuchAsset where isFile {
    } catch let error as AliceError where isFile && error.status == .library {
    }
    return try ShowJob.show(file: BytePath(name), now: Clock.system.now())
  }

  private func showFast(_ session: Session, _ output: inout ShowOutput) throws {
    let now = Clock.system.now()
    for name in names {
      for file in FolderFiles(BytePath(name).absolute) {
        do {
          try output.show(try ShowJob.glance(at: file, now: now), withAsset: !raw)
        } catch  where isSingle {
          throw error
        } catch {
          output.note(error)
        }
      }
    }
  }
}
