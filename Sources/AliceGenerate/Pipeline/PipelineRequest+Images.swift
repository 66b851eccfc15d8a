import AliceLibrary
package import AliceWorkspace

extension PipelineRequest {
  /// Gives parameters that name local files their whole paths, so that the run can be resumed from another folder.
  public mutating func locateFiles() {
    for (key, value) in parameters {
      guard let dot = key.firstIndex(of: "."), let text = value.stringValue, !text.isEmpty, text.utf8.count <= 4096,
        InputField(String(key[key.index(after: dot)...]), nil).mayBeFile, !InputField.isAddress(text)
      else { continue }
      let path = BytePath(text).absolute
      if (try? OpenFile.open(path)) != nil { parameters[key] = .string(path.description) }
    }
  }

  /// Returns the image that `name` denotes, in the form in which runs record it, so that the same image is the same run
  /// in every folder: a URL, an absolute path, or the name of an asset of the library. A file takes precedence over an
  /// asset.
  package static func image(_ name: String, in workspace: Workspace?) throws -> String {
    if name.contains("://") || name.hasPrefix("data:") { return name }
    if let id = InputName.asset(in: name) { return InputName.asset(id) }
    let path = BytePath(name).absolute
    guard AssetID.isPrefix(name), let workspace, !PipelineRequest.isThere(path) else { return path.description }
    do {
      return InputName.asset(try workspace.asset(named: BytePath(name)).id)
    } catch AliceError.noSuchAsset {
      return path.description
    }
  }

  private static func isThere(_ path: BytePath) -> Bool {
    do {
      _ = try OpenFile.open(path.followed)
      return true
    } catch {
      if case .missing = error { return false }
      return true
    }
  }
}
