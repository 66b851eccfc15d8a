/// Stages that make pictures, choose among them and go on with the best: what a YAML file says, checked.
public struct Pipeline: Sendable, Hashable {
  /// What a run of it is given.
  public enum Input: String, Sendable, Hashable, CaseIterable {
    case prompt, image
  }

  public struct Stage: Sendable, Hashable {
    public let name: String
    public let step: Step
    /// Where it stands in the file.
    let line: Int
  }

  public enum Step: Sendable, Hashable {
    /// Pictures from the prompt.
    case generate(Call, count: Int)
    case score
    case keep(Rule)
    /// Each picture anew by another model.
    case refine(Call)
    case upscale(Call)
    /// A video of each picture.
    case animate(Call)
  }

  /// What a model is asked.
  public struct Call: Sendable, Hashable {
    public var model: String
    /// Nil takes the prompt of the run.
    public var prompt: String?
    public var negativePrompt: String?
    public var parameters: JSONObject
  }

  /// Which pictures stay: those that pass, and of them the best.
  public struct Rule: Sendable, Hashable {
    public var top: Int?
    /// In stars.
    public var quality: ClosedRange<Int>?
  }

  public let name: String
  public let summary: String
  public let inputs: [Input]
  /// Whether a run can do without it.
  public let optionalInputs: [Input]
  /// What a run may cost; nil sets no limit.
  public let limit: Money?
  public internal(set) var stages: [Stage]
  /// The text it was made from.
  public let source: String
}

extension Pipeline.Step {
  public var kind: String {
    switch self {
    case .generate: "generate"
    case .score: "score"
    case .keep: "keep"
    case .refine: "refine"
    case .upscale: "upscale"
    case .animate: "animate"
    }
  }

  public var call: Pipeline.Call? {
    get {
      switch self {
      case .generate(let call, _), .refine(let call), .upscale(let call), .animate(let call): call
      case .score, .keep: nil
      }
    }
    set {
      guard let newValue else { return }
      switch self {
      case .generate(_, let count): self = .generate(newValue, count: count)
      case .refine: self = .refine(newValue)
      case .upscale: self = .upscale(newValue)
      case .animate: self = .animate(newValue)
      case .score, .keep: break
      }
    }
  }
}
