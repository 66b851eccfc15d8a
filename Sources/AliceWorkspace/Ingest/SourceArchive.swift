package import AliceLibrary
package import AliceMedia
package import AliceModel
import Synchronization

/// A zip archive whose files are taken as if they lay in a folder of its name. It is read and never changed.
package final class SourceArchive: Sendable {
  package let path: BytePath
  package let stamp: FileStamp
  private let file: OpenFile
  private let zip: ZipArchive
  private let names: ArchiveNames
  /// The paths of media without their extensions, in lower case.
  private let mediaStems: Set<BytePath>
  /// The number of bytes that may still be unpacked.
  private let room: Mutex<UInt64>
  private let scratch: Scratch

  /// Where files are unpacked.
  package enum Scratch: Sendable {
    /// In the library's folder for files that are being written.
    case library(Library)
    /// In a folder for temporary files, without names: for a dry run.
    case folder(BytePath)
  }

  /// What an archive may unpack to: media are compressed already, so that more than this is an attack.
  private static let freeRoom: UInt64 = 64 << 20
  private static let mostRatio: UInt64 = 200

  /// Opens the archive. `offsetMinutes` applies to the times in it.
  package init(_ path: BytePath, offsetMinutes: Int, scratch: Scratch) throws {
    file = try OpenFile.open(path, untilCancelled: true)
    self.path = path
    self.scratch = scratch
    stamp = file.stamp
    zip = try ZipArchive(file, offsetMinutes: offsetMinutes)
    names = ArchiveNames(zip.entries)
    mediaStems = Set(
      zip.entries.lazy.filter { RecipeSidecars.hasMediaName($0.path) }.map { $0.path.withoutExtension.lowercased })
    let (product, overflow) = file.byteCount.multipliedReportingOverflow(by: SourceArchive.mostRatio)
    room = Mutex(overflow ? .max : product.addingReportingOverflow(SourceArchive.freeRoom).partialValue)
  }

  /// Returns whether a file that has this name and exists is a zip archive.
  package static func isArchive(_ path: BytePath) -> Bool {
    guard hasArchiveName(path), let file = try? OpenFile.open(path) else { return false }
    return ZipArchive.isZip(file)
  }

  package static func hasArchiveName(_ path: BytePath) -> Bool {
    // This is called for every file of a walk; the last letter rules out most of them.
    guard let last = path.bytes.last, "pPzZ".utf8.contains(last) else { return false }
    return ["zip", "cbz"].contains(path.fileExtension)
  }

  /// A file of the archive, or why it is not taken.
  package enum Content: Sendable {
    case file(ArchivedFile)
    case left(BytePath, Refusal)
  }

  /// The files of the archive in its order, without hidden ones and sidecars.
  package var contents: [Content] {
    zip.entries.compactMap { entry in
      guard !entry.isFolder, !entry.path.bytes.isEmpty, !FileWalk.passesOver(entry.path), !isSidecar(entry.path) else {
        return nil
      }
      if let refusal = refusal(of: entry) { return .left(path.appending(entry.path), refusal) }
      return .file(ArchivedFile(archive: self, entry: entry))
    } + (zip.isCutOff ? [.left(path, .malformed)] : [])
  }

  /// Returns the file that would lie at this path; nil if the archive has none.
  package func file(at whole: BytePath) -> ArchivedFile? {
    guard let inner = whole.relative(to: path), let entry = entry(at: inner) else { return nil }
    return ArchivedFile(archive: self, entry: entry)
  }

  /// Returns the entry of exactly this path, else one whose path differs in upper and lower case only.
  private func entry(at inner: BytePath) -> ZipEntry? {
    names.index(of: inner, in: zip.entries).map { zip.entries[$0] }
  }

  /// Returns whether the archive holds this recipe sidecar, of whichever picture.
  package func holds(_ sidecar: RecipeSidecar) -> Bool {
    zip.entries.contains { entry in
      RecipeSidecars.suffix(of: entry.path) == sidecar.name.suffix && entry.hasContent(sidecar.bytes)
    }
  }

  private func refusal(of entry: ZipEntry) -> Refusal? {
    if entry.isSymbolicLink { return .link }
    if SourceArchive.hasArchiveName(entry.path) { return .nestedArchive }
    if isPreview(entry.path) { return .preview }
    if entry.isEncrypted { return .encrypted }
    return entry.isReadable ? nil : .unknownMethod
  }

  private func isPreview(_ path: BytePath) -> Bool {
    GeneratorPreviews.isPreview(
      path, hasMedia: { mediaStems.contains($0.lowercased) }, hasFile: names.holds)
  }

  private func isSidecar(_ path: BytePath) -> Bool {
    let base: BytePath
    if path.fileExtension == "xmp" {
      base = BytePath(bytes: Array(path.bytes.dropLast(4)))
      if names.holds(base) { return true }
    } else {
      guard let stem = RecipeSidecars.stem(of: path) else { return false }
      base = stem
      if RecipeSidecars.hasMediaName(base), names.holds(base) { return true }
    }
    return mediaStems.contains(base.lowercased)
  }
}

