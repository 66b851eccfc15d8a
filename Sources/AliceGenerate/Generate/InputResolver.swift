import AliceCatalog
import AliceLibrary
import AliceMedia
import AliceWorkspace
import Foundation

/// Resolves the input files of a request, and checks that the model accepts them. Nothing is sent or written.
struct InputResolver {
  let model: ModelSpec
  /// The library in which ids are looked up; nil if there is none.
  let workspace: Workspace?
  var notes: [String] = []
  /// The files that parameters name, which are in their places already.
  var named: [ResolvedInput] = []

  init(_ model: ModelSpec, workspace: Workspace?) {
    self.model = model
    self.workspace = workspace
  }

  mutating func resolve(_ inputs: InputFiles) throws -> [ResolvedInput] {
    // The number of inputs is checked before any file is read.
    for (media, names) in inputs.byMedia {
      try AliceError.naming { () throws(InputError) in _ = try model.placing(media, names) }
    }
    var resolved: [ResolvedInput] = []
    for (media, names) in inputs.byMedia {
      for name in names { resolved.append(ResolvedInput(media: media, source: try source(name, media))) }
    }
    return resolved
  }

  private mutating func source(_ name: String, _ media: ParameterSpec.Media) throws -> ResolvedInput.Source {
    if let url = try InputResolver.address(name) { return .address(url) }
    let path = BytePath(name).absolute.followed
    let id = InputName.asset(in: name)?.hex ?? name
    guard try isThere(path), id == name else { return .file(try asset(id, media)) }
    if AssetID.isPrefix(name), let workspace, let other = try? workspace.asset(named: BytePath(name)),
      other.path != path.relative(to: workspace.root)
    {
      notes.append("\(name) is the file of that name, not the asset \(other.id.short)")
    }
    return .file(try file(path, given: name, media))
  }

  /// Returns nil if `name` is not a URL.
  private static func address(_ name: String) throws -> String? {
    if name.hasPrefix("data:") { return name }
    if name.hasPrefix("https://") {
      guard let first = name.dropFirst(8).first, !"/?#@:".contains(first) else {
        throw AliceError.configuration("'\(name)' has no host")
      }
      return name
    }
    guard name.hasPrefix("http://") else { return nil }
    let isHere = ["http://127.0.0.1:", "http://localhost:"].contains { name.hasPrefix($0) }
    guard isHere else {
      throw AliceError.configuration("'\(name)' is not encrypted; a URL must begin with https://")
    }
    return name
  }

  func isThere(_ path: BytePath) throws -> Bool {
    do {
      _ = try OpenFile.open(path)
      return true
    } catch .missing {
      return false
    } catch .notRegular {
      throw AliceError.badInput(path.description, .special)
    } catch {
      throw AliceError.badInput(path.description, Refusal(error))
    }
  }

  mutating func asset(_ id: String, _ media: ParameterSpec.Media?) throws -> InputFile {
    guard AssetID.isPrefix(id) else { throw AliceError.noSuchInput(id) }
    guard let workspace else { throw AliceError.noSuchInput(id) }
    let asset: Asset
    do {
      asset = try workspace.asset(named: BytePath(id))
    } catch AliceError.noSuchAsset {
      throw AliceError.noSuchInput(id)
    }
    notes.append("\(id) is the asset \(asset.path)")
    return try file(workspace.root.appending(asset.path), given: id, media)
  }

  /// Opens a file of the kind that a parameter takes, or of any kind if `media` is nil.
  func file(_ path: BytePath, given: String, _ media: ParameterSpec.Media?) throws -> InputFile {
    let file = try InputFile.open(path, given: given, in: workspace, ofAnyKind: media == nil)
    if let media, let kind = file.kind, kind != media.kind {
      throw AliceError.wrongInput(given, is: kind, expected: media.kind)
    }
    return file
  }
}

extension InputFile {
  /// Opens and inspects a file; `given` is the name that the user gave. Only media are accepted, unless a file of any
  /// kind is.
  static func open(
    _ path: BytePath, given: String, in workspace: Workspace?, ofAnyKind: Bool = false
  ) throws -> InputFile {
    do {
      return try media(path, given: given, in: workspace)
    } catch let error as AliceError {
      guard ofAnyKind, let file = try? plain(path) else { throw error }
      return file
    }
  }

