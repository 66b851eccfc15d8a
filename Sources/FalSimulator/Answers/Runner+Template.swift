import AliceModel

/// Answers that are not just pictures or a video.
extension Runner {
  /// Returns the output in the shape that a test has asked for, or that the endpoint's documentation shows.
  func templated(seed: UInt64) -> JobOutput? {
    guard
      let template = template ?? AnswerTemplate(endpoint: endpoint) ?? AnswerTemplate(members: members)
        ?? model.output.flatMap(AnswerTemplate.init(shape:))
    else { return nil }
    let names = template.names
    let media = names.enumerated().map { index, name in made(name, index: index, seed: seed) }
    return JobOutput(shape: .images, media: media, facts: [:], isInline: false, filled: Filled(template, names, prompt))
  }

  private func made(_ name: String, index: Int, seed: UInt64) -> MediaItem {
    let suffix = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
    var hash = StableHash(endpoint)
    hash.combine(input.canonicalText)
    hash.combine(name)
    if let format = PictureFormat(name: suffix) {
      var recipe = PictureRecipe(
        endpoint: endpoint, prompt: motif + name, seed: seed, width: 256, height: 256)
      recipe.isBlack = isBlack
      return item(.picture(recipe, format), index: index, extension: suffix)
    }
    if suffix == "mp4" {
      return item(.video(VideoRecipe(aspect: 1, seconds: 5, fingerprint: hash.value)), index: index, extension: suffix)
    }
    let sample = SampleFile(name: name, fingerprint: hash.value)
    return item(.sample(sample), index: index, extension: suffix)
  }
}

/// A template whose files are made.
struct Filled: Sendable {
  private let template: AnswerTemplate
  private let names: [String]
  private let prompt: String

  init(_ template: AnswerTemplate, _ names: [String], _ prompt: String) {
    self.template = template
    self.names = names
    self.prompt = prompt
  }

  /// Returns the answer; `media` are the files in the order of the names.
  func json(
    _ media: [MediaItem], address: (MediaItem) throws -> String, bytes: (MediaItem) throws -> [UInt8]
  ) rethrows -> JSONValue {
    try template.filled(prompt: prompt) { name, form in
      guard let index = names.firstIndex(of: name), media.indices.contains(index) else { return "" }
      let item = media[index]
      return switch form {
      case .address: try address(item)
      case .dataURL: "data:\(item.contentType);base64,\(try bytes(item).base64)"
      case .base64: try bytes(item).base64
      }
    }
  }
}
