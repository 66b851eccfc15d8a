import AliceCatalog
import AliceLibrary
import AliceMedia
import AliceWorkspace

/// The files of a library's folders, classified by their names only.
struct LibraryScan {
  /// The files that may be assets, relative to the library, sorted by their bytes.
  private(set) var files: [FoundFile] = []
  /// The stamps of all sidecars.
  private var sidecars: [BytePath: FileStamp] = [:]
  /// The sidecars without their media file.
  private(set) var orphanSidecars: [BytePath] = []
  private var problems: [(path: BytePath, reason: WalkProblem.Reason)] = []
  /// The files that stay where they are. Links, pipes and libraries among them are the user's own affair.
  var kept = KeptFiles.none

  /// Throws only if the task is cancelled. The files are counted in `progress`.
  init(of library: Library, progress: FileProgress? = nil) throws {
    var names: Set<BytePath> = []
    for found in FileWalk(library.root) {
      try Task.checkCancellation()
      guard case .file(let file) = found else {
        if case .problem(let problem) = found {
          problems.append((problem.path.relative(to: library.root) ?? problem.path, problem.reason))
        }
        continue
      }
      if file.relative == Library.plainSettingsName { continue }
      if file.relative.fileExtension == "xmp" {
        sidecars[file.relative] = file.stamp
      } else {
        files.append(file)
        progress?.find()
        names.insert(file.relative)
        names.insert(LibraryScan.stem(file.relative))
      }
    }
    // A sidecar is recognized by its name, and belongs to a media file while that exists.
    let pictures = Set(
      files.filter { RecipeSidecars.stem(of: $0.relative) == nil }.flatMap {
        [$0.relative, LibraryScan.stem($0.relative)]
      })
    files.removeAll { file in RecipeSidecars.stem(of: file.relative).map(pictures.contains) ?? false }
    files.sort { $0.relative < $1.relative }
    orphanSidecars = sidecars.keys.filter { !names.contains(BytePath(bytes: Array($0.bytes.dropLast(4)))) }.sorted()
  }

  /// The folders and files that cannot be read, relative to the library if they are in it.
  var unreachable: [BytePath] {
    problems.filter { path, reason in
      ![.symbolicLink, .special, .library].contains(reason) || !kept.include(path)
    }.map(\.path)
  }

  /// Returns the stamp of the sidecar that programs find for `file`, or nil if there is none.
  func sidecar(of file: BytePath) -> FileStamp? {
    sidecars.isEmpty
      ? nil : sidecars[file.adding(suffix: ".xmp")] ?? sidecars[LibraryScan.stem(file).adding(suffix: ".xmp")]
  }

  private static func stem(_ path: BytePath) -> BytePath {
    BytePath(bytes: Array(path.bytes.dropLast(path.lastComponent.bytes.count - path.stem.bytes.count)))
  }

  /// Returns the orphaned sidecars by the asset id that they contain.
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