  private static func plain(_ path: BytePath) throws -> InputFile {
    let file = try OpenFile.open(path)
    let name = path.lastComponent.description
    return InputFile(
      file: file, name: name, kind: nil, contentType: ContentType.of(name), facts: nil,
      digest: try ContentDigest.hex(of: file), asset: nil)
  }

  private static func media(_ path: BytePath, given: String, in workspace: Workspace?) throws -> InputFile {
    do {
      let file = try OpenFile.open(path)
      let inspection = try MediaFile.inspect(file, offsetMinutes: 0)
      guard !inspection.problems.contains(.truncated) else { throw AliceError.badInput(given, .malformed) }
      return InputFile(
        file: file, name: path.lastComponent.description, kind: inspection.inputKind,
        contentType: inspection.contentType, facts: inspection.facts, digest: try ContentDigest.hex(of: file),
        asset: try workspace?.catalog.asset(inspection.id)?.id)
    } catch let error as MediaError {
      throw AliceError.badInput(given, Refusal(error))
    } catch LibraryError.missing {
      throw AliceError.noSuchInput(given)
    } catch let error as LibraryError {
      throw AliceError.badInput(given, Refusal(error))
    }
  }
}

extension InputResolver {
  /// Assigns inputs to the parameters that accept them; files have a local name until they are uploaded.
  func place(_ inputs: [ResolvedInput]) throws -> PlacedInputs {
    var placed = PlacedInputs(notes: notes)
    let texts = inputs.map(\.text)
    for media in ParameterSpec.Media.allCases {
      let own = zip(inputs, texts).filter { $0.0.media == media }
      let parameters = try AliceError.naming { () throws(InputError) in try model.placing(media, own.map(\.1)) }
      for (key, value) in parameters {
        try checkSizes(key, value, own.map { ($0.0, $0.1) })
        placed.parameters[key] = value
      }
    }
    for (input, text) in zip(inputs + named, texts + named.map(\.text)) where input.keptName != text {
      placed.names[text] = .string(input.keptName)
    }
    let inputs = inputs + named
    for case let asset? in inputs.map({ $0.file?.asset }) where !placed.parents.contains(asset) {
      placed.parents.append(asset)
    }
    let media = inputs.filter { $0.file?.facts != nil }
    placed.source =
      (media.first { $0.media == .video } ?? media.first { $0.media == .image } ?? media.first)?.file?.facts
    return placed
  }

  private func checkSizes(_ parameter: String, _ value: JSONValue, _ inputs: [(ResolvedInput, String)]) throws {
    guard let maximum = model.parameter(named: parameter)?.maximumBytes else { return }
    let texts = value.arrayValue?.compactMap(\.stringValue) ?? [value.stringValue].compactMap { $0 }
    for (input, text) in inputs where texts.contains(text) {
      guard let file = input.file, file.file.byteCount > maximum else { continue }
      throw AliceError.input(
        .fileTooLarge(parameter, file: file.name, bytes: file.file.byteCount, maximum: maximum))
    }
  }
}

extension Inspection {
  /// The kind from the model's view: a video file without a picture is audio.
  var inputKind: MediaKind { isSoundAlone ? .audio : format.kind }

  private var isSoundAlone: Bool { format.kind == .video && facts.width == nil }

  var contentType: String {
    switch format {
    case .mp4 where isSoundAlone: "audio/mp4"
    case .mov: "video/quicktime"
    case .mkv: "video/x-matroska"
    case .mp3: "audio/mpeg"
    default: format.kind.isMedia ? "\(format.kind.rawValue)/\(format.rawValue)" : "application/octet-stream"
    }
  }
}

extension AliceError {
  /// Wraps the error of an input that a model does not accept.
  static func naming<Result>(_ body: () throws(InputError) -> Result) throws -> Result {
    do { return try body() } catch { throw AliceError.input(error) }
  }

  static func noSuchInput(_ name: String) -> AliceError {
    .configuration("'\(name)' is neither a file nor the id of an asset")
  }

  static func badInput(_ name: String, _ reason: Refusal) -> AliceError {
    .configuration("'\(name)': \(reason.rawValue)")
  }

  static func wrongInput(_ name: String, is kind: MediaKind, expected: MediaKind) -> AliceError {
    .configuration("'\(name)' is \(kind.phrase), not \(expected.phrase)")
  }
}

extension BytePath {
  /// The target if the path is a symbolic link: a user who names a link means the file.
  var followed: BytePath {
    guard let resolved = realpath(description, nil) else { return self }
    defer { free(resolved) }
    return BytePath(String(cString: resolved))
  }
}
