import AliceFal
import AliceWorkspace

/// What the user should know of the results of a job.
struct CollectionReport: Sendable {
  private var black = 0
  private var earlier: [(asset: Asset, provenance: Provenance)] = []
  private var assets: [AssetID] = []
  private var missing: String?

  /// The inputs that ask for a number of results.
  private static let counts = [
    "num_images", "num_samples", "num_outputs", "num_videos", "number_of_images", "num_results", "batch_size", "n",
  ]

  mutating func add(_ filed: ResultFiling.Filed) {
    if filed.isBlack { black += 1 }
    if let provenance = filed.earlier { earlier.append((filed.asset, provenance)) }
    assets.append(filed.asset.id)
  }

  /// Compares the number of results with the number that the request asked for.
  mutating func found(results: Int, of job: Job) {
    let asked = CollectionReport.counts.lazy.compactMap { job.input[$0]?.numberValue?.int64 }.first
    guard let asked, asked > results else { return }
    missing = "the provider returned \(results) of the \(asked) results that were asked for"
  }

  /// Returns one sentence for each remark.
  func sentences(isFlagged: Bool, _ job: Job) -> [String] {
    var sentences: [String] = []
    if isFlagged {
      sentences.append(
        "the provider flagged \(black > 0 ? "and blackened " : "")an image of job \(job.id); it is billed nevertheless")
    } else if black > 0 {
      let subject = black == 1 ? "an image of job \(job.id) is" : "\(black) images of job \(job.id) are"
      sentences.append("\(subject) black, although the provider flagged none; it is billed nevertheless")
    }
    if let missing { sentences.append("job \(job.id): \(missing)") }
    for (asset, provenance) in earlier { sentences.append("job \(job.id): \(same(asset, provenance))") }
    if earlier.isEmpty, Set(assets).count < assets.count {
      sentences.append("job \(job.id): \(assets.count) of its results are \(Set(assets).count) different files")
    }
    return sentences
  }

  private func same(_ asset: Asset, _ provenance: Provenance) -> String {
    let kind = asset.facts.format.kind
    let noun = kind == .model3d ? "model" : kind == .image ? "picture" : kind == .file ? "file" : kind.rawValue
    let maker = provenance.recipe.model.map { " of \($0)" } ?? ""
    return "the same \(noun) as \(asset.path)\(maker); its recipe is kept there, too"
  }

  /// Returns the sentence about files that cannot be had, with their addresses; nil if there are none.
  static func sentence(_ losses: [CollectedMedia.Loss], of count: Int) -> String? {
    guard !losses.isEmpty else { return nil }
    let shown = losses.prefix(3).map { loss in loss.url.map { "\($0): \(loss.reason)" } ?? loss.reason }
    let rest = losses.count > shown.count ? "; 'alice jobs --json' has all addresses" : ""
    let files = count == 1 ? "its file is lost" : "\(losses.count) of its \(count) files are lost"
    return "\(files): \(shown.joined(separator: "; "))\(rest)"
  }
}
