import AliceKit

/// Shows the progress of uploads and downloads of large files.
struct UploadMeter: Sendable {
  private static let large: UInt64 = 4 << 20

  let console: Console

  func show(_ progress: TransferProgress) {
    guard let total = progress.total, total >= UploadMeter.large else { return }
    let percent = Int(Double(min(progress.done, total)) / Double(total) * 100)
    let verb = progress.direction == .upload ? "uploading" : "downloading"
    console.progress("\(verb) \(TerminalText(progress.name)): \(percent) % of \(total / 1_000_000) MB")
    if progress.isOver { console.endProgress() }
  }
}
