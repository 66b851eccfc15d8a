import AliceLibrary
import AliceMedia

extension Examiner {
  /// Examines a file of an archive: it is unpacked, and the archive counts as the source.
  func look(into archived: ArchivedFile, _ offered: OfferedFile) -> Examined {
    do {
      if offered.planned != nil, !archived.archive.stamp.hasSameContent(as: offered.stamp) {
        return .refused(offered.path, .changed)
      }
      let file = try archived.open()
      let beside = archived.sidecars
      guard !beside.isUnreadable else { return .refused(offered.path, .sidecarUnreadable) }
      var candidate = try candidate(
        file, path: offered.path, project: offered.project, beside: beside, modified: archived.modified)
      candidate.archive = Candidate.Archive(path: archived.archive.path, stamp: archived.archive.stamp)
      return settle(candidate, offered)
    } catch let error as MediaError {
      return .refused(offered.path, Refusal(error))
    } catch let error as ZipError {
      return .refused(offered.path, Refusal(error))
    } catch let error as LibraryError {
      return .refused(offered.path, error.isOfFullDisk ? .notPlaced : Refusal(error))
    } catch is ArchiveProblem {
      return .refused(offered.path, .bomb)
    } catch {
      return .refused(offered.path, .unreadable)
    }
  }
}
