extension Pipeline {
  /// The pipelines that come with the program.
  public static let ready: [Pipeline] = [draftToFinal, bestOf, imageToVideo].compactMap { try? Pipeline(parsing: $0) }

  /// Returns the built-in pipeline whose name is closest to `name`.
  public static func nearest(to name: String) -> String? {
    let names = ready.map(\.name)
    return Spelling.nearest(to: name, in: names) ?? names.first { $0.hasPrefix(name.lowercased()) && name.count > 2 }
  }

  private static let draftToFinal = """
    name: draft-to-final
    description: Eight quick drafts, the best three anew by a better model, the best of them by the best.
    inputs: [prompt]
    limit: 0.50
    stages:
      - name: draft
        generate: {model: flux-schnell, count: 8}
      - name: score-drafts
        score:
      - name: choose
        keep: {top: 3}
      - name: refine
        refine: {model: flux-dev}
      - name: score-refined
        score:
      - name: best
        keep: {top: 1}
      - name: final
        refine: {model: flux-pro}

    """

  private static let bestOf = """
    name: best-of
    description: Six pictures by a good model, and of them the best.
    inputs: [prompt]
    limit: 0.50
    stages:
      - name: make
        generate: {model: flux-dev, count: 6}
      - score
      - name: best
        keep: {top: 1}

    """

  private static let imageToVideo = """
    name: image-to-video
    description: A video of a picture; without a picture, of the best of four made for it.
    inputs: [prompt, image?]
    limit: 1.00
    stages:
      - name: still
        generate: {model: flux-dev, count: 4}
      - score
      - name: best
        keep: {top: 1}
      - name: video
        animate:
          model: kling-v1-image
          parameters: {duration: "5"}

    """
}
