/// Small valid files, such as endpoints return them, for whoever needs one of each format.
package enum SimulatedFile {
  /// The extensions of the files.
  package static let formats = ["png", "jpg", "webp", "bmp", "mp4", "wav", "mp3"]

  /// Returns the bytes of a file; nil for other extensions, or if its picture cannot be encoded.
  package static func bytes(_ format: String, seed: UInt64 = 1) -> [UInt8]? {
    guard formats.contains(format) else { return nil }
    let content: MediaItem.Content
    switch format {
    case "mp4": content = .video(VideoRecipe(aspect: 1, seconds: 1, fingerprint: seed))
    case "png", "jpg", "webp":
      let recipe = PictureRecipe(endpoint: "fal-ai/flux/schnell", prompt: "a lake", seed: seed, width: 64, height: 64)
      content = .picture(recipe, format == "jpg" ? .jpeg : format == "png" ? .png : .webp)
    default: content = .sample(SampleFile(name: "file." + format, fingerprint: seed))
    }
    return try? MediaItem(name: "file." + format, content: content).bytes()
  }
}
