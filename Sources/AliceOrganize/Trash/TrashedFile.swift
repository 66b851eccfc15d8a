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
  package let deleted: Timestamp
  let stamp: FileStamp
  /// All other files in its folder in the trash, with their stamps: its sidecars and recipe sidecars.
  let companions: [Removal]

  /// The size of the file and its sidecars.
  package var bytes: UInt64 { companions.map(\.expecting.size).reduce(stamp.size, &+) }

  package func json(in library: BytePath) -> JSONValue {
    [
      "id": .string(id.hex), "path": .string(path.description), "file": .string(library.appending(place).description),
      "bytes": .number(JSONNumber(bytes)), "deleted": .string(deleted.description),
    ]
  }
}

/// The files in the trash at one moment.
///
/// Each deleted file has a folder of its own, so everything else in that folder belongs to it. A file outside of such
/// folders belongs to no other.
struct TrashContents {
  /// A file in the trash that is no asset, such as a sidecar that a repair replaced.
  struct Other {
    let path: BytePath
    let stamp: FileStamp
    let deleted: Timestamp
  }

  /// The latest first.
  private(set) var files: [TrashedFile] = []
  private(set) var others: [Other] = []

  private typealias Found = (path: BytePath, stamp: FileStamp)

  /// Reads the trash. What the journal does not know, as after its loss, is recognised by its content.
  init(_ workspace: Workspace) throws {
    let known = try workspace.hasJournal ? workspace.journal().trashed() : []
    let order = Dictionary(
      known.enumerated().compactMap { index, deletion in deletion.trash.map { ($0, index) } },
      uniquingKeysWith: { first, _ in first })
    let groups = Dictionary(grouping: workspace.library.trashedFiles()) { found in
      Library.deletionFolder(of: found.path)?.folder ?? found.path
    }
    for group in groups.values {
      if let owner = group.firstIndex(where: { order[$0.path] != nil }), let index = order[group[owner].path] {
        let deletion = known[index]
        add(group, owner, deletion.asset, deletion.path, deletion.time)
      } else {
        addUnknown(group, workspace)
      }
    }
    files.sort { (order[$0.place] ?? .max, $0.place) < (order[$1.place] ?? .max, $1.place) }
    others.sort { $0.path < $1.path }
  }

  private mutating func addUnknown(_ group: [Found], _ workspace: Workspace) {
    let offset = workspace.clock.now().offsetMinutes
    func time(_ stamp: FileStamp) -> Timestamp {
      Timestamp(
        milliseconds: (stamp.changedNanoseconds ?? stamp.modifiedNanoseconds) / 1_000_000, offsetMinutes: offset)
    }
    for (index, found) in group.enumerated() {
      guard let asset = workspace.reader.asset(at: found.path)?.asset,
        let former = Library.deletionFolder(of: found.path)?.inner ?? found.path.relative(to: ".alice/trash")
      else { continue }
      return add(group, index, asset.id, former, time(found.stamp))
    }
    others += group.map { Other(path: $0.path, stamp: $0.stamp, deleted: time($0.stamp)) }
  }

  private mutating func add(_ group: [Found], _ owner: Int, _ id: AssetID, _ path: BytePath, _ time: Timestamp) {
    var rest = group
    let file = rest.remove(at: owner)
    files.append(
      TrashedFile(
        id: id, path: path, place: file.path, deleted: time, stamp: file.stamp,
        companions: rest.map { Removal(path: $0.path, expecting: $0.stamp) }))
  }
}
