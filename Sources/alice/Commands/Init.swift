import AliceKit
import ArgumentParser

struct Init: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Create a library.",
    discussion: """
      Other commands create one if they need it, but not where there was one before: its disk may not be plugged in. \
      Only 'alice organize SOURCE' replaces a removed library by itself. Files in the folder stay as they are; 'alice \
      reindex' adds them to the catalog.
      """)

  @Argument(help: ArgumentHelp("The folder. Default: that of --library.", valueName: "dir"))
  var folder: String?

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
    let isThere = try isThere(session.root)
    let root = try dryRun ? session.root : session.makeLibrary(anew: .always).root
    let answer: JSONObject = ["library": .string(root.description), "made": .bool(!isThere)]
    session.console.write(document: answer, objects: [.object(answer)], paths: [root], as: session.format)
    let verb = isThere ? "is there already" : dryRun ? "would be made" : "was made"
    session.console.note("the library at \(TerminalText(root.description)) \(verb)")
  }

  private func isThere(_ root: BytePath) throws -> Bool {
    do {
      return try Workspace.openIfPresent(root) != nil
    } catch AliceError.catalogMissing {
      return false
    }
  }
}
