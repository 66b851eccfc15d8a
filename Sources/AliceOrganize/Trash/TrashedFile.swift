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
    let beside = Set(files.flatMap(\.place.companions))
    let offset = workspace.clock.now().offsetMinutes
    for (path, stamp) in found.sorted(by: { $0.key < $1.key }) {
      let time = Timestamp(
        milliseconds: (stamp.changedNanoseconds ?? stamp.modifiedNanoseconds) / 1_000_000, offsetMinutes: offset)
      if !beside.contains(path), let asset = workspace.reader.asset(at: path)?.asset,
        let former = path.relative(to: ".alice/trash")
      {
        files.append(TrashedFile(id: asset.id, path: former, place: path, bytes: stamp.size, deleted: time))
      } else {
        others.append(Other(path: path, bytes: stamp.size, deleted: time))
      }
    }
    countSidecars()
  }

  /// Adds the sidecars to the files that they belong to.
  private mutating func countSidecars() {
    var index: [BytePath: Int] = [:]
    for (number, file) in files.enumerated() {
      for companion in file.place.companions { index[companion] = number }
    }
    var rest: [Other] = []
    for other in others {
      guard let number = index[other.path] else {
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
  /// The paths that the sidecars and recipe sidecars of a trashed file have: no other trashed file has its stem.
  var companions: [BytePath] {
    let base = BytePath(bytes: Array(bytes.dropLast(lastComponent.bytes.count - stem.bytes.count)))
    let suffixes: [BytePath] = RecipeSidecars.suffixes + [".xmp"]
    return [adding(suffix: ".xmp")] + suffixes.map { BytePath(bytes: base.bytes + $0.bytes) }
  }
}
