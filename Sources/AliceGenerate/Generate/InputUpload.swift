import AliceCatalog
import AliceFal
import AliceLibrary
import AliceWorkspace

/// Uploads files to the provider, which returns their public URLs.
///
/// A file that was uploaded in the last days is not uploaded again: the journal records its SHA-256 and how long the
/// provider keeps it.
struct InputUpload: Sendable {
  let workspace: Workspace
  let client: FalClient
  let progress: @Sendable (TransferProgress) -> Void

  /// The time for which the provider is asked to keep a file, in seconds: a week.
  static let lifetime = 7 * 86_400
  /// The safety margin in seconds: a job may wait in a queue, so the last half day is not used.
  static let margin = 43_200

  func address(of file: InputFile) async throws -> String {
    let journal = try workspace.journal()
    let now = workspace.clock.now()
    let key = self.key(file.digest)
    let address: String
    if let known = try journal.upload(of: key, at: now) {
      address = known
    } else {
      address = try await send(file)
      let seconds = InputUpload.lifetime - InputUpload.margin
      let expiry = Timestamp(milliseconds: now.milliseconds + Int64(seconds) * 1000, offsetMinutes: now.offsetMinutes)
      guard file.isUnchanged else { throw changed(file) }
      try journal.record(upload: address, of: key, until: expiry)
    }
    guard file.isUnchanged else { throw changed(file) }
    return address
  }

  private func send(_ file: InputFile) async throws -> String {
    let total = file.file.byteCount
    let progress = progress
    defer {
      var upload = TransferProgress(.upload, file.name, id: file.name, total: total)
      upload.isOver = true
      progress(upload)
    }
    do {
      return try await client.upload(
        FalFile(file.file, name: file.name, contentType: file.contentType), lifetime: InputUpload.lifetime
      ) { sent in
        var upload = TransferProgress(.upload, file.name, id: file.name, total: total)
        upload.done = sent
        upload.isOver = sent >= total
        progress(upload)
      }
    } catch .cancelled {
      throw CancellationError()
    } catch .notRead where !file.isUnchanged {
      throw changed(file)
    } catch {
      throw AliceError(error)
    }
  }

  private func changed(_ file: InputFile) -> AliceError {
    .configuration("'\(file.name)' changed while it was uploaded; nothing was asked of the model")
  }

  /// Returns the journal's key; an upload to a simulator is valid only there.
  private func key(_ digest: String) -> String {
    client.configuration.isLoopback ? client.configuration.queueURL + " " + digest : digest
  }
}
