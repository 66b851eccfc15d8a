import AliceNumbers

extension ModelSpec {
  /// The maximum number of images per request.
  public var maximumPerRequest: Int {
    guard let maximum = parameter(named: "num_images")?.maximum, maximum >= 1, maximum <= 64 else { return 1 }
    return Int(maximum)
  }

  /// The maximum number of outputs that are requested at once.
  public static let maximumCount = 10_000

  /// Returns the number of outputs of each request, for `count` outputs with as few requests as the model allows.
  public func split(count: Int) -> [Int] {
    guard count > 0 else { return [] }
    let (full, rest) = min(count, ModelSpec.maximumCount).quotientAndRemainder(dividingBy: maximumPerRequest)
    return Array(repeating: maximumPerRequest, count: full) + (rest > 0 ? [rest] : [])
  }

  /// Returns the bodies of the requests that produce `count` outputs.
  ///
  /// If a seed is given, every request after the first gets its own, which is the seed plus the number of outputs
  /// before it: the same seed would produce, and bill, the same image again.
  public func inputs(
    count: Int, prompt: String? = nil, negativePrompt: String? = nil, seed: String? = nil,
    parameters: JSONObject = [:], raw: JSONObject = [:], typed: Bool = true
  ) throws(InputError) -> [JSONValue] {
    let body = try input(
      prompt: prompt, negativePrompt: negativePrompt, seed: seed, parameters: parameters, raw: raw, typed: typed)
    guard count != 1, case .object(let object) = body else { return [body] }
    var done = 0
    var bodies: [JSONValue] = []
    for size in split(count: count) {
      var next = object
      if parameter(named: "num_images") != nil, raw["num_images"] == nil { next["num_images"] = JSONValue(size) }
      next["seed"] = object["seed"].map { ModelSpec.seed($0, plus: done) }
      bodies.append(.object(next))
      done += size
    }
    return bodies
  }

  private static func seed(_ seed: JSONValue, plus offset: Int) -> JSONValue {
    guard let number = seed.numberValue else { return seed }
    if let value = number.int64 { return .number(JSONNumber(value &+ Int64(offset))) }
    return number.uint64.map { .number(JSONNumber($0 &+ UInt64(offset))) } ?? seed
  }
}
