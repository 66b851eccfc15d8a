import AliceKit
import ArgumentParser

struct Init: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Create a library.",
    discussion: """
      Other commands create one if they need it, but not where there was one before: its disk may not be plugged in. \
      Only 'alice organize SOURCE' replaces a removed library by itself. Files in the folder stay as they are; 'alice \
      reindex' adds them to the catalog.
      With --keep-layout the pictures of the folder are indexed where they are: none is moved, renamed or changed, now \
      or later. A verdict is written into the file that it is about. New results get a folder of their own, 'Alice'.
      """)

  @Argument(help: ArgumentHelp("The folder. Default: that of --library.", valueName: "dir"))
  var folder: String?

  @Flag(name: .long, help: "Index the files of the folder in place, and never move them.")
  var keepLayout = false

  @Flag(name: [.customShort("n"), .long], help: "Show what would be done; write nothing.")
  var dryRun = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard folder == nil || common.library == nil else {
      throw ValidationError("Give the folder once, with or without --library.")
    }
  }

  func run() async throws {
    var options = common
    options.library = folder ?? common.library
    let session = try await Session(options)
    if keepLayout { return try await keep(session) }
    let isThere = try isThere(session.root)
    let root = try dryRun ? session.root : session.makeLibrary(anew: .always).root
    let answer: JSONObject = ["library": .string(root.description), "made": .bool(!isThere)]
    session.console.write(document: answer, objects: [.object(answer)], paths: [root], as: session.format)
    let verb = isThere ? "is there already" : dryRun ? "would be made" : "was made"
    session.console.note("the library at \(TerminalText(root.description)) \(verb)")
  }

  private func keep(_ session: Session) async throws {
    let root = session.root
    guard !dryRun else {
      let count = try KeptLibrary(root).count()
      let answer: JSONObject = ["library": .string(root.description), "made": false, "files": JSONValue(count)]
      session.console.write(document: answer, objects: [.object(answer)], paths: [root], as: session.format)
      return session.console.note(
        "would make a library of \(TerminalText(root.description)), and index \(counted(count, "file")) in place")
    }
    let library = session.library
    let report = try await session.watching(goOn: "no file was changed, and the same command begins again") {
      try library.makeKeeping(progress: $0)
    }
    let answer: JSONObject = [
      "library": .string(root.description), "made": true, "assets": JSONValue(report.assets),
      "duplicates": JSONValue(report.duplicates.count), "passed_over": JSONValue(report.passedOver.count),
      "unreachable": .array(report.unreachable.map { .string($0.description) }),
    ]
    session.console.write(document: answer, objects: [.object(answer)], paths: [root], as: session.format)
    session.console.note(
      "\(counted(report.assets, "asset")) indexed in place; \(report.duplicates.count) show what another one shows, "
        + "\(report.passedOver.count) are no media")
    for path in report.unreachable { session.console.warn("could not be read: \(TerminalText(path.description))") }
    if !report.unreachable.isEmpty { throw Failure(.partly) }
  }

  private func isThere(_ root: BytePath) throws -> Bool {
    do {
      return try Workspace.openIfPresent(root) != nil
    } catch AliceError.catalogMissing {
      return false
    }
  }
}
