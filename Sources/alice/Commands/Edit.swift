import AliceKit
import ArgumentParser

struct Edit: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit", abstract: "Add a note or a title; correct prompt, date or project.",
    usage: "alice edit [<options>] <id|file> ...",
    discussion: """
      What you say stands beside what was generated, which stays recorded: 'alice show' prints both, and a search finds \
      the words of both. It is written into the file, then into the catalog; 'alice undo' takes it back. An empty text \
      removes what you said. Files stay where they are until 'alice organize'.
      """)

  @Option(
    name: .long, parsing: .unconditional, help: ArgumentHelp("The note; 'note:WORD' finds it.", valueName: "text"))
  var note: String?

  @Option(name: .long, parsing: .unconditional, help: ArgumentHelp("The title, one line.", valueName: "text"))
  var title: String?

  @Option(
    name: .long, parsing: .unconditional,
    help: ArgumentHelp("The prompt, instead of the generated one.", valueName: "text"))
  var prompt: String?

  @Option(
    name: .long,
    help: ArgumentHelp("When it was made: 2026-11-22, 2026-11-22T18:04, yesterday.", valueName: "date"))
  var date: String?

  @Option(name: .long, parsing: .unconditional, help: ArgumentHelp("The project.", valueName: "text"))
  var project: String?

  @Flag(name: .long, help: "Write the mark that AI made it, as IPTC defines it.")
  var disclosure = false

  @Flag(name: [.customShort("n"), .long], help: "Show what would be done.")
  var dryRun = false

  @OptionGroup var selection: AssetSelection
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if note == nil, title == nil, prompt == nil, date == nil, project == nil, !disclosure {
      throw ValidationError("Say what to change: --note, --title, --prompt, --date, --project or --disclosure.")
    }
  }

  func run() async throws {
    var edit = AssetEdit()
    edit.note = try note.map { try text($0, "note", lines: true) }
    edit.title = try title.map { try text($0, "title", lines: false) }
    edit.prompt = try prompt.map { try text($0, "prompt", lines: true) }
    edit.project = try project.map { try text($0, "project", lines: false) }
    if let date { edit.created = try moment(date, try await Session(common).dates) }
    edit.discloses = disclosure
    try await Annotation(common: common, selection: selection, dryRun: dryRun, note: hint)
      .apply(.init(edit: edit), to: selection.words)
  }

  private func text(_ text: String, _ name: String, lines: Bool) throws -> String? {
    do throws(EditError) {
      return try AssetEdit.text(text, lines: lines)
    } catch .tooLong(let limit) {
      throw Failure(.usage, "the \(name) is too long: at most \(limit) bytes")
    } catch {
      throw Failure(.usage, "the \(name) must be \(lines ? "plain text" : "one line of plain text")")
    }
  }

  /// Returns nil for an empty text.
  private func moment(_ text: String, _ dates: SearchContext) throws -> Timestamp? {
    try text.allSatisfy(\.isWhitespace) ? nil : Timestamp(said: text, dates)
  }

  /// What happens later because of the change.
  private var hint: String? {
    guard date != nil || project != nil else { return nil }
    return "files stay where they are; 'alice organize' moves those that the layout puts elsewhere now"
  }
}
