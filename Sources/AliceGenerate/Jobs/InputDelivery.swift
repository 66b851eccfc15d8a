import AliceFal
import AliceWorkspace

/// Uploads the input files of a job, after the limits allow it and just before the job is submitted.
struct InputDelivery: Sendable {
  let upload: InputUpload

  /// Puts the URLs of the uploaded files into the job; they are recorded together with the state `submitting`.
  func deliver(_ job: inout Job) async throws -> JobReply {
    // Only the recorded inputs are files; text in a prompt is not, even if it has the form of one.
    let waiting = job.inputs.compactMap { LocalInput(address: $0.key) }
    var delivered = job
    do {
      for input in waiting {
        let address = try await upload.address(of: try input.open(in: upload.workspace))
        delivered.inputs[address] = delivered.inputs[input.address]
        delivered.inputs[input.address] = nil
        delivered.input = InputName.replacing([input.address: .string(address)], in: delivered.input)
      }
    } catch let error as AliceError {
      return JobReply(.inputsRefused("\(error)"), failure: error)
    }
    job = delivered
    return JobReply(.inputsSent)
  }
}
