import AliceKit
import ArgumentParser

struct Show: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show everything known of files, inside or outside of a library.",
    discussion: """
      For a folder, all of its files are shown. A copy outside of the library that has lost its recipe is found in the \
      library by what it shows; "copy_of" in --json is then the library's file, and "file" \
      the copy. --fast reads only metadata and not the pictures: there is no id then, and the library is not used; \
      with --raw the texts are not interpreted.
      """)

  /// The format of the output.
  enum Form: String, ExpressibleByArgument, CaseIterable {
    case json, a1111, command
  }

  @Flag(name: .long, help: "Show every text in the file unchanged.")
  var raw = false

  @Flag(name: .long, help: "Read only the metadata of files, not the pictures.")
  var fast = false

  @Flag(name: .long, help: "Draw the pictures, on a terminal that can: kitty, WezTerm, iTerm2, Ghostty, Konsole.")
  var picture = false

  @Option(name: .customLong("as"), help: ArgumentHelp("The output format.", valueName: "json|a1111|command"))
  var form: Form?

  @OptionGroup var facts: FieldOptions
  @OptionGroup var selection: AssetSelection
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if picture, fast { throw ValidationError("--picture reads pictures, and --fast does not.") }
    if fast, form == .a1111 || form == .command { throw ValidationError("--fast knows no recipe for --as.") }
    if facts.fields != nil || facts.format != nil || facts.csv, fast || raw || form != nil {
      throw ValidationError(
        "--fields, --format and --csv are a form of their own; give them without --as, --raw and --fast.")
    }
  }

  func run() async throws {
    let session = try await Session(common)
    let names = try selection.names(common)
    selection.tellOfNothing(names.names, session)
    var finder = AssetFinder(session)
    let found = try selection.found(in: &finder, session, common)
    let isSingle = names.isSingle && selection.query == nil && !names.names[0].isFolder
    if picture, let drawing = try TerminalDrawing(session) {
      try await draw(names.names.compactMap { try? finder.found($0) }, found, drawing, &finder, session)
    }
    let isDocument = form == .json && session.format != .jsonLines
    let files = ListPrinter(
      try list(session, isSingle: isSingle), on: session.console,
      as: isDocument ? .json : session.format, pace: .brisk)
    try await withInterrupt { [self, finder] in
      var showing = Showing(
        files: files, console: session.console, isFast: fast, isRaw: raw, isSingle: isSingle, finder: finder,
        commandModel: form == .command ? session.settings.model(flag: nil) : nil)
      let end = Result { try showing.show(names.names, found) }
      try showing.finish(end)
    }
  }
}

extension Show {
  private func list(_ session: Session, isSingle: Bool) throws -> ListFormat<ShownFile> {
    guard let choice = try facts.choice(common) else {
      return .shown(
        form, raw: raw, isSingle: isSingle, standard: session.settings.model(flag: nil), session.console.style)
    }
    if let header = choice.header { session.console.write(header) }
    return choice.list(in: session.root, session, \.described)
  }

  /// Draws the pictures before the texts, each below its name if there are several.
  private func draw(
    _ named: [AssetFinder.Found], _ assets: [Asset], _ drawing: TerminalDrawing, _ finder: inout AssetFinder,
    _ session: Session
  ) async throws {
    let found = try named + assets.map { .asset($0, in: try finder.workspace()) }
    var service: ThumbnailService?
    for item in found {
      let (name, isFolder) = item.label
      if isFolder { continue }
      if found.count > 1 { session.console.writeLine(session.console.style.dim(TerminalText(name).description)) }
      do {
        let thumbnail: Thumbnail
        switch item {
        case .asset(let asset, let workspace):
          let thumbnails = try service ?? session.settings.thumbnails(of: workspace)
          service = thumbnails
          thumbnail = try await thumbnails.thumbnail(of: asset, edge: .edge1280, priority: .visible)
        case .file(let path):
          thumbnail = try await .make(of: path, edge: .edge1280, environment: session.settings.environment)
        }
        session.console.write(try drawing.text(of: thumbnail))
      } catch let failure as ThumbnailFailure {
        session.console.warn("\(TerminalText(name)): no picture, \(TerminalText(failure.description))")
      }
    }
  }
}

extension AssetFinder.Found {
  fileprivate var label: (name: String, isFolder: Bool) {
    switch self {
    case .asset(let asset, _): (asset.id.short, false)
    case .file(let path): (path.description, path.isFolder)
    }
  }
}

/// Shows files one after another; a failure does not stop the others.
private struct Showing {
  let files: ListPrinter<ShownFile>
  let console: Console
  let isFast: Bool
  let isRaw: Bool
  /// Whether the user named exactly one file: its document is not a list, and its error ends the command.
  let isSingle: Bool
  var finder: AssetFinder
  /// The model of commands for recipes without one, if commands are printed.
  let commandModel: String?
  private var left = LeftOut()
  private var isEmpty = true

  init(
    files: ListPrinter<ShownFile>, console: Console, isFast: Bool, isRaw: Bool, isSingle: Bool, finder: AssetFinder,
    commandModel: String?
  ) {
    self.files = files
    self.console = console
    self.isFast = isFast
    self.isRaw = isRaw
    self.isSingle = isSingle
    self.finder = finder
    self.commandModel = commandModel
  }

  mutating func show(_ names: [BytePath], _ assets: [Asset]) throws {
    for name in names {
      guard name.isFolder else {
        try show(name) { finder in try finder.found(name) }
        continue
      }
      for file in FolderFiles(name.absolute) { try show(file) { _ in .file(file) } }
    }
    for asset in assets { try show(asset.path) { finder in .asset(asset, in: try finder.workspace()) } }
  }

  private mutating func show(_ name: BytePath, _ find: (inout AssetFinder) throws -> AssetFinder.Found) throws {
    try Task.checkCancellation()
    do {
      files.add(isFast ? try header(name) : .known(try look(try find(&finder))))
      isEmpty = false
    } catch {
      if error is CancellationError || isSingle { throw error }
      console.error(Failure(describing: error).message ?? "")
      left.note(name.description, error)
    }
  }

  private func header(_ name: BytePath) throws -> ShownFile {
    .header(try AssetInspector.header(at: name.absolute, now: Clock.system.now()), withAsset: !isRaw)
  }

  private mutating func look(_ found: AssetFinder.Found) throws -> AssetDetails {
    let details = try details(found)
    guard let commandModel else { return details }
    var place: (index: Int, count: Int)?
    if case .asset(let asset, let workspace) = found { place = try? workspace.place(of: asset) }
    for note in RecipeCommand(of: details.asset, standard: commandModel, place: place).notes {
      console.note(TerminalText(note).description)
    }
    return details
  }

  private mutating func details(_ found: AssetFinder.Found) throws -> AssetDetails {
    switch found {
    case .asset(let asset, let workspace): return try AssetInspector.show(asset, in: workspace)
    case .file(let file): return try finder.completed(AssetInspector.show(file: file, now: Clock.system.now()))
    }
  }

  /// Prints the results so far, even if the error in `end` interrupted the command.
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
