import AliceNumbers

extension Pipeline {
  private static let maximumStages = 32
  /// The maximum number of images that a stage generates.
  public static let maximumCount = 100

  /// Parses a pipeline; throws `PipelineError` with the line of any error.
  public init(parsing text: String) throws {
    let reader = try YAMLReader(
      YAMLTree(parsing: text), "a pipeline", allowed: ["name", "description", "inputs", "limit", "stages"])
    source = text
    name = try reader.required("name")
    guard name.utf8.count <= 40, name.utf8.allSatisfy({ Pipeline.isNameByte($0) }) else {
      throw PipelineError(line: reader["name"]?.line ?? 1, "a name is at most 40 small letters, digits and '-'")
    }
    summary = try reader.text("description") ?? ""
    (inputs, optionalInputs) = try Pipeline.inputs(reader)
    limit = try Pipeline.limit(reader)
    guard let tree = reader["stages"], case .list(let list) = tree.value, !list.isEmpty else {
      throw PipelineError(line: reader["stages"]?.line ?? reader.tree.line, "a pipeline needs a list of 'stages'")
    }
    guard list.count <= Pipeline.maximumStages else {
      throw PipelineError(line: tree.line, "a pipeline has at most \(Pipeline.maximumStages) stages")
    }
    stages = []
    for item in list {
      let stage = try Stage(item)
      guard !stages.contains(where: { $0.name == stage.name }) else {
        throw PipelineError(line: item.line, "two stages are called '\(stage.name)'; give one a name of its own")
      }
      stages.append(stage)
    }
    try checkOrder()
  }

  fileprivate static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
    default: false
    }
  }

  /// Parses `[prompt, image?]`: a name with `?` is optional.
  private static func inputs(_ reader: YAMLReader) throws -> ([Input], [Input]) {
    guard let tree = reader["inputs"] else { return ([.prompt], []) }
    guard case .list(let list) = tree.value else { throw reader.wrong("inputs", tree, "a list") }
    var inputs: [Input] = []
    var optional: [Input] = []
    for item in list {
      guard case .scalar(let text, _) = item.value else { throw reader.wrong("inputs", item, "a list of words") }
      let name = text.hasSuffix("?") ? String(text.dropLast()) : text
      guard let input = Input(rawValue: name), !inputs.contains(input) else {
        throw PipelineError(line: item.line, "inputs are prompt and image, each once; not '\(text.prefix(40))'")
      }
      inputs.append(input)
      if text.hasSuffix("?") { optional.append(input) }
    }
    return (inputs, optional)
  }

  private static func limit(_ reader: YAMLReader) throws -> Money? {
    guard let tree = reader["limit"] else { return nil }
    // `null` means no limit; an empty value may be a mistake.
    if case .scalar(let text, _) = tree.value, !text.isEmpty, tree.isNothing { return nil }
    guard case .scalar(let text, _) = tree.value, let limit = Money(text), limit >= .zero else {
      throw reader.wrong("limit", tree, "an amount in USD such as 0.50")
    }
    return limit
  }

  /// Checks that images precede a stage that works on them, and that only scoring follows an animation.
  private func checkOrder() throws {
    var hasPictures = inputs.contains(.image) && !optionalInputs.contains(.image)
    var animated = false
    for stage in stages {
      if animated, stage.step.kind != "score" {
        throw PipelineError(line: stage.line, "'\(stage.name)' comes after the pictures became videos")
      }
      if case .generate = stage.step {
        guard !hasPictures else {
          throw PipelineError(line: stage.line, "'\(stage.name)' would throw away the pictures before it")
        }
        hasPictures = true
      } else if !hasPictures {
        throw PipelineError(line: stage.line, "'\(stage.name)' has no pictures to work on; begin with generate")
      }
      if case .animate = stage.step { animated = true }
    }
  }
}

extension Pipeline.Stage {
  private static let kinds = ["generate", "score", "keep", "refine", "upscale", "animate"]

