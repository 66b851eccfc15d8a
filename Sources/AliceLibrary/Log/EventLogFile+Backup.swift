package import AliceModel

extension EventLogFile {
  /// The names of the current file and of those that were rotated.
  package static var names: [BytePath] { [name] + (1...kept).map(rotated) }

  /// Writes files of an earlier log durably, unless there is a log already. Returns whether it did.
  package func adopt(_ files: [(name: BytePath, bytes: [UInt8])], in library: Library) throws(LibraryError) -> Bool {
    guard !files.isEmpty, try self.files().isEmpty else { return false }
    let staging = try library.stagingFolder()
    // The current file comes last: it shows that the log is complete.
    for file in files.sorted(by: { $0.name != EventLogFile.name && $1.name == EventLogFile.name }) {
      let staged = try staging.write(FileContent(file.bytes, mode: 0o600))
      do throws(LibraryError) {
        try staging.sync(staged)
        try staging.folder.rename(staged, to: library.privateFolder, as: file.name)
      } catch {
        staging.discard(staged)
        if case .occupied = error { continue }
        throw error
      }
    }
    try library.privateFolder.sync()
    return true
  }
}
