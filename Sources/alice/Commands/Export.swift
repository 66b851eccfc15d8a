import AliceKit
import ArgumentParser

struct Export: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Copy assets to a folder, for sharing.",
    usage: "alice export [<options>] <id|file> ... <folder>",
    discussion: """
      By default a copy contains all that the library knows of the asset. --strip keeps only the picture: no prompt, \
      place or price. --sidecar puts all metadata into NAME.EXT.xmp next to a stripped copy. --as a1111 keeps only the \
      text that Automatic1111's web UI and most sites read. A signed file loses its signature by any of the three, and \
      keeps it by default. Nothing is overwritten: if another file has the name, a copy gets a number. The same command \
      again copies only what is missing.
      """)

  /// The format of the metadata.
  enum Words: String, ExpressibleByArgument, CaseIterable {
    case a1111
  }

  @Flag(name: .long, help: "Keep only the picture.")
  var strip = false

  @Flag(name: .long, help: "Put all metadata into a sidecar, and none into the file.")
  var sidecar = false

  @Option(name: .customLong("as"), help: ArgumentHelp("Keep only the recipe, in this format.", valueName: "a1111"))
  var words: Words?

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
    guard let folder = names.popLast(), !names.isEmpty || selection.query != nil else {
      throw Failure(.usage, "give one or more ids, then the folder")
    }
    let session = try await Session(common)
    let workspace = try session.openLibrary()
    if AssetID.isPrefix(folder), !BytePath(folder).exists, (try? workspace.asset(named: BytePath(folder))) != nil {
      throw Failure(.usage, "'\(folder)' is an asset; give the folder last")
    }
    let (assets, unknown) = try selection.assets(of: names, in: workspace, session, common)
    let exporter = try Exporter(workspace, to: BytePath(folder), as: form)
    if dryRun {
      session.console.write(assets, .assets(in: session.root), as: session.format) {
        ["assets": .array($0), "refused": unknown.json]
      }
      return try unknown.tell(session.console, isAnythingDone: !assets.isEmpty)
    }
    let (exported, left) = try await session.watching(goOn: "the same command copies the rest") {
      Export.export(assets, exporter, unknown, $0)
    }
    session.console.write(exported, .copies, as: session.format) {
      ["exported": .array($0), "refused": left.json]
    }
    let already = exported.count(where: \.wasThere)
    if already > 0 { session.console.note("\(exported.count - already) copied, \(already) there already") }
    try left.tell(
      session.console, isAnythingDone: !exported.isEmpty,
      stopped:
        "stopped: \(exported.count) of \(counted(assets.count, "asset")) copied; the same command copies the rest")
  }

  /// Copies all assets; a failure does not stop the others.
  private static func export(
    _ assets: [Asset], _ exporter: Exporter, _ left: LeftOut, _ progress: FileProgress
  ) -> ([ExportedFile], LeftOut) {
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

  private var form: ExportForm {
    if strip { return .stripped }
    if sidecar { return .sidecar }
    return words == .a1111 ? .infotext : .whole
  }
}

extension ListFormat<ExportedFile> {
  fileprivate static var copies: ListFormat { ListFormat(json: \.json, paths: { [$0.file] }) }
}
