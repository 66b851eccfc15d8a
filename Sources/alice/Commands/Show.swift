import AliceKit
import ArgumentParser
import Foundation

struct Show: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show everything known of files, inside or outside of a library.",
    discussion: """
      For a folder, all of its files are shown. --fast reads only metadata and not the pictures: there is no id then, \
      and the library is not used; with --raw the texts are not interpreted.
      """)

  /// The format of the output.
  enum Form: String, ExpressibleByArgument, CaseIterable {
    case json, a1111, command
  }

  @Argument(help: ArgumentHelp("Ids (four digits or more), files or folders.", valueName: "id|file"))
  var names: [String]

  @Flag(name: .long, help: "Show every text in the file unchanged.")
  var raw = false

  @Flag(name: .long, help: "Read only the metadata of files, not the pictures.")
  var fast = false

  @Option(name: .customLong("as"), help: ArgumentHelp("The output format.", valueName: "json|a1111|command"))
  var form: Form?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if fast, form == .a1111 || form == .command { throw ValidationError("--fast prints --json or --jsonl.") }
  }

  func run() async throws {
    let session = try await Session(common)
    let show = self
    try await withInterrupt {
      var output = ShowOutput(
        session: session, raw: show.raw, form: show.isJSON ? .json : show.form, isSingle: show.isSingle)
      do {
        try show.showAll(session, &output)
      } catch {
        return try output.finish(error)
      }
      try output.finish()
    }
  }

  private var isJSON: Bool { common.json || fast && !common.jsonl }
  private var isSingle: Bool { names.count == 1 && !isFolder(names[0]) }

  private func isFolder(_ name: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: name, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// Shows all files; a failure does not stop the others.
  private func showAll(_ session: Session, _ output: inout ShowOutput) throws {
    var shelf = Shelf(session: session)
    for name in names {
      let path = BytePath(name)
      if isFolder(name) {
        for file in FolderFiles(path.absolute) {
          try show(file.description, &output) { try fast ? .header(at: file) : .of(file) }
        }
      } else {
        try show(name, &output) { try fast ? .header(at: path.absolute) : .known(shelf.result(for: name)) }
      }
    }
  }

  /// The information on one file.
  private enum Shown {
    case known(AssetInspector.Result)
    case header(FileHeader)

    static func of(_ file: BytePath) throws -> Shown {
      .known(try AssetInspector.show(file: file, now: Clock.system.now()))
    }

    static func header(at file: BytePath) throws -> Shown {
      .header(try AssetInspector.header(at: file, now: Clock.system.now()))
    }
  }

  private func show(_ name: String, _ output: inout ShowOutput, _ look: () throws -> Shown) throws {
    try Task.checkCancellation()
    do {
      switch try look() {
      case .known(let result): try output.show(result)
      case .header(let header): try output.show(header, withAsset: !raw)
      }
    } catch {
      try output.note(name, error)
    }
  }

  /// Looks up names. The library is opened once, for the first of them.
  private struct Shelf {
    let session: Session
    private var opened: Result<Workspace, any Error>?

    init(session: Session) { self.session = session }

    mutating func result(for name: String) throws -> AssetInspector.Result {
      let isFile = FileManager.default.fileExists(atPath: name)
      do {
        let library = opened ?? Result { try session.openLibrary() }
        opened = library
        let workspace = try library.get()
        return try AssetInspector.show(try workspace.asset(named: name), in: workspace)
      } catch AliceError.noSuchAsset where isFile {
      } catch let error as AliceError where isFile && error.status == .library {
      }
      return try AssetInspector.show(file: BytePath(name), now: Clock.system.now())
    }
  }
}
