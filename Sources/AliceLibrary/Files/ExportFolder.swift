package import AliceModel

/// A folder outside of any library to which files are exported. Files are durable when they appear, and never overwrite
/// another file.
package struct ExportFolder: Sendable {
  /// The result of writing a file.
  package struct Written: Sendable, Hashable {
    package let path: BytePath
    /// The same file, with its sidecar, existed already, and nothing was written.
    package let wasThere: Bool
  }

  private struct Part {
    let name: BytePath
    let splice: Splice
  }

  private enum Standing {
    case nothing
    /// The file holds exactly the bytes to be written.
    case same
    case another
  }

  private let folder: Folder
  /// The path as the caller gave it.
  private let path: BytePath

  /// Creates the folder and its parents if they are missing.
  package init(_ path: BytePath) throws(LibraryError) {
    folder = try Folder.makeAll(path)
    self.path = path
  }

  /// Writes the result of `splice` on `source`, with its time and permissions, under `name`, or under `name-2` and so
  /// on if another file has that name; and `sidecar` and `caption` beside it, as `NAME.EXT.xmp` and `NAME.txt`.
  ///
  /// `mode` is for a source whose own permissions mean nothing.
  ///
  /// A file that holds exactly these bytes comes from an earlier run, perhaps an interrupted one: it stays, and a
  /// missing sidecar is added.
  package func write(
    _ splice: Splice, of source: OpenFile, as name: BytePath, sidecar: [UInt8]? = nil, caption: [UInt8]? = nil,
    mode: UInt32? = nil
  ) throws(LibraryError) -> Written {
    for number in 1...999 {
      let numbered = number == 1 ? name : name.adding(number: number)
      let sidecarName = numbered.adding(suffix: ".xmp")
      let captionName = ExportFolder.caption(of: numbered)
      // An interrupted export may have left a partial file under the hidden name.
      for name in [numbered, sidecarName, captionName] { PendingFile.discardLeftover(of: name, in: folder) }
      var parts = [Part(name: numbered, splice: splice)]
      if let sidecar { parts.append(Part(name: sidecarName, splice: Splice(sidecar))) }
      if let caption { parts.append(Part(name: captionName, splice: Splice(caption))) }
      guard let missing = try missing(of: parts, source) else { continue }
      if missing.isEmpty {
        // The other run may have ended before the name was durable.
        try folder.sync()
      } else if try !write(missing, of: source, mode ?? source.mode) {
        continue
      }
      return Written(path: path.appending(numbered), wasThere: missing.isEmpty)
    }
    throw .occupied(path.appending(name))
  }

  /// Returns the name of the text that describes a file, as programs that train models expect it.
  package static func caption(of name: BytePath) -> BytePath { name.stem.adding(suffix: ".txt") }

  /// Returns the parts that are missing; nil if another file has one of the names.
  private func missing(of parts: [Part], _ source: OpenFile) throws(LibraryError) -> [Part]? {
    var missing: [Part] = []
    for part in parts {
      switch try standing(part, source) {
      case .nothing: missing.append(part)
      case .same: break
      case .another: return nil
      }
    }
    return missing
  }

  private func standing(_ part: Part, _ source: OpenFile) throws(LibraryError) -> Standing {
    guard let facts = try folder.facts(of: part.name) else { return .nothing }
    // A file that cannot be opened belongs to somebody else.
    guard facts.kind == .regular, facts.stamp.size == part.splice.byteCount,
      let file = try? OpenFile.open(part.name, in: folder), try file.holds(part.splice, of: source)
    else { return .another }
    guard try source.stampNow().hasSameContent(as: source.stamp) else { throw .changed(source.path) }
    return .same
  }

  /// Returns false, and has written nothing, if another process took the first name meanwhile.
  private func write(_ parts: [Part], of source: OpenFile, _ mode: UInt32) throws(LibraryError) -> Bool {
    var rest = parts[...]
    do throws(LibraryError) {
      while let part = rest.first {
        try write(part, of: source, mode)
        rest.removeFirst()
      }
      return true
    } catch {
      if case .occupied = error, rest.count == parts.count { return false }
      throw error
    }
  }

  private func write(_ part: Part, of source: OpenFile, _ mode: UInt32) throws(LibraryError) {
    let file = try PendingFile(for: part.name, in: folder)
    try file.fill(
      part.splice, of: source, mode: mode, modifiedNanoseconds: source.stamp.modifiedNanoseconds,
      // Browsers record the origin of a file in its attributes.
      keepsAttributes: part.splice.isCopy(of: source.byteCount))
    try file.reveal()
  }
}

extension Splice {
  fileprivate init(_ bytes: [UInt8]) {
    self.init()
    append(bytes)
  }
}
