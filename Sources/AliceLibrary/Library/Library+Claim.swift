import AliceModel
import CAlice

extension Library {
  /// Removes the file of a claim whose name is never used again; call it while the claim is held.
  package func discardClaim(job id: String) {
    guard let folder = try? privateFolder.child("jobs") else { return }
    try? folder.removeFile(BytePath("\(id).lock"))
  }

  /// Lets one process at a time work on the job `id`; nil where another one does.
  ///
  /// The claim ends with its last reference, or when the process ends, however it ends.
  package func claim(job id: String) throws(LibraryError) -> LibraryLock? {
    guard !id.isEmpty, id.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }) else {
      throw .outside(BytePath(id))
    }
    let folder = try privateFolder.ensure("jobs", mode: 0o700)
    do throws(LibraryError) {
      return try lock(BytePath("\(id).lock"), in: folder, exclusive: true, waitMilliseconds: 0)
    } catch {
      if case .locked = error { return nil }
      throw error
    }
  }

  /// True while a process works on the job `id`. Nothing is written for the answer.
  package func isClaimed(job id: String) -> Bool {
    guard let folder = try? privateFolder.child("jobs"),
      let file = try? OpenFile.open(BytePath("\(id).lock"), in: folder)
    else { return false }
    return alice_lock(file.descriptor, 0) == -EWOULDBLOCK
  }

  /// Held by the one process that watches for this library; `.locked` where another one does.
  package func watchLock() throws(LibraryError) -> LibraryLock {
    try lock("watch.lock", in: privateFolder, exclusive: true, waitMilliseconds: 0)
  }
}
