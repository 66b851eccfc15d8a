import AliceLibrary

/// An input file, opened and looked at.
struct InputFile: Sendable {
  let file: OpenFile
  let name: String
  let kind: MediaKind
  let contentType: String
  let facts: FileFacts
  /// SHA-256 of all its bytes.
  let digest: String
  /// Where the library has its picture.
  let asset: AssetID?

  /// What it shows, where the library knows that: it stays when the file is rated. Else what it holds.
  var identity: String { asset?.hex ?? digest }

  /// What stands for it in recipes.
  var keptName: String { asset.map(InputName.asset) ?? InputName.file(name, digest: digest) }

  /// True where nobody has written to it since it was opened.
  var isUnchanged: Bool { (try? file.stampNow()).map { $0.hasSameContent(as: file.stamp) } ?? false }
}

/// One input of a request: what was given, and what it turned out to be.
struct ResolvedInput: Sendable {
  enum Source: Sendable {
    case address(String)
    case file(InputFile)
  }

  let media: ParameterSpec.Media
  let source: Source

  var file: InputFile? { if case .file(let file) = source { file } else { nil } }

  /// What stands in the request until files are sent.
  var text: String {
    switch source {
    case .address(let url): url
    case .file(let file): LocalInput(path: file.file.path, digest: file.identity).address
    }
  }

  /// What stands for it in recipes.
  var keptName: String {
    switch source {
    case .address(let url): InputName.address(url)
    case .file(let file): file.keptName
    }
  }
}

/// The inputs of a request by the parameters that take them.
struct PlacedInputs: Sendable {
  var parameters = JSONObject()
  /// Addresses among them, with what is kept in their place.
  var names = JSONObject()
  /// The assets of the library among them.
  var parents: [AssetID] = []
  /// What models bill by: the first video's facts, else the first picture's.
  var source: FileFacts?
  /// What a person should know of how names were understood.
  var notes: [String] = []
}
