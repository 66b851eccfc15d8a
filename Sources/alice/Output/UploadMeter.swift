import AliceKit

/// Shows the progress of uploads of large files.
struct UploadMeter: Sendable {
  private static let large: UInt64 = 4 << 20

  let console: Console

  func show(_ progress: UploadProgress) {
    guard progress.total >= UploadMeter.large else { return }
    let percent = progress.total > 0 ? Double(progress.sent) / Double(progress.total) * 100 : 100
    console.progress(
      "uploading \(TerminalText(progress.name)): \(Int(percent)) % of \(progress.total / 1_000_000) MB")
    if progress.sent >= progress.total { console.endProgress() }
  }
}
