import AliceKit
import ArgumentParser

struct Sheet: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sheet", abstract: "Write a contact sheet: one HTML file that works offline.",
    discussion: """
      The file holds small pictures, prompts and facts of up to \(SheetRequest.mostAssets) assets, newest first. It needs \
      no network and no other file, and opens in any browser. --strip leaves out prompts, parameters, names, tags and \
      costs. Videos and some formats need ffmpeg for their picture.
      """)

  @Argument(help: ArgumentHelp("The file to write.", valueName: "out.html"))
  var file: String

  @Argument(
    help: ArgumentHelp(
      "What to look for, as in 'alice search'; without words everything. - reads ids or files from standard input.",
      valueName: "query"))
  var words: [String] = []

  @Option(name: .long, help: ArgumentHelp("The longest side of the pictures: 64 to 1024.", valueName: "pixels"))
  var edge = 240

  @Option(name: .long, help: ArgumentHelp("The title of the page.", valueName: "text"))
  var title: String?

  @Flag(name: .long, help: "Leave out prompts, parameters, names, tags and costs.")
  var strip = false

  @Flag(name: .long, help: "Replace the file if it exists.")
  var force = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard SheetRequest.edges.contains(edge) else { throw ValidationError("--edge is from 64 to 1024.") }
  }

  func run() async throws {
    let session = try await Session(common)
    let text = words == ["-"] ? "" : DashWords.unmarked(words).joined(separator: " ")
    let workspace = try session.openLibrary(for: text)
    let (assets, left) = try words == ["-"] ? named(in: workspace) : (found(text, workspace, session), LeftOut())
    let writer = SheetWriter(workspace, thumbnails: try session.settings.thumbnails(of: workspace))
    let request = SheetRequest(edge: edge, title: title ?? defaultTitle(text), strips: strip, replaces: force)
    let report = try await session.watching(goOn: "no file was written, and the same command begins again") {
      [file] progress in
      try await writer.write(assets, to: BytePath(file), request, progress: progress)
    }
    session.console.write(document: report.json, paths: [report.file], as: session.format)
    for reason in Set(report.withoutPicture.map(\.reason)).sorted() {
      let count = report.withoutPicture.count { $0.reason == reason }
      session.console.warn("\(count) without a picture: \(TerminalText(reason))")
    }
    try left.tell(session.console, isAnythingDone: true)
  }

  private func found(_ text: String, _ workspace: Workspace, _ session: Session) throws -> [Asset] {
    let query = try session.query(text, in: workspace)
    let searcher = Searcher(workspace)
    let count = try searcher.count(query)
    guard count > 0 else { throw try session.nothingFound(query, searcher) }
    try Sheet.admit(count)
    return try searcher.run(query, order: .newest, limit: nil, looks: false).assets
  }

  /// Returns the assets that standard input names, in its order.
  private func named(in workspace: Workspace) throws -> ([Asset], LeftOut) {
    let names = try NameList(words, nul: common.nul).names
    try Sheet.admit(names.count)
    var finder = AssetFinder(workspace)
    var left = LeftOut()
    return (try left.finding(names) { try finder.asset($0) }, left)
  }

  /// The writer refuses more than it holds.
  private static func admit(_ count: Int) throws {
    guard count <= SheetRequest.mostAssets else {
      throw AliceError.export(.tooMany(count, most: SheetRequest.mostAssets))
    }
  }

  /// The query is the title, unless it may contain words of prompts that must not be in the file.
  private func defaultTitle(_ query: String) -> String? { strip || query.isEmpty || query == "*" ? nil : query }
}
