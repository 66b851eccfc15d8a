import AliceKit
// Public, as is the type that is made an argument below.
public import ArgumentParser

struct Export: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Copy assets to a folder, for sharing.",
    usage: """
      alice export [<options>] <id|file> ... <folder>
      alice export [<options>] --to <folder> <id|file> ...
      """,
    discussion: """
      By default a copy contains all that the library knows of the asset. --strip keeps only the picture: no prompt, \
      place or price. --sidecar puts all metadata into NAME.EXT.xmp next to a stripped copy. --as a1111 keeps only the \
      text that Automatic1111's web UI and most sites read. A signed file loses its signature by any of the three, and \
      keeps it by default. Nothing is overwritten: if another file has the name, a copy gets a number. The same command \
      again copies only what is missing.

      --size, --format and --max-bytes make pictures smaller, never larger, upright, and JPEG over white; what fits \
      already is copied as it is. A new picture keeps its recipe unless --strip is given. Films and other files keep \
      their size and format, and are left out where another was asked for. --for knows what a place takes: \
      civitai (PNG, JPEG or WebP with the recipe, 50 MB), instagram (JPEG, 1080 wide, 8 MB, stripped), web (WebP, 2048 \
      long, stripped); options beside it count more.
      """)

  /// The format of the metadata.
  enum Words: String, ExpressibleByArgument, CaseIterable {
    case a1111
  }

  /// The form of captions.
  enum Captions: String, ExpressibleByArgument, CaseIterable {
    case txt
  }

  @Option(name: .long, help: ArgumentHelp("The folder, else the last word.", valueName: "folder"))
  var to: String?

  @Flag(name: .long, help: "Keep only the picture.")
  var strip = false

  @Flag(name: .long, help: "Put all metadata into a sidecar, and none into the file.")
  var sidecar = false

  @Option(name: .customLong("as"), help: ArgumentHelp("Keep only the recipe, in this format.", valueName: "a1111"))
  var words: Words?

  @Option(
    name: .long,
    help: ArgumentHelp("Make pictures at most this long, in pixels.", valueName: "n"), transform: Export.size)
  var size: Int?

  @Option(name: .long, help: ArgumentHelp("Convert pictures.", valueName: "png|jpeg|webp"), transform: Export.format)
  var format: ExportFormat?

  @Option(
    name: .long, help: ArgumentHelp("Make pictures fit into this size: 800kB, 8MB.", valueName: "size"),
    transform: Export.bytes)
  var maxBytes: UInt64?

  @Option(
    name: .long,
    help: ArgumentHelp("Name the copies by a pattern, as layouts are: '{date}/{model}-{name}'.", valueName: "pattern"))
  var name: String?

  @Flag(name: .long, help: "Put everything into one ZIP file: the folder's 'alice-export.zip', or a name in .zip.")
  var zip = false

  @Option(
    name: .long, help: ArgumentHelp("Put the prompt, else the tags, into NAME.txt beside each.", valueName: "txt"))
  var captions: Captions?

  @Option(name: .customLong("for"), help: ArgumentHelp("What a place takes.", valueName: "civitai|instagram|web"))
  var preset: ExportPreset?

  @Flag(name: [.customShort("n"), .long], help: "Show what would be copied; write nothing.")
  var dryRun = false

  @OptionGroup var selection: AssetSelection
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard [strip, sidecar, words != nil].count(where: { $0 }) <= 1 else {
      throw ValidationError("Only one of --strip, --sidecar and --as can be given.")
    }
  }

  func run() async throws {
    var names = selection.words
    guard let folder = to ?? names.popLast(), !names.isEmpty || selection.query != nil || to != nil else {
      throw Failure(.usage, "give one or more ids, then the folder")
    }
    let session = try await Session(common)
    let workspace = try session.openLibrary()
    if AssetID.isPrefix(folder), !BytePath(folder).exists, (try? workspace.asset(named: BytePath(folder))) != nil {
      throw Failure(.usage, "'\(folder)' is an asset; give the folder last")
    }
    let (assets, unknown) = try selection.assets(of: names, in: workspace, session, common)
    let target = BytePath(folder)
    let archive = zip ? (target.fileExtension == "zip" ? target.lastComponent : "alice-export.zip") : nil
    let isArchiveNamed = zip && target.fileExtension == "zip"
    let place = isArchiveNamed ? target.parent ?? BytePath(".") : target
    let exporter = try Exporter(workspace, to: place, try request())
    if dryRun {
      session.console.write(assets, .assets(in: session.root), as: session.format) {
        ["assets": .array($0), "refused": unknown.json]
      }
      return try unknown.tell(session.console, isAnythingDone: !assets.isEmpty)
    }
    let result = try await session.watching(goOn: "the same command copies the rest") { progress in
      if let archive { return try Export.archive(assets, exporter, archive, unknown, progress) }
      return Export.export(assets, exporter, unknown, progress)
    }
    try tell(result.files, result.left, of: assets.count, session)
  }

  private func tell(_ exported: [ExportedFile], _ left: LeftOut, of total: Int, _ session: Session) throws {
    session.console.write(exported, zip ? .entries : .copies, as: session.format) {
      ["exported": .array($0), "refused": left.json]
    }
    let already = exported.count(where: \.wasThere)
    if zip, let file = exported.first?.file {
      let end: UInt8 = session.format == .nulPaths ? 0 : 0x0A
      if !session.format.isJSON { session.console.write(bytes: file.bytes + [end]) }
      session.console.note("\(counted(exported.count, "file")) in one archive" + (already > 0 ? ", there already" : ""))
    } else if already > 0 {
      session.console.note("\(exported.count - already) copied, \(already) there already")
    }
    try left.tell(
      session.console, isAnythingDone: !exported.isEmpty,
      stopped: "stopped: \(exported.count) of \(counted(total, "asset")) copied; the same command copies the rest")
  }

  /// Copies all assets; a failure does not stop the others.
  private static func export(
    _ assets: [Asset], _ exporter: Exporter, _ left: LeftOut, _ progress: FileProgress
  ) -> (files: [ExportedFile], left: LeftOut) {
    var left = left
    var exported: [ExportedFile] = []
    progress.begin(.exporting, total: assets.count)
    for asset in assets {
      do {
        try Task.checkCancellation()
        exported.append(try Optional(progress).holding(asset.path) { try exporter.export(asset) })
        progress.advance()
      } catch {
        left.note(asset.path.description, error)
        if left.isInterrupted { break }
      }
    }
    return (exported, left)
  }

  /// Copies all assets into one archive; without any, none is written.
  private static func archive(
    _ assets: [Asset], _ exporter: Exporter, _ name: BytePath, _ left: LeftOut, _ progress: FileProgress?
  ) throws -> (files: [ExportedFile], left: LeftOut) {
    var left = left
    progress?.begin(.exporting, total: assets.count)
    let files = try exporter.archive(assets, as: name) { asset, error in
      try Task.checkCancellation()
      if let error { left.note(asset.path.description, error) }
      progress?.advance()
    }.files
    return (files, left)
  }

  private func request() throws -> ExportRequest {
    var request = preset?.request ?? ExportRequest()
    if strip || sidecar || words != nil { request.form = form }
    if let size { (request.edge, request.width) = (size, nil) }
    if let format { request.format = format }
    if let maxBytes { request.maximumBytes = maxBytes }
    request.captions = captions != nil
    do {
      request.name = try name.map { try Layout(parsing: $0) }
    } catch {
      throw Failure(.usage, "'\(TerminalText(name ?? ""))' cannot be a pattern of names: \(TerminalText("\(error)"))")
    }
    return request
  }

  private static func size(_ text: String) throws -> Int {
    guard let size = Int(text), (1...100_000).contains(size) else {
      throw ValidationError("'\(TerminalText(text))' is not a size; give a number of pixels such as 1024.")
    }
    return size
  }

  private static func format(_ text: String) throws -> ExportFormat {
    let name = text.lowercased()
    guard let format = ExportFormat(rawValue: name == "jpg" ? "jpeg" : name) else {
      throw ValidationError("'\(TerminalText(text))' is not a format that is written: png, jpeg or webp.")
    }
    return format
  }

  private static func bytes(_ text: String) throws -> UInt64 {
    let digits = text.prefix { $0.isNumber || $0 == "." }
    let units: [String: Double] = [
      "": 1, "b": 1, "k": 1e3, "kb": 1e3, "m": 1e6, "mb": 1e6, "g": 1e9, "gb": 1e9, "kib": 1024, "mib": 1_048_576,
      "gib": 1_073_741_824,
    ]
    let unit = text.dropFirst(digits.count).trimmingPrefix(" ").lowercased()
    guard let number = Double(digits), let factor = units[unit], (1000...1e15).contains(number * factor) else {
      throw ValidationError("'\(TerminalText(text))' is not a size of a file; give one such as 800kB or 8MB.")
    }
    return UInt64(number * factor)
  }

  private var form: ExportForm {
    if strip { return .stripped }
    if sidecar { return .sidecar }
    return words == .a1111 ? .infotext : .whole
  }
}

extension ListFormat<ExportedFile> {
  fileprivate static var copies: ListFormat { ListFormat(json: \.json, paths: { [$0.file] }) }

  /// The files of one archive, of which lists of paths name the archive alone.
  fileprivate static var entries: ListFormat { ListFormat(json: \.json, line: { _ in nil }) }
}

extension ExportPreset: ExpressibleByArgument {}
