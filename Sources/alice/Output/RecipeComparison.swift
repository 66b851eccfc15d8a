import AliceKit

/// How far the result of a recipe that was sent again is from the original.
struct RecipeComparison: Sendable {
  private let original: Asset
  private let result: Asset?
  private let verdict: PictureComparison

  /// Compares the result at the place that the original has in its request; otherwise the one that is most like it.
  init(_ original: Asset, at path: BytePath, in workspace: Workspace?, _ made: GenerationResult, _ session: Session)
    async
  {
    self.original = original
    var pairs = Array(zip(made.assets, made.files))
    if let place = try? workspace?.place(of: original), place.count == pairs.count { pairs = [pairs[place.index]] }
    var best: (Asset, PictureComparison)?
    for (asset, file) in pairs {
      let verdict = await PictureComparison.of(path, file, environment: session.settings.environment)
      if best.map({ verdict.rank < $0.1.rank }) ?? true { best = (asset, verdict) }
    }
    result = best?.0
    verdict = best?.1 ?? .impossible(reason: "there is no result")
  }

  var json: JSONValue {
    var object: JSONObject = [
      "original": .string(original.id.hex), "result": JSONValue(result?.id.hex), "verdict": .string(verdict.name),
      "distance": .null, "reason": .null,
    ]
    switch verdict {
    case .identical, .equalPixels: object["distance"] = 0
    case .distance(let bits): object["distance"] = JSONValue(bits)
    case .impossible(let reason): object["reason"] = .string(reason)
    }
    return .object(object)
  }

  var line: String { "compared with \(original.id.short): \(verdict.words)" }
}

extension PictureComparison {
  fileprivate var rank: Int {
    switch self {
    case .identical: -2
    case .equalPixels: -1
    case .distance(let bits): bits
    case .impossible: 100
    }
  }

  fileprivate var name: String {
    switch self {
    case .identical: "identical"
    case .equalPixels: "identical-pixels"
    case .distance: "different"
    case .impossible: "not-compared"
    }
  }

  fileprivate var words: String {
    switch self {
    case .identical: "identical, the same picture"
    case .equalPixels: "identical pixels, encoded differently"
    case .distance(let bits): "perceptual distance \(bits) of 64, \(PictureComparison.likeness(bits))"
    case .impossible(let reason): "not possible, \(TerminalText(reason))"
    }
  }

  private static func likeness(_ bits: Int) -> String {
    switch bits {
    case 0...2: "it looks the same"
    case 3...10: "nearly the same"
    case 11...20: "much alike"
    default: "another picture"
    }
  }
}
