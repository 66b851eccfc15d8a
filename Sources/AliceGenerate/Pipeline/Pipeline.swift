/// A checked pipeline from a YAML file: stages that generate images, choose among them and process the best further.
public struct Pipeline: Sendable, Hashable {
  /// An input of a run.
  public enum Input: String, Sendable, Hashable, CaseIterable {
    case prompt, image
  }

  public struct Stage: Sendable, Hashable {
    public let name: String
    public let step: Step
    /// The line of the stage in the file.
    let line: Int
  }

  public enum Step: Sendable, Hashable {
    /// Generates images from the prompt.
    case generate(Call, count: Int)
    case score
    case keep(Rule)
    /// Generates each image anew with another model.
    case refine(Call)
    case upscale(Call)
    /// Generates a video from each image.
    case animate(Call)
  }

  /// A request to a model.
  public struct Call: Sendable, Hashable {
    public var model: String
    /// The prompt; nil uses the prompt of the run.
    public var prompt: String?
    public var negativePrompt: String?
    public var parameters: JSONObject
    /// The size in the words of `--size`: `16:9`, `1024x768`, a preset.
    public var size: String?
    /// The parameters that are sent as they are, whatever the model's specification says.
    public internal(set) var raw: JSONObject = [:]
    /// The names of the parameters that the user gave to the run, whose values may name local files. Those of the
    /// pipeline's file may not: it may come from elsewhere.
    var written: Set<String> = []
  }

  /// The condition for images to be kept; of those that meet it, the best.
  public struct Rule: Sendable, Hashable {
    public var top: Int?
    /// The range of stars.
    public var quality: ClosedRange<Int>?
  }

  public let name: String
  public let summary: String
  public let inputs: [Input]
  /// The inputs that a run can omit.
  public let optionalInputs: [Input]
  /// The spending limit of a run; nil sets none.
  public let limit: Money?
  public internal(set) var stages: [Stage]
  /// The YAML text of the pipeline.
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

extension Pipeline {
  /// The models of all stages, by the names in the file.
  package var models: [String] { stages.compactMap { $0.step.call?.model } }
}
