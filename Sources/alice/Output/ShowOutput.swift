import AliceKit

/// Prints files one after another, or one JSON document at the end.
struct ShowOutput {
  let session: Session
  let raw: Bool
  let form: Show.Form?
  /// Whether one file was named, so that its document is not a list.
  let isSingle: Bool
  private var documents: [JSONObject] = []
  private var pending = ""
  private var flushed = ContinuousClock.now
  private var left = LeftOut()
  private var isFirst = true

  init(session: Session, raw: Bool, form: Show.Form?, isSingle: Bool) {
    self.session = session
    self.raw = raw
    self.form = form
    self.isSingle = isSingle
  }

  private static let flushSize = 256 << 10
  /// The time after which buffered output is written, so that a reader does not wait for slow files.
  private static let flushTime = Duration.milliseconds(200)

  mutating func show(_ result: AssetInspector.Result) throws {
    defer { isFirst = false }
    if isDocument {
      return show([
        "asset": result.json, "metadata": .array(result.metadata.map(\.json)),
        "children": .array((result.lineage?.children ?? []).map { .string($0.id.hex) }),
      ])
    }
    if !isFirst { session.console.writeLine("") }
    switch form {
    case .a1111: session.console.writeLine(safe(RecipeText.infotext(of: result.asset)))
    case .command: session.console.writeLine(safe(RecipeText.command(of: result.asset)))
    case .json, nil: raw ? printRaw(result) : AssetCard(result, session.console).print()
    }
  }

  mutating func show(_ header: FileHeader, withAsset: Bool) throws {
    defer { isFirst = false }
    let metadata = JSONValue.array(header.metadata.map(\.json))
    show(
      withAsset ? ["asset": header.json, "metadata": metadata] : ["file": header.factsJSON, "metadata": metadata])
  }

  /// Records a file that could not be shown. Throws if no further file can be shown.
  mutating func note(_ name: String, _ error: any Error) throws {
    if error is CancellationError || isSingle { throw error }
    session.console.warn(Failure(describing: error).message ?? "")
    left.note(name, error)
  }

  /// Prints the rest. `error` is what ended the command early; files shown until then are printed nevertheless.
  mutating func finish(_ error: (any Error)? = nil) throws {
    if form == .json, !isLines, error == nil || !isFirst {
      if isSingle, let only = documents.first {
        session.console.write(document: only)
      } else {
        session.console.write(document: ["files": .array(documents.map(JSONValue.object)), "refused": left.json])
      }
    }
    session.console.write(pending)
    if let error { throw error }
    try left.check(isAnythingDone: !isFirst)
  }

  private var isLines: Bool { if case .jsonLines = session.format { true } else { false } }
  private var isDocument: Bool { form == .json || isLines }

  private mutating func show(_ document: JSONObject) {
    guard isLines else { return documents.append(document) }
    pending += JSONValue.object(document).text + "\n"
    let now = ContinuousClock.now
    guard pending.utf8.count >= ShowOutput.flushSize || now - flushed >= ShowOutput.flushTime else { return }
    session.console.write(pending)
    (pending, flushed) = ("", now)
  }

  private func printRaw(_ result: AssetInspector.Result) {
    if !isSingle { session.console.writeLine(session.console.style.dim(safe(result.file.description))) }
    for entry in result.metadata {
      session.console.writeLine(session.console.style.dim("\(entry.container) \(TerminalText(entry.key))"))
      session.console.writeLine(TerminalText(entry.text, oneLine: false).description)
    }
  }

  /// Returns text with control characters made visible; line breaks are kept.
  private func safe(_ text: String) -> String { TerminalText(text, oneLine: false).description }
}
