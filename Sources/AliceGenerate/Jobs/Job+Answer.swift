import AliceFal
public import AliceWorkspace

extension Job {
  /// The text that the job's answer consists of; nil if it consists of files, or is too long to be recorded.
  public var answerText: String? {
    guard state == .done, let output = CollectedMedia(self)?.output,
      FalMedia.mediaURLs(in: output, apartFrom: input).isEmpty
    else { return nil }
    return AnswerText(output, to: input)?.text
  }
}

extension GenerationResult {
  /// The texts of those assets that are answers in words, by their ids.
  public var texts: [AssetID: String] {
    let kinds = Dictionary(assets.map { ($0.id, $0.facts.format.kind) }) { first, _ in first }
    return (reused + jobs).reduce(into: [:]) { texts, job in
      guard job.assets.count == 1, kinds[job.assets[0], default: .text] == .text, let text = job.answerText else {
        return
      }
      texts[job.assets[0]] = text
    }
  }
}
