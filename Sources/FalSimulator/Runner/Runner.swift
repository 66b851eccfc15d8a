import AliceModel
import AliceVision
import Foundation

/// The runner of a job: it checks the input, determines the output, and computes the cost.
struct Runner {
  let model: ModelSpec
  let endpoint: String
  let input: JSONValue
  let requestID: String
  /// Returns a file of the CDN by its name.
  let file: (String) -> MediaItem?
  /// Returns whether a URL belongs to the simulator's CDN.
  let isOwn: (String) -> Bool
  var isBlack = false
  var expiresAt: Int64?
  /// The shape of the answer that a test has asked for.
  var template: AnswerTemplate?
  /// The names of the members of the answer, if the provider's types are known.
  var members: [String] = []
  /// The longest edge of a picture that is made from nothing.
  var longestEdge: Int?

  /// Every source file that the input names, with its parameter.
  private var sources: [(parameter: ParameterSpec, address: String)] {
    model.parameters.filter { $0.media != nil }.flatMap { parameter in
      let given = input[parameter.name]
      return (given?.arrayValue ?? [given].compactMap { $0 }).compactMap(\.stringValue).map { (parameter, $0) }
    }
  }

  func problems() -> [InputProblem] {
    let problems = model.problems(in: input)
    return problems.isEmpty ? sources.compactMap { problem(with: $0.address, for: $0.parameter) } : problems
  }

  private func problem(with address: String, for parameter: ParameterSpec) -> InputProblem? {
    let isReachable =
      switch address.prefix(while: { $0 != ":" }).lowercased() {
      case "data": true
      case "http", "https": !isOwn(address) || file(Runner.name(of: address)) != nil
      default: false
      }
    guard !isReachable else {
      guard parameter.media?.kind == .image, case .stored(let bytes, _)? = file(Runner.name(of: address))?.content,
        MediaFormat(sniffing: bytes) == nil
      else { return nil }
      return InputProblem(
        [parameter.name], type: "image_load_error",
        "Failed to load the image. Please ensure the image file is not corrupted and is in a supported format.",
        input: .string(address))
    }
    return InputProblem(
      [parameter.name], type: "file_download_error",
      "Failed to download the file. Please check if the URL is accessible and try again.", input: .string(address))
  }

  func output() -> JobOutput {
    let seed =
      input["seed"]?.numberValue?.uint64 ?? input["seed"]?.intValue.map { UInt64(bitPattern: Int64($0)) }
      ?? UInt64(UInt32.random(in: 0...UInt32.max))
    if let output = templated(seed: seed) { return output }
    let shape = knownShape ?? (isVideo ? .video : .images)
    let media = shape == .video ? [video(seed: seed)] : pictures(seed: seed, shape: shape)
    return JobOutput(
      shape: shape, media: media, facts: facts(seed: seed, shape: shape, count: media.count),
      isInline: input["sync_mode"]?.boolValue ?? false)
  }

  /// Returns the bill of a request that succeeds.
  func bill(at price: SimulatedPrice?) -> Bill {
    let listed = model.units(input: input, source: sourceFacts)
    return price?.bill(ofListed: price?.isSet == true ? listed ?? Double(count) : listed)
      ?? Bill(units: max(1, Double(count)), unit: isVideo ? "videos" : "images", amount: nil)
  }

  private var knownShape: ModelSpec.Output? { model.output ?? ModelSpec.Output(members: members) }

  var isVideo: Bool {
    if let shape = knownShape { return shape == .video }
    return endpoint.contains("video") || endpoint.contains("kling") || endpoint.contains("animate")
  }

  var steps: Int {
    let names = ["num_inference_steps", "steps", "first_stage_steps"]
    let steps = names.lazy.compactMap { value($0)?.intValue }.first
    return min(max(steps ?? 4, 1), 1000)
  }

  private func facts(seed: UInt64, shape: ModelSpec.Output, count: Int) -> JSONObject {
    let time = JSONValue(isVideo ? 1.2 : 0.3)
    let echoed: JSONValue = .number(JSONNumber(seed))
    guard members.isEmpty else { return typedFacts(seed: echoed, time: time, count: count) }
    switch shape {
    case .images:
      return [
        "timings": ["inference": time], "seed": echoed,
        "has_nsfw_concepts": .array(Array(repeating: .bool(isBlack), count: count)), "prompt": .string(prompt),
      ]
    case .image: return model.parameter(named: "seed") == nil ? [:] : ["seed": echoed]
    case .video, .audio, .audioFile, .modelGLB, .modelMesh, .text:
      return model.parameter(named: "seed") == nil ? [:] : ["seed": echoed]
    }
  }

