import AliceCatalog
import AliceLibrary
import AliceMedia

/// What lies in a library's folders right now, by the names alone.
struct LibraryScan {
  /// Files that may be assets, relative to the library, in the order of their bytes.
  private(set) var files: [FoundFile] = []
  /// Every sidecar.
  private var sidecars: [BytePath: FileStamp] = [:]
  /// Sidecars whose picture is not beside them.
  private(set) var orphanSidecars: [BytePath] = []
  /// Folders and files that could not be looked at, relative where they lie in the library.
  private(set) var unreachable: [BytePath] = []

  /// Throws only where the task is cancelled.
  init(of library: Library) throws {
    var names: Set<BytePath> = []
    for found in FileWalk(library.root) {
      try Task.checkCancellation()
      guard case .file(let file) = found else {
        if case .problem(let problem) = found {
          unreachable.append(problem.path.relative(to: library.root) ?? problem.path)
        }
        continue
      }
      if file.relative.fileExtension == "xmp" {
        sidecars[file.relative] = file.stamp
      } else {
        files.append(file)
        names.insert(file.relative)
        names.insert(LibraryScan.stem(file.relative))
      }
    }
    // What travels with a picture is told by its name, and belongs to it while the picture is there.
    let pictures = Set(
      files.filter { RecipeSidecars.stem(of: $0.relative) == nil }.map { LibraryScan.stem($0.relative) })
    files.removeAll { file in RecipeSidecars.stem(of: file.relative).map(pictures.contains) ?? false }
    files.sort { $0.relative < $1.relative }
    orphanSidecars = sidecars.keys.filter { !names.contains(BytePath(bytes: Array($0.bytes.dropLast(4)))) }.sorted()
  }

  /// Of the sidecar that programs find beside `file`; nil where there is none.
  func sidecar(of file: BytePath) -> FileStamp? {
    sidecars.isEmpty
      ? nil : sidecars[file.adding(suffix: ".xmp")] ?? sidecars[LibraryScan.stem(file).adding(suffix: ".xmp")]
  }

  private static func stem(_ path: BytePath) -> BytePath {
    BytePath(bytes: Array(path.bytes.dropLast(path.lastComponent.bytes.count - path.stem.bytes.count)))
  }

  /// Orphaned sidecars by the picture that they tell of.
  func orphans(in library: Library) -> [AssetID: (path: BytePath, text: [UInt8])] {
    var orphans: [AssetID: (path: BytePath, text: [UInt8])] = [:]
    for path in orphanSidecars {
      guard let file = try? OpenFile.open(library.root.appending(path)), let text = try? file.readAll(limit: 16 << 20),
        let id = XMPSidecar.read(text).recordID
      else { continue }
      orphans[id] = (path, text)
    }
    return orphans
  }
}
