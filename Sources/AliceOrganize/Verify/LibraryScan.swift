import AliceCatalog
import AliceLibrary
import AliceMedia
import AliceWorkspace

/// The files of a library's folders, classified by their names only.
struct LibraryScan {
  /// The files that may be assets, in the byte order of their paths, which are relative to the library.
  private(set) var files: LongList<ScannedFile> = []
  /// The stamps of all sidecars.
  private var sidecars: [BytePath: FileStamp] = [:]
  /// The sidecars without their media file.
  private(set) var orphanSidecars: [BytePath] = []
  private var problems: [(path: BytePath, reason: WalkProblem.Reason)] = []
  /// The files that stay where they are. Links, pipes and libraries among them are the user's own affair.
  var kept = KeptFiles.none

  /// Throws only if the task is cancelled. The files are counted in `progress`.
  init(of library: Library, progress: FileProgress? = nil) throws {
    // The pictures to which recipe sidecars would belong.
    var pictures: Set<BytePath> = []
    for found in FileWalk([library.root], inPathOrder: true) {
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
        files.append(ScannedFile(relative: file.relative, stamp: file.stamp))
        progress?.find()
        if let picture = RecipeSidecars.stem(of: file.relative) { pictures.insert(picture) }
      }
    }
    assign(recipesOf: pictures)
  }

  /// Finds the sidecars without a file, and removes those recipes from the files that belong to a picture: a sidecar is
  /// recognized by its name, and belongs to a media file while that exists.
  private mutating func assign(recipesOf pictures: Set<BytePath>) {
    guard !sidecars.isEmpty || !pictures.isEmpty else { return }
    let owners = Set(sidecars.keys.map(LibraryScan.owner))
    var (present, found): (Set<BytePath>, Set<BytePath>) = ([], [])
    for file in files {
      for name in [file.relative, LibraryScan.stem(file.relative)] {
        if owners.contains(name) { found.insert(name) }
        if pictures.contains(name), RecipeSidecars.stem(of: file.relative) == nil { present.insert(name) }
      }
    }
    if !present.isEmpty {
      files.removeAll { file in RecipeSidecars.stem(of: file.relative).map(present.contains) ?? false }
    }
    orphanSidecars = sidecars.keys.filter { !found.contains(LibraryScan.owner($0)) }.sorted()
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

  /// Returns the path without `.xmp`.
  private static func owner(_ sidecar: BytePath) -> BytePath { BytePath(bytes: Array(sidecar.bytes.dropLast(4))) }

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

/// A file that a scan found, with its path relative to the library.
struct ScannedFile: Sendable, Hashable, LongListElement {
  let relative: BytePath
  let stamp: FileStamp

  init(relative: BytePath, stamp: FileStamp) {
    self.relative = relative
    self.stamp = stamp
  }

  var parts: [[UInt8]] {
    let numbers = [
      stamp.device, stamp.inode, stamp.size, UInt64(bitPattern: stamp.modifiedNanoseconds),
      UInt64(bitPattern: stamp.changedNanoseconds ?? 0), stamp.changedNanoseconds == nil ? 0 : 1,
    ]
    return [
      relative.bytes, numbers.flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } },
    ]
  }

  init?(parts: [[UInt8]]) {
    guard parts.count == 2, parts[1].count == 48 else { return nil }
    let numbers = (0..<6).map { place in
      parts[1][(8 * place)..<(8 * place + 8)].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    }
    self.init(
      relative: BytePath(bytes: parts[0]),
      stamp: FileStamp(
        device: numbers[0], inode: numbers[1], size: numbers[2],
        modifiedNanoseconds: Int64(bitPattern: numbers[3]),
        changedNanoseconds: numbers[5] == 0 ? nil : Int64(bitPattern: numbers[4])))
  }
}