/// Unpacking.
extension SourceArchive {
  /// Returns the content as a file of its own, which lives as long as it is referred to.
  fileprivate func unpack(_ entry: ZipEntry, suffix: BytePath) throws -> OpenFile {
    try room.withLock { room in
      guard entry.size <= room else { throw ArchiveProblem.bomb }
      room -= entry.size
    }
    switch scratch {
    case .library(let library):
      let written = try library.temporaryFile(suffix: suffix)
      try entry.unpack(from: file) { try written.write(Array($0)) }
      return try written.finish()
    case .folder(let folder):
      return try OpenFile.scratch(in: folder) { write in try entry.unpack(from: file) { try write($0) } }
    }
  }

  /// Returns whether the entry begins as media do.
  fileprivate func beginsAsMedia(_ entry: ZipEntry) throws -> Bool {
    var head: [UInt8] = []
    try entry.unpack(from: file, limit: 64) { head += $0.prefix(64) }
    return MediaFile.canBegin(with: head)
  }

  fileprivate func sidecars(of entry: ZipEntry) -> FileSidecars {
    var beside = FileSidecars()
    let (whole, stem) = (entry.path, entry.path.withoutExtension)
    for base in [whole, stem] where beside.xmp == nil {
      beside.xmp = member(base.adding(suffix: ".xmp"), suffix: ".xmp", limit: 16 << 20, &beside.isUnreadable)
    }
    for suffix in RecipeSidecars.suffixes {
      for base in whole == stem ? [whole] : [whole, stem] {
        let path = BytePath(bytes: base.bytes + suffix.bytes)
        let limit = RecipeSidecars.sizeLimit
        guard let found = member(path, suffix: suffix, limit: limit, &beside.isUnreadable) else { continue }
        beside.recipeSidecars.append((RecipeSidecarName(suffix: suffix, followsWholeName: base == whole), found))
      }
    }
    return beside
  }

  /// Returns nil if there is no such file, if it is too large for a sidecar, or if it cannot be unpacked, of which
  /// `hasFailed` tells.
  private func member(
    _ path: BytePath, suffix: BytePath, limit: Int, _ hasFailed: inout Bool
  ) -> FileSidecars.Member? {
    guard let entry = entry(at: path), !entry.isFolder, entry.size <= UInt64(limit) else { return nil }
    do {
      let file = try unpack(entry, suffix: suffix)
      return FileSidecars.Member(file: file, bytes: try file.readAll(limit: limit))
    } catch {
      hasFailed = true
      return nil
    }
  }
}

/// A file of an archive.
package struct ArchivedFile: Sendable {
  package let archive: SourceArchive
  private let entry: ZipEntry

  fileprivate init(archive: SourceArchive, entry: ZipEntry) {
    self.archive = archive
    self.entry = entry
  }

  /// The path of the archive and, as if it were a folder, that of the file in it.
  package var path: BytePath { archive.path.appending(entry.path) }
  /// The path below the archive.
  package var relative: BytePath { entry.path }
  var modified: Timestamp? { entry.modified }

  /// Unpacks the file; throws `MediaError.unrecognised` at its first bytes if it is no media.
  func open() throws -> OpenFile {
    guard entry.size > 0 else { throw MediaError.empty }
    guard try archive.beginsAsMedia(entry) else { throw MediaError.unrecognised }
    return try archive.unpack(entry, suffix: "")
  }

  var sidecars: FileSidecars { archive.sidecars(of: entry) }
}

/// Why a file of an archive is not unpacked.
enum ArchiveProblem: Error {
  case bomb
}

extension Refusal {
  package init(_ error: ZipError) {
    switch error {
    case .encrypted: self = .encrypted
    case .unknownMethod: self = .unknownMethod
    case .malformed, .damaged: self = .malformed
    case .tooManyEntries: self = .tooLarge
    case .unreadable: self = .unreadable
    }
  }
}

extension BytePath {
  fileprivate var withoutExtension: BytePath { parent?.appending(stem) ?? stem }
}
