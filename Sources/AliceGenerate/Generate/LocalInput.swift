import AliceWorkspace

/// A local file that is an input of a request. It is read first and uploaded later, so that the cost of the request,
/// and whether the library has its result, is known before anything is sent.
///
/// Until it is uploaded, a request names it by `address`: `local:`, 64 digits of its digest, `:`, its path.
struct LocalInput: Sendable, Hashable {
  let path: BytePath
  let digest: String

  private static let scheme = "local:"

  init(path: BytePath, digest: String) {
    self.path = path
    self.digest = digest
  }

  /// Returns nil if `address` is not of this form.
  init?(address: String) {
    guard address.hasPrefix(LocalInput.scheme) else { return nil }
    let parts = address.dropFirst(LocalInput.scheme.count).split(separator: ":", maxSplits: 1)
    guard parts.count == 2, parts[0].utf8.count == 64 else { return nil }
    self.init(path: BytePath(String(parts[1])), digest: String(parts[0]))
  }

  var address: String { "\(LocalInput.scheme)\(digest):\(path.description)" }

  /// Opens the file if its content is unchanged since the request.
  func open(in workspace: Workspace) throws -> InputFile {
    let file = try InputFile.open(path, given: path.description, in: workspace, ofAnyKind: true)
    guard file.identity == digest || file.digest == digest else {
      throw AliceError.configuration("'\(path.description)' has changed since the request was made")
    }
    return file
  }
}

extension JSONValue {
  /// Returns the value with every string replaced, at any depth.
  func mapTexts(_ change: (String) async throws -> String) async rethrows -> JSONValue {
    switch self {
    case .string(let text): return .string(try await change(text))
    case .array(let values):
      var changed: [JSONValue] = []
      for value in values { changed.append(try await value.mapTexts(change)) }
      return .array(changed)
    case .object(let object):
      var changed = object
      for (key, value) in object { changed[key] = try await value.mapTexts(change) }
      return .object(changed)
    default: return self
    }
  }
}