  init(_ tree: YAMLTree) throws {
    line = tree.line
    if case .scalar("score", _) = tree.value {
      (name, step) = ("score", .score)
      return
    }
    let reader = try YAMLReader(tree, "a stage", allowed: ["name"] + Pipeline.Stage.kinds)
    let kinds = reader.keys.filter { $0 != "name" }
    guard kinds.count == 1, let kind = kinds.first, let body = reader[kind] else {
      throw PipelineError(
        line: tree.line, "a stage is exactly one of \(Pipeline.Stage.kinds.joined(separator: ", "))")
    }
    name = try reader.text("name") ?? kind
    guard (1...40).contains(name.utf8.count), name.utf8.allSatisfy({ Pipeline.isNameByte($0) }) else {
      throw PipelineError(line: tree.line, "a stage's name is at most 40 small letters, digits and '-'")
    }
    step = try Pipeline.Step(kind, body)
  }
}

extension Pipeline.Step {
  init(_ kind: String, _ body: YAMLTree) throws {
    let call = ["model", "prompt", "negative_prompt", "parameters", "size"]
    switch kind {
    case "score":
      guard body.isNothing || body.isEmptyMap else { throw PipelineError(line: body.line, "score takes nothing") }
      self = .score
    case "keep": self = .keep(try Pipeline.Rule(YAMLReader(body, "keep", allowed: ["top", "quality"])))
    case "generate":
      let reader = try YAMLReader(body, "generate", allowed: call + ["count"])
      self = .generate(
        try Pipeline.Call(reader), count: try reader.number("count", in: 1...Pipeline.maximumCount) ?? 1)
    case "refine": self = .refine(try Pipeline.Call(YAMLReader(body, "refine", allowed: call + ["strength"])))
    case "upscale": self = .upscale(try Pipeline.Call(YAMLReader(body, "upscale", allowed: call)))
    default: self = .animate(try Pipeline.Call(YAMLReader(body, "animate", allowed: call)))
    }
  }
}

extension Pipeline.Call {
  init(_ reader: YAMLReader) throws {
    model = try reader.required("model")
    prompt = try reader.text("prompt")
    negativePrompt = try reader.text("negative_prompt")
    parameters = [:]
    if let tree = reader["parameters"], !tree.isNothing {
      guard let object = tree.json.objectValue else { throw reader.wrong("parameters", tree, "a mapping") }
      parameters = object
    }
    size = try reader.text("size")
    if let strength = reader["strength"] { parameters["strength"] = strength.json }
  }
}

extension Pipeline.Rule {
  init(_ reader: YAMLReader) throws {
    top = try reader.number("top", in: 1...Pipeline.maximumCount)
    quality = try reader["quality"].map { tree in
      guard case .scalar(let text, _) = tree.value, let range = Pipeline.Rule.stars(text) else {
        throw reader.wrong("quality", tree, "stars such as \">=4\", from 1 to 5")
      }
      return range
    }
    guard top != nil || quality != nil else {
      throw PipelineError(line: reader.tree.line, "keep needs 'top' or 'quality'")
    }
  }

  /// Parses `>=4`, `>3`, `5` or `3..4`.
  private static func stars(_ text: String) -> ClosedRange<Int>? {
    let parts = text.split(separator: "..").compactMap { Int($0) }
    if parts.count == 2, (1...5).contains(parts[0]), (parts[0]...max(parts[0], 5)).contains(parts[1]) {
      return parts[0]...parts[1]
    }
    let sign = String(text.prefix { "<>=".contains($0) })
    guard let stars = Int(text.dropFirst(sign.count)), (1...5).contains(stars) else { return nil }
    switch sign {
    case ">=": return stars...5
    case ">": return stars < 5 ? stars + 1...5 : nil
    case "<=": return 1...stars
    case "<": return stars > 1 ? 1...stars - 1 : nil
    case "", "=": return stars...stars
    default: return nil
    }
  }
}

extension YAMLTree {
  var isEmptyMap: Bool { if case .map(let members) = value { members.isEmpty } else { false } }
}
