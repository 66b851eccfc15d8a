import AliceCatalog
import AliceFal
import AliceWorkspace

/// Sends the input files of a job, once the limits have said yes and just before the job itself.
struct InputDelivery: Sendable {
  let runner: JobRunner

  /// The job with the addresses of its files, on disk; the same where it has none that are to be sent.
  func deliver(_ job: Job) async throws -> Job {
    // What stands in a prompt is no file, whatever it looks like.
    let waiting = job.inputs.compactMap { LocalInput(address: $0.key) }
    guard !waiting.isEmpty else { return job }
    do {
      let upload = InputUpload(
        workspace: runner.workspace, client: runner.provider.client, progress: runner.uploads)
      var delivered = job
      for input in waiting {
        let address = try await upload.address(of: try input.open(in: runner.workspace))
        delivered.inputs[address] = delivered.inputs[input.address]
        delivered.inputs[input.address] = nil
        delivered.input = InputName.replacing([input.address: .string(address)], in: delivered.input)
      }
      return try runner.save(delivered)
    } catch let error as AliceError {
      var unsent = job
      unsent.state = .notSubmitted
      unsent.error = "\(error)"
      _ = try runner.save(unsent)
      runner.publish(.generationFailed, unsent) { $0.reason = "\(error)" }
      throw error
    }
  }
}
