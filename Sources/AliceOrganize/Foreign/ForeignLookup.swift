import AliceLibrary
import AliceWorkspace

/// Finds the files of pictures by the paths that another program wrote.
struct ForeignLookup {
  /// The folders to which relative paths belong.
  let own: [BytePath]
  /// The folders in which the user says that the pictures are now.
  let further: [BytePath]

  /// The number of levels at the end of a path by which a moved file is recognized.
  private static let levels = 6

  init(own: [BytePath], further: [BytePath]) {
    self.own = own
    self.further = further.map(\.absolute)
  }

  /// Returns the pictures whose files are there, in their order, each file once.
  ///
  /// A file that is at its own path is never taken for another entry's moved file, and a file for which two entries
  /// compete belongs to neither.
  func locate(_ pictures: [ForeignPicture]) throws -> [(file: FoundFile, verdict: ForeignVerdict)] {
    var files: [FoundFile?] = []
    var owners: [BytePath: Int] = [:]
    for (index, picture) in pictures.enumerated() {
      if index % 1024 == 0 { try Task.checkCancellation() }
      let file = exactPaths(of: picture.path).lazy.compactMap(ForeignLookup.file).first
      guard let file, owners[file.path] == nil else {
        files.append(nil)
        continue
      }
      owners[file.path] = index
      files.append(file)
    }
    let isKnown = Set(owners.keys)
    for index in pictures.indices where files[index] == nil {
      if index % 1024 == 0 { try Task.checkCancellation() }
      guard let file = movedFile(of: pictures[index]), !isKnown.contains(file.path) else { continue }
      if let rival = owners[file.path] {
        files[rival] = nil
      } else {
        owners[file.path] = index
        files[index] = file
      }
    }
    return zip(files, pictures).compactMap { file, picture in file.map { ($0, picture.verdict) } }
  }

  private static func file(_ path: BytePath) -> FoundFile? {
    FoundFile.at(path, below: path.parent ?? "/")
  }

  /// Returns the paths that the text can mean. A Windows path means one under `/mnt`, as the Windows subsystem for Linux
  /// has it.
  private func exactPaths(of path: BytePath) -> [BytePath] {
    if let windows = WindowsPath(path) {
      guard let drive = windows.drive, ForeignLookup.isSafe(windows.levels) else { return [] }
      return [windows.levels.reduce(BytePath("/mnt/\(drive)")) { $0.appending($1) }]
    }
    let levels = ForeignLookup.levels(of: path)
    guard ForeignLookup.isSafe(levels) else { return [] }
    if path.isAbsolute { return [levels.reduce("/") { $0.appending($1) }] }
    return own.map { levels.reduce($0) { $0.appending($1) } }
  }

  private func movedFile(of picture: ForeignPicture) -> FoundFile? {
    let levels = WindowsPath(picture.path)?.levels ?? ForeignLookup.levels(of: picture.path)
    guard ForeignLookup.isSafe(levels) else { return nil }
    for folder in further + own {
      for count in stride(from: min(levels.count, ForeignLookup.levels), to: 0, by: -1) {
        let path = levels.suffix(count).reduce(folder) { $0.appending($1) }
        guard let file = ForeignLookup.file(path) else { continue }
        if let size = picture.size, size != file.stamp.size { continue }
        return file
      }
    }
    return nil
  }

  private static func levels(of path: BytePath) -> [BytePath] {
    path.bytes.split(separator: UInt8(ascii: "/")).map { BytePath(bytes: Array($0)) }.filter { $0 != "." }
  }

  private static func isSafe(_ levels: [BytePath]) -> Bool {
    !levels.isEmpty && levels.count <= 128 && !levels.contains("..")
  }
}

/// A path of Windows: with a drive, or on a server.
struct WindowsPath {
  /// The letter of the drive in lower case; nil for a path on a server.
  let drive: String?
  let levels: [BytePath]

  /// Returns nil for any other path.
  init?(_ path: BytePath) {
    let bytes = path.bytes
    var rest = bytes[...]
    if bytes.count > 2, bytes[1] == UInt8(ascii: ":"), WindowsPath.isSeparator(bytes[2]),
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(bytes[0] | 0x20)
    {
      drive = String(UnicodeScalar(bytes[0] | 0x20))
      rest = bytes[3...]
    } else if bytes.starts(with: #"\\"#.utf8) {
      drive = nil
    } else {
      return nil
    }
    levels = rest.split(whereSeparator: WindowsPath.isSeparator).map { BytePath(bytes: Array($0)) }
      .filter { $0 != "." }
  }

  private static func isSeparator(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "/") }
}
