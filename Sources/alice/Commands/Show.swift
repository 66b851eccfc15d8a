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
    let isSingle = names.count == 1 && !isFolder(names[0])
    let isDocument = (fast || form == .json) && session.format != .jsonLines
    let files = ListPrinter(
      .shown(form, raw: raw, isSingle: isSingle, session.console.style), on: session.console,
      as: isDocument ? .json : session.format, pace: .brisk)
    try await withInterrupt { [self] in
      var showing = Showing(
        files: files, console: session.console, isFast: fast, isRaw: raw, isSingle: isSingle, session: session)
      let end = Result { try showing.show(names) }
      try showing.finish(end)
    }
  }
}

private func isFolder(_ name: String) -> Bool {
  var isFolder: ObjCBool = false
  return FileManager.default.fileExists(atPath: name, isDirectory: &isFolder) && isFolder.boolValue
}

/// Shows files one after another. One that cannot be shown does not keep the others from it.
private struct Showing {
  let files: ListPrinter<ShownFile>
  let console: Console
  let isFast: Bool
  let isRaw: Bool
  /// One file was named: its document is not a list, and what is wrong with it is all that is wrong.
  let isSingle: Bool
  private let session: Session
  private var opened: Result<Workspace, any Error>?
  private var left = LeftOut()
  private var isEmpty = true

  init(
    files: ListPrinter<ShownFile>, console: Console, isFast: Bool, isRaw: Bool, isSingle: Bool, session: Session
  ) {
    self.files = files
    self.console = console
    self.isFast = isFast
    self.isRaw = isRaw
    self.isSingle = isSingle
    self.session = session
  }

  mutating func show(_ names: [String]) throws {
    for name in names {
      guard isFolder(name) else {
        try show(BytePath(name)) { showing in try showing.look(name) }
        continue
      }
      for file in FolderFiles(BytePath(name).absolute) {
        try show(file) { _ in try AssetInspector.show(file: file, now: Clock.system.now()) }
      }
    }
  }

  private mutating func show(
    _ name: BytePath, _ look: (inout Showing) throws -> AssetInspector.Result
  ) throws {
    try Task.checkCancellation()
    do {
      files.add(isFast ? try header(name) : .known(try look(&self)))
      isEmpty = false
    } catch {
      if error is CancellationError || isSingle { throw error }
      console.warn(Failure(describing: error).message ?? "")
      left.note(name.description, error)
    }
  }

  private func header(_ name: BytePath) throws -> ShownFile {
    .header(try AssetInspector.header(at: name.absolute, now: Clock.system.now()), withAsset: !isRaw)
  }

  /// The library is opened once, for the first name.
  private mutating func look(_ name: String) throws -> AssetInspector.Result {
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

  /// Prints what was shown, also where `end` is an error that ended it early.
  func finish(_ end: Result<Void, any Error>) throws {
    if isEmpty { try end.get() }
    files.finish { objects in
      if isSingle, let only = objects.first?.objectValue { return only }
      return ["files": .array(objects), "refused": left.json]
    }
    try end.get()
    try left.check(isAnythingDone: !isEmpty)
  }
}
