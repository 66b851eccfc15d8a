import AliceLibrary
import AliceMedia
import AliceWorkspace
import Foundation

/// The files of archives, which are taken as if they lay in folders.
extension SourceFeed {
  /// Offers the files of an archive that the user named.
  func open(_ path: BytePath, _ state: inout State, _ tell: (FeedItem) async throws -> Void) async throws {
    let archive: SourceArchive
    do {
      archive = try self.archive(path)
    } catch let error as ZipError {
      return try await tell(.refused(path, Refusal(error)))
    } catch {
      return try await tell(.refused(path, .unreadable))
    }
    for content in archive.contents {
      try Task.checkCancellation()
      switch content {
      case .left(let file, let reason): try await leave(file, reason, tell)
      case .file(let file) where !isExcluded(file): try await offer(OfferedFile(file), &state, tell)
      case .file: break
      }
    }
  }

  /// Returns the number of files that are offered for a file that the user named.
  func countOfFiles(in path: BytePath) -> Int {
    guard SourceArchive.isArchive(path), let archive = try? self.archive(path) else { return 1 }
    return archive.contents.count { if case .file(let file) = $0 { !isExcluded(file) } else { false } }
  }

  private func isExcluded(_ file: ArchivedFile) -> Bool {
    FoundFile(path: file.path, relative: file.relative, stamp: file.archive.stamp).isExcluded(by: excluded)
  }

  private func archive(_ path: BytePath) throws -> SourceArchive {
    let folder = BytePath(FileManager.default.temporaryDirectory.path(percentEncoded: false))
    return try SourceArchive(
      path, offsetMinutes: examiner.offsetMinutes, scratch: scratch.map { .library($0) } ?? .folder(folder))
  }

  /// Finds those of `files` in their archives that a plan names by a path below an archive.
  func inArchives(_ files: [OfferedFile]) -> [OfferedFile] {
    var archives: [BytePath: SourceArchive?] = [:]
    return files.map { file in
      guard file.planned != nil, let path = SourceFeed.archivePath(above: file.path) else { return file }
      let archive = archives[path] ?? (try? self.archive(path))
      archives[path] = archive
      var offered = file
      offered.archived = archive?.file(at: file.path)
      return offered
    }
  }

  private static func archivePath(above path: BytePath) -> BytePath? {
    var above = path.parent
    for _ in 0..<64 {
      guard let here = above, here != here.parent else { return nil }
      if SourceArchive.isArchive(here) { return here }
      above = here.parent
    }
    return nil
  }
}
