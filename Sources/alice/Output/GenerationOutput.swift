import AliceKit

/// Prints the result of `generate` and `jobs resume`.
struct GenerationOutput {
  let session: Session

  /// Throws the exit status that the failures call for. `more` are further members of the document.
  func print(_ result: GenerationResult, _ more: JSONObject = [:]) throws {
    let texts = result.texts
    session.console.write(result.assets, .results(in: session.root, texts: texts), as: session.format) { assets in
      var document: JSONObject = [
        "assets": .array(assets), "cost": result.cost?.json ?? .null, "jobs": .array(result.jobs.map(\.json)),
        "reused": .array(result.reused.map { .string($0.id) }),
      ]
      for (name, value) in more { document[name] = value }
      return document
    }
    if !session.format.isJSON, session.format != .nulPaths { tellPaths(result, of: texts) }
    let open = result.jobs.filter { $0.state == .submitted }.map(\.id)
    if result.failures.isEmpty, !open.isEmpty {
      session.console.note("sent; 'alice jobs resume \(open.joined(separator: " "))' fetches the results")
    }
    if case .people = session.format, let line = MoneyLine(result, session).text { session.console.note(line) }
    tellReused(result)
    guard let failure = failure(of: result) else { return }
    throw failure
  }

  /// Tells where the texts are kept that were printed instead of their paths.
  private func tellPaths(_ result: GenerationResult, of texts: [AssetID: String]) {
    for asset in result.assets where texts[asset.id] != nil {
      session.console.note(TerminalText(session.root.appending(asset.path).description).description)
    }
  }

  private func tellReused(_ result: GenerationResult) {
    guard !result.reused.isEmpty else { return }
    let count = result.reused.reduce(0) { $0 + $1.assets.count }
    for file in result.files.prefix(count) {
      session.console.note("already in the library: \(TerminalText(file.description))")
    }
    session.console.note("nothing was paid for this; --again generates it again, --seed another one")
  }

  private func failure(of result: GenerationResult) -> Failure? {
    for warning in result.warnings { session.console.warn(TerminalText(warning).description) }
    let detached = result.failures.flatMap { failure -> [String] in
      if case .detached(let jobs) = failure { jobs } else { [] }
    }
    if !detached.isEmpty {
      for failure in result.failures where !failure.isDetachment { session.console.error(failure.sentence) }
      return Failure(describing: AliceError.detached(jobs: detached))
    }
    for failure in result.failures.dropFirst() { session.console.error(failure.sentence) }
    guard let first = result.failures.first else { return nil }
    if result.failures.contains(where: { $0.status == .interrupted }) { return Failure(.interrupted, first.sentence) }
    let mixed = !result.assets.isEmpty || Set(result.failures.map(\.status)).count > 1
    return Failure(mixed ? .partly : first.status, first.sentence)
  }
}

extension ListFormat<Asset> {
  /// Returns the format of new results: the text of an answer in words, and the path of any other.
  fileprivate static func results(in library: BytePath, texts: [AssetID: String]) -> ListFormat {
    var list = assetPaths(in: library)
    guard !texts.isEmpty else { return list }
    list = ListFormat(
      json: { asset in
        guard let text = texts[asset.id], case .object(var object) = asset.json(in: library) else {
          return asset.json(in: library)
        }
        object["text"] = .string(text)
        return .object(object)
      }, paths: list.paths,
      line: { asset in
        let text = texts[asset.id] ?? library.appending(asset.path).description
        return TerminalText(text.replacing("\r\n", with: "\n"), oneLine: texts[asset.id] == nil).description
      })
    return list
  }
}

extension AliceError {
  var isDetachment: Bool {
    if case .detached = self { true } else { false }
  }
}
