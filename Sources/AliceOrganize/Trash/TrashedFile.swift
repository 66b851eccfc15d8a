import AliceCatalog
import AliceLibrary
package import AliceModel
import AliceWorkspace

/// An asset in the trash of a library.
package struct TrashedFile: Sendable, Hashable {
  package let id: AssetID
  /// The former path, relative to the library.
  package let path: BytePath
  /// The path in the trash, relative to the library.
  package let place: BytePath
  /// The size of the file and its sidecars.
  package let bytes: UInt64
  package let deleted: Timestamp

  package func json(in library: BytePath) -> JSONValue {
    [
      "id": .string(id.hex), "path": .string(path.description), "file": .string(library.appending(place).description),
      "bytes": .number(JSONNumber(bytes)), "deleted": .string(deleted.description),
    ]
  }
}

/// The files in the trash at one moment.
struct TrashContents {
  /// A file in the trash that is no asset, such as a sidecar that a repair replaced.
  struct Other {
    let path: BytePath
    let bytes: UInt64
    let deleted: Timestamp
  }

  /// The latest first.
  private(set) var files: [TrashedFile] = []
  private(set) var others: [Other] = []

  /// Reads the trash. What the journal does not know, as after its loss, is recognised by its content.
  init(_ workspace: Workspace) throws {
    var found = Dictionary(
      workspace.library.trashedFiles().map { ($0.path, $0.stamp) }, uniquingKeysWith: { first, _ in first })
    let known = workspace.hasJournal ? try workspace.journal().trashed() : []
    for deletion in known {
      guard let trash = deletion.trash, let stamp = found.removeValue(forKey: trash) else { continue }
      files.append(
        TrashedFile(id: deletion.asset, path: deletion.path, place: trash, bytes: stamp.size, deleted: deletion.time))
    }
    let stems = Set(files.map { $0.place.withoutExtension })
    let offset = workspace.clock.now().offsetMinutes
    for (path, stamp) in found.sorted(by: { $0.key < $1.key }) {
      let time = Timestamp(
        milliseconds: (stamp.changedNanoseconds ?? stamp.modifiedNanoseconds) / 1_000_000, offsetMinutes: offset)
      let isBeside = path.prefixesBeforeDots.contains(where: stems.contains)
      if !isBeside, let asset = workspace.reader.asset(at: path)?.asset, let former = path.relative(to: ".alice/trash")
      {
        files.append(TrashedFile(id: asset.id, path: former, place: path, bytes: stamp.size, deleted: time))
      } else {
        others.append(Other(path: path, bytes: stamp.size, deleted: time))
      }
    }
    countSidecars()
  }

  /// Adds the sidecars to the files that they belong to: each trashed file has its stem for itself.
  private mutating func countSidecars() {
    var index: [BytePath: Int] = [:]
    for (number, file) in files.enumerated() { index[file.place.withoutExtension] = number }
    var rest: [Other] = []
    for other in others {
      guard let number = other.path.prefixesBeforeDots.lazy.compactMap({ index[$0] }).first else {
        rest.append(other)
        continue
      }
      let file = files[number]
      files[number] = TrashedFile(
        id: file.id, path: file.path, place: file.place, bytes: file.bytes &+ other.bytes, deleted: file.deleted)
    }
    others = rest
  }
}

extension BytePath {
  /// The path without the extension of its last component.
  var withoutExtension: BytePath {
    BytePath(bytes: Array(bytes.dropLast(lastComponent.bytes.count - stem.bytes.count)))
  }

  /// The path up to each dot of its last component.
  var prefixesBeforeDots: [BytePath] {
    let start = bytes.count - lastComponent.bytes.count
    return bytes.indices.filter { $0 > start && bytes[$0] == UInt8(ascii: ".") }.map {
      BytePath(bytes: Array(bytes[..<$0]))
    }
  }
}
