import AliceWorkspace

/// A file of this machine that goes into a request. It is read before and sent later: what a request costs, and whether the
/// library has its answer, is known before anything leaves.
///
/// Until it is sent, a request names it by `address`: `local:`, 64 digits of its digest, `:`, its path.
struct LocalInput: Sendable, Hashable {
  let path: BytePath
  let digest: String

  private static let scheme = "local:"

  init(path: BytePath, digest: String) {
    self.path = path
    self.digest = digest
  }

  /// Nil for what is no such address.
  init?(address: String) {
    guard address.hasPrefix(LocalInput.scheme) else { return nil }
    let parts = address.dropFirst(LocalInput.scheme.count).split(separator: ":", maxSplits: 1)
    guard parts.count == 2, parts[0].utf8.count == 64 else { return nil }
    self.init(path: BytePath(String(parts[1])), digest: String(parts[0]))
  }

  var address: String { "\(LocalInput.scheme)\(digest):\(path.description)" }

  /// The file, if it holds what it held when it was asked for.
  func open(in workspace: Workspace) throws -> InputFile {
    let file = try InputFile.open(path, given: path.description, in: workspace)
    guard file.identity == digest || file.digest == digest else {
      throw AliceError.configuration("'\(path.description)' has changed since it was asked for")
    }
    return file
  }
}

extension JSONValue {
  /// The same with every text replaced, at any depth.
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
