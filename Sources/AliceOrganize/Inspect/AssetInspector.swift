import AliceCatalog
import AliceLibrary
import AliceMedia
package import AliceWorkspace

/// Reads all that is known of one file, inside or outside of a library.
package struct AssetInspector: Sendable {
  /// Reads any file. Cancelling the task ends the read.
  package static func show(file path: BytePath, now: Timestamp) throws -> AssetDetails {
    let absolute = path.absolute
    let file = try open(absolute)
    do {
      let candidate = try Examiner(scorer: nil, now: now).candidate(
        file, path: absolute, beside: FileSidecars(of: absolute))
      try Task.checkCancellation()
      return AssetDetails(
        asset: candidate.asset(at: absolute), file: absolute, isInLibrary: false, metadata: candidate.texts,
        contents: contents(of: file, candidate.inspection.format), root: "/")
    } catch let error as MediaError {
      try Task.checkCancellation()
      throw AliceError.notMedia(path, reason: Refusal(error))
    }
  }

  /// Completes what a file outside of the library tells, if it has lost its recipe and the library has an asset that
  /// shows the same: a copy is known by its content.
  package static func completed(_ details: AssetDetails, from workspace: Workspace) throws -> AssetDetails {
    guard details.isWithoutRecipe, let asset = try workspace.catalog.asset(details.asset.id) else { return details }
    return AssetDetails(
      asset: Asset(id: asset.id, path: details.asset.path, facts: details.asset.facts, record: asset.record),
      file: details.file, isInLibrary: false, metadata: details.metadata, contents: details.contents,
      lineage: try Lineage(of: asset, in: workspace.catalog),
      original: asset.missing ? nil : workspace.root.appending(asset.path),
      root: workspace.root)
  }

  /// Reads only the headers of a file, without its image data and sidecars.
  package static func header(at path: BytePath, now: Timestamp) throws -> FileHeader {
    let file = try open(path)
    file.expectJumps()
    do {
      return FileHeader(
        file: path, header: try MediaFile.header(file, offsetMinutes: now.offsetMinutes),
        modified: Timestamp(
          milliseconds: file.stamp.modifiedNanoseconds / 1_000_000, offsetMinutes: now.offsetMinutes), now: now)
    } catch {
      throw AliceError.notMedia(path, reason: Refusal(error))
    }
  }

  /// Reads the texts in the file of an asset, with the asset as the catalog has it.
  package static func show(_ asset: Asset, in workspace: Workspace) throws -> AssetDetails {
    let path = workspace.root.appending(asset.path)
    let file = try? workspace.library.openFile(asset.path, untilCancelled: true)
    let texts = file.flatMap { file in
      try? Examiner(scorer: nil, now: asset.record.added).candidate(file, path: path, beside: FileSidecars(of: path))
    }?.texts
    try Task.checkCancellation()
    return AssetDetails(
      asset: asset, file: path, isInLibrary: true, metadata: texts ?? [],
      contents: file.flatMap { contents(of: $0, asset.facts.format) },
      lineage: try Lineage(of: asset, in: workspace.catalog), root: workspace.root)
  }

  /// Returns what a file without a reader holds; nil if nothing is known of it.
  package static func contents(of asset: Asset, in workspace: Workspace) -> FileContents? {
    (try? workspace.library.openFile(asset.path)).flatMap { contents(of: $0, asset.facts.format) }
  }

  /// Returns nil for a format with a reader, and for a file that cannot be read.
  private static func contents(of file: OpenFile, _ format: MediaFormat) -> FileContents? {
    format.isReadable ? nil : try? FileContents(of: file, format)
  }

  private static func open(_ path: BytePath) throws -> OpenFile {
    do {
      return try OpenFile.open(path, untilCancelled: true)
    } catch .missing {
      throw AliceError.noSuchAsset(path.description)
    } catch {
      throw AliceError.notMedia(path, reason: Refusal(error))
    }
  }
}

/// The metadata of one file. It has no id, as the image data was not read.
package struct FileHeader: Sendable {
  package let file: BytePath
  private let header: MediaHeader
  private let modified: Timestamp
  private let now: Timestamp

  init(file: BytePath, header: MediaHeader, modified: Timestamp, now: Timestamp) {
    self.file = file
    self.header = header
    self.modified = modified
    self.now = now
  }

  package var metadata: [MetadataEntry] { header.entries }

  private var record: AssetRecord {
    var record =
      header.record
      ?? AssetRecord(
        provenance: GeneratorReaders.read(header.entries)?.provenance ?? Provenance(), rating: header.rating,
        pick: header.pick, tags: header.tags, added: modified)
    if header.record == nil, let told = record.provenance.created, !CreationDate.canBeBelieved(told, latest: now) {
      record.provenance.created = nil
    }
    record.provenance.created =
      record.provenance.created
      ?? CreationDate(
        header, name: file.lastComponent, seed: record.provenance.recipe.seed, modified: modified, latest: now
      ).moment
    return record
  }

  /// The asset object, without the members that need the image data or a library.
  package var json: JSONValue {
    guard let id = AssetID(digest: [UInt8](repeating: 0, count: 32)),
      var object = Asset(id: id, path: file, facts: header.facts, record: record).json(in: "/").objectValue
    else { return .null }
    object["id"] = .null
    object["path"] = .null
    object["file"] = .string(file.description)
    return .object(object)
  }

  /// The facts that the headers contain.
  package var factsJSON: JSONValue {
    let facts = header.facts
    return [
      "path": .string(file.description), "format": .string(facts.format.rawValue),
      "width": facts.width.map { JSONValue($0) } ?? .null, "height": facts.height.map { JSONValue($0) } ?? .null,
      "duration": facts.duration.map { JSONValue($0) } ?? .null, "bytes": .number(JSONNumber(facts.bytes)),
      "modified": .string(modified.description),
    ]
  }
}

/// Formats a recipe for other programs.
package enum RecipeText {
  /// Returns the text that Automatic1111 and compatible programs read.
  package static func infotext(of asset: Asset) -> String { Infotext.serialize(asset.record, facts: asset.facts) }

  /// Returns the command that repeats the request.
  package static func command(of asset: Asset) -> String { RecipeCommand(of: asset).text }

  /// Quotes a word for a shell.
  ///
  /// A terminal can take a control character in a pasted command for a key, and so run a part of a foreign prompt. Such
  /// a word is written as `$'…'`, with octal escapes for what is not visible; bash, zsh and ksh read that.
  static func quoted(_ text: String) -> String {
    let plain = text.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
        || "-_./=:,".utf8.contains($0)
    }
    if plain, !text.isEmpty { return text }
    guard text.unicodeScalars.contains(where: isInvisible) else {
      return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
    return "$'" + text.unicodeScalars.map(escaped).joined() + "'"
  }

  /// Returns nothing for NUL, which no argument can hold.
  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\0": ""
    case "\n": "\\n"
    case "\t": "\\t"
    case "'", "\\": "\\\(scalar)"
    case let scalar where isInvisible(scalar):
      String(scalar).utf8.map { "\\" + String(Int($0) + 0o1000, radix: 8).suffix(3) }.joined()
    default: String(scalar)
    }
  }

  /// Whether a scalar is a control character, a line separator or a mark that changes the direction of text.
  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
    default: false
    }
  }
}