  /// The facts that the provider's types name, in the order in which answers have them.
  private func typedFacts(seed: JSONValue, time: JSONValue, count: Int) -> JSONObject {
    let known: [(name: String, value: JSONValue)] = [
      ("timings", ["inference": time]), ("seed", seed),
      ("seeds", .array(Array(repeating: seed, count: count))),
      ("has_nsfw_concepts", .array(Array(repeating: .bool(isBlack), count: count))), ("prompt", .string(prompt)),
      ("actual_prompt", .string(prompt)), ("revised_prompt", .string(prompt)), ("description", ""),
      ("generated_text", ""), ("duration", JSONValue(seconds)),
    ]
    return JSONObject(known.filter { members.contains($0.name) }.map { ($0.name, $0.value) })
  }

  // MARK: - Media

  private func pictures(seed: UInt64, shape: ModelSpec.Output) -> [MediaItem] {
    let format = pictureFormat(shape)
    if shape == .image, let item = enlargement(seed: seed, format: format) { return [item] }
    let size = limited(pictureSize)
    return (0..<count).map { index in
      var recipe = PictureRecipe(
        endpoint: endpoint, prompt: motif, seed: seed &+ UInt64(index), width: size.width, height: size.height)
      recipe.isBlack = isBlack
      return item(.picture(recipe, format), index: index, extension: format.fileExtension)
    }
  }

  private func limited(_ size: (width: Int, height: Int)) -> (width: Int, height: Int) {
    let edge = max(size.width, size.height)
    guard let longestEdge, edge > longestEdge else { return size }
    return (max(1, size.width * longestEdge / edge), max(1, size.height * longestEdge / edge))
  }

  private func video(seed: UInt64) -> MediaItem {
    var hash = StableHash(endpoint)
    hash.combine(input.canonicalText)
    if input["seed"] == nil, model.parameter(named: "seed") != nil { hash.combine(seed) }
    let recipe = VideoRecipe(aspect: aspect ?? 16.0 / 9, seconds: seconds, fingerprint: hash.value)
    return item(.video(recipe), index: 0, extension: "mp4")
  }

  private func enlargement(seed: UInt64, format: PictureFormat) -> MediaItem? {
    guard model.kind == .upscale, let source = sources.first.flatMap({ file(Runner.name(of: $0.address)) }),
      let facts = sourceFacts, let width = facts.width, let height = facts.height
    else { return nil }
    let factor = min(max(value("upscale_factor")?.doubleValue ?? value("scale")?.doubleValue ?? 2, 1), 8)
    let size = PictureRecipe.paintable(Int(Double(width) * factor), Int(Double(height) * factor))
    switch source.content {
    case .picture(let recipe, _):
      var larger = PictureRecipe(
        endpoint: recipe.endpoint, prompt: recipe.prompt, seed: recipe.seed, width: size.width, height: size.height)
      larger.upscaler = (recipe.upscaler.map { $0 + " " } ?? "") + upscaler
      return item(.picture(larger, format), index: 0, extension: format.fileExtension)
    case .stored(let bytes, _):
      let content = MediaItem.Content.enlargement(
        of: bytes, width: size.width, height: size.height, format, grain: StableHash(upscaler).value)
      return item(content, index: 0, extension: format.fileExtension)
    case .enlargement, .video, .sample: return nil
    }
  }

  /// What makes two upscalings of one picture differ: the endpoint and its settings, but not the address of the picture.
  private var upscaler: String {
    var settings = input.objectValue ?? [:]
    for parameter in model.parameters where parameter.media != nil { settings[parameter.name] = nil }
    return endpoint + JSONValue.object(settings).canonicalText
  }

  func item(_ content: MediaItem.Content, index: Int, extension suffix: String) -> MediaItem {
    let name = StableHash("\(requestID)/\(index)").hex
    return MediaItem(name: "\(name).\(suffix)", content: content, expiresAt: expiresAt)
  }

  /// Returns the last path segment of a URL, without its query.
  static func name(of address: String) -> String {
    let path = address.prefix { $0 != "?" && $0 != "#" }
    let last = path.split(separator: "/").last.map(String.init) ?? ""
    return last.removingPercentEncoding ?? last
  }
}
