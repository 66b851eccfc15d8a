import AliceLibrary

/// An opened and inspected input file.
struct InputFile: Sendable {
  let file: OpenFile
  let name: String
  /// The kind of media; nil for other files, such as archives and meshes.
  let kind: MediaKind?
  let contentType: String
  /// The facts of media; nil for other files.
  let facts: FileFacts?
  /// The SHA-256 of all its bytes.
  let digest: String
  /// The asset with the same image; nil if the library has none.
  let asset: AssetID?

  /// The id of the asset if the library has it, which a rating does not change; otherwise the digest.
  var identity: String { asset?.hex ?? digest }

  /// The name that recipes contain in place of the file.
  var keptName: String { asset.map(InputName.asset) ?? InputName.file(name, digest: digest) }

  /// Whether the file was not changed since it was opened.
  var isUnchanged: Bool { (try? file.stampNow()).map { $0.hasSameContent(as: file.stamp) } ?? false }
}

/// One input of a request: the kind that was requested, and its source.
struct ResolvedInput: Sendable {
  enum Source: Sendable {
    case address(String)
    case file(InputFile)
  }

  let media: ParameterSpec.Media
  let source: Source

  var file: InputFile? { if case .file(let file) = source { file } else { nil } }

  /// The text in the request until files are uploaded.
  var text: String {
    switch source {
    case .address(let url): url
    case .file(let file): LocalInput(path: file.file.path, digest: file.identity).address
    }
  }

  /// The text that recipes contain in place of the input.
  var keptName: String {
    switch source {
    case .address(let url): InputName.address(url)
    case .file(let file): file.keptName
    }
  }
}

/// The inputs of a request, by the parameters that accept them.
struct PlacedInputs: Sendable {
  var parameters = JSONObject()
  /// The texts that recipes replace, with their replacements.
  var names = JSONObject()
  /// The input assets of the library.
  var parents: [AssetID] = []
  /// The facts on which some prices depend: those of the first video, otherwise those of the first image.
  var source: FileFacts?
  /// Remarks for the user on how names were understood.
  var notes: [String] = []
}
