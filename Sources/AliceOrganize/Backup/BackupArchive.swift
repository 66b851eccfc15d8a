import AliceCatalog
import AliceLibrary
import AliceMedia
import AliceModel
import AliceNumbers
import AliceWorkspace

/// A backup that is read. Nothing of it is believed before it is proved.
struct BackupArchive: Sendable {
  static let settings: BytePath = "settings.json"
  static let logLimit: UInt64 = 64 << 20
  private static let settingsLimit: UInt64 = 1 << 20
  private static let mostFiles = 16

  let path: BytePath
  let made: Timestamp
  private let entries: [BytePath: TarEntry<OpenFile>]

  /// Throws unless every file in the archive is one that a backup has, and is what the manifest says it is.
  init(_ path: BytePath) throws {
    self.path = path
    let file: OpenFile
    do {
      file = try OpenFile.open(path.absolute, untilCancelled: true)
    } catch {
      throw AliceError.backup(.notABackup(path, reason: "\(error)"))
    }
    let archive: TarArchive<OpenFile>
    do {
      archive = try TarArchive(file, limit: BackupArchive.mostFiles)
    } catch {
      throw AliceError.backup(.notABackup(path, reason: error.reason))
    }
    entries = Dictionary(archive.entries.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let manifest = try BackupArchive.manifest(entries[BackupManifest.name], path)
    made = manifest.made
    try prove(manifest)
  }

  private static func manifest(_ entry: TarEntry<OpenFile>?, _ path: BytePath) throws -> BackupManifest {
    guard let entry, entry.byteCount <= BackupManifest.limit else {
      throw AliceError.backup(.notABackup(path, reason: "it has no \(BackupManifest.name)"))
    }
    guard let json = try? JSONValue(parsing: entry.read(at: 0, count: Int(entry.byteCount))),
      let version = json["alice_backup"]?.intValue
    else { throw AliceError.backup(.damaged(path, part: "\(BackupManifest.name)")) }
    guard version <= BackupManifest.version else { throw AliceError.backup(.newer(path)) }
    guard version == BackupManifest.version, let manifest = BackupManifest(json) else {
      throw AliceError.backup(.damaged(path, part: "\(BackupManifest.name)"))
    }
    return manifest
  }

  private func prove(_ manifest: BackupManifest) throws {
    guard Set(manifest.parts.map(\.name)).count == manifest.parts.count else {
      throw AliceError.backup(.notABackup(path, reason: "it names a file twice"))
    }
    for name in entries.keys.sorted() where name != BackupManifest.name {
      guard let limit = BackupArchive.limit(of: name), manifest.parts.contains(where: { $0.name == name }) else {
        throw AliceError.backup(.notABackup(path, reason: "it holds \(name), which no backup has"))
      }
      guard (entries[name]?.byteCount ?? 0) <= limit else {
        throw AliceError.backup(.notABackup(path, reason: "\(name) is larger than it can be"))
      }
    }
    for part in manifest.parts {
      guard let entry = entries[part.name] else {
        throw AliceError.backup(.damaged(path, part: "\(part.name)"))
      }
      guard entry.byteCount == part.byteCount, try ContentDigest.hex(of: entry) == part.digest else {
        throw AliceError.backup(.damaged(path, part: "\(part.name)"))
      }
    }
    guard entries[Records.journal.rawValue] != nil else {
      throw AliceError.backup(.notABackup(path, reason: "it has no journal"))
    }
  }

  /// The largest size of a file of that name; nil if no backup has it.
  private static func limit(of name: BytePath) -> UInt64? {
    switch name {
    case Records.journal.rawValue: TarWriter.mostBytes
    case settings: settingsLimit
    case _ where EventLogFile.names.contains(name): logLimit
    default: nil
    }
  }
}

extension BackupArchive {
  /// Writes the journal to a new file, and upgrades it if it is one of an earlier alice.
  func writeJournal(to target: BytePath) throws {
    guard let entry = entries[Records.journal.rawValue] else { return }
    let file = try OutputFile(target, replaces: false)
    var at: UInt64 = 0
    while at < entry.byteCount {
      try Task.checkCancellation()
      let piece = try entry.read(at: at, count: 1 << 20)
      guard !piece.isEmpty else { throw AliceError.backup(.damaged(path, part: "\(entry.name)")) }
      try file.write(piece)
      at += UInt64(piece.count)
    }
    _ = try file.finish(mode: 0o600)
    do {
      try Journal.examined(at: target.description).close()
    } catch {
      switch error {
      case .newerSchema: throw AliceError.backup(.newer(path))
      case .damaged(let detail, _):
        throw AliceError.backup(.notABackup(path, reason: "its journal cannot be used: \(detail)"))
      default: throw AliceError(error, library: target)
      }
    }
  }

  /// The settings in the backup; nil if it has none.
  func librarySettings() throws -> LibrarySettings? {
    guard let entry = entries[BackupArchive.settings] else { return nil }
    let bytes = try entry.read(at: 0, count: Int(entry.byteCount))
    guard let settings = (try? JSONValue(parsing: bytes)).flatMap({ LibrarySettings(kept: $0) }) else {
      throw AliceError.backup(.damaged(path, part: "\(entry.name)"))
    }
    return settings
  }

  /// The files of the event log.
  func log() throws -> [(name: BytePath, bytes: [UInt8])] {
    try EventLogFile.names.compactMap { name in
      try entries[name].map { (name: name, bytes: try $0.read(at: 0, count: Int($0.byteCount))) }
    }
  }
}

extension TarError {
  fileprivate var reason: String {
    switch self {
    case .malformed: "it is no tar archive, or a damaged one"
    case .cutOff: "it is cut off"
    case .tooMany: "it holds more files than a backup has"
    case .notAFile(let name): "\(name) is a link or a device"
    case .elsewhere(let name): "\(name) lies in another folder"
    case .twice(let name): "it holds \(name) twice"
    case .unreadable: "it cannot be read"
    }
  }
}
