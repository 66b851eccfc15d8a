import AliceNumbers

/// How a model is told a size.
package struct ToldSize: Sendable, Hashable {
  package fileprivate(set) var parameters = JSONObject()
  /// What differs from the request: `nano-banana takes no 1024x700: 3:2 is the nearest`; nil if nothing does.
  package fileprivate(set) var note: String?
}

extension ModelSpec {
  /// Returns the parameters that tell this model a size, a ratio or a resolution, whatever form it takes: a preset or
  /// pixels, `width` and `height`, a ratio, a class of resolution. The nearest value is taken if there is no equal one.
  ///
  /// Throws `noSize` if no parameter has to do with size, and `wrongType` if the text is none.
  package func telling(size text: String) throws(InputError) -> ToldSize {
    guard let size = RequestedSize(text) else { throw .wrongType("size", given: text, expected: .size) }
    guard isListed else { return unlisted(size) }
    if case .name(let name) = size { return try named(name, given: text) }
    if let parameter = parameters.first(where: { $0.kind == .size }) { return sized(parameter, size) }
    if let told = pixels(size) { return told }
    var told = ToldSize()
    let isShaped = try shape(size, given: text, into: &told)
    let hasResolution = resolve(size, given: text, isShaped: isShaped, into: &told)
    guard isShaped || hasResolution else { throw .noSize(text, model: name, source: sourceOfSize) }
    return told
  }

  /// The kind of file that its output gets its size from; nil if it works from words alone.
  private var sourceOfSize: MediaKind? {
    parameters.compactMap { $0.media?.kind }.first { $0 == .image || $0 == .video }
  }

  private func unlisted(_ size: RequestedSize) -> ToldSize {
    switch size {
    case .pixels(let size): ToldSize(parameters: ["image_size": size.json])
    case .ratio(let width, let height): ToldSize(parameters: ["aspect_ratio": .string("\(width):\(height)")])
    case .name(let name): ToldSize(parameters: ["image_size": .string(name)])
    }
  }

  /// Finds a name among the values of the parameters for sizes.
  private func named(_ text: String, given: String) throws(InputError) -> ToldSize {
    let places = parameters.filter {
      $0.kind == .size || ModelSpec.shapeNames.contains($0.name) || $0.name == "resolution"
    }
    guard !places.isEmpty else { throw .noSize(given, model: name, source: sourceOfSize) }
    for place in places {
      if let value = try? place.value(from: .string(text)), place.kind != .string || place.values.contains(value) {
        return ToldSize(parameters: [place.name: value])
      }
    }
    let allowed = places.flatMap { place in
      (place.kind == .size ? ImageSize.presets.map(\.name) : []) + place.values.compactMap(\.scalarText)
    }
    throw .notAllowed("size", given: given, allowed: allowed, nearest: Spelling.nearest(to: text, in: allowed))
  }

  /// A parameter that takes presets and pixels takes any size.
  private func sized(_ parameter: ParameterSpec, _ size: RequestedSize) -> ToldSize {
    switch size {
    case .pixels(let size): ToldSize(parameters: [parameter.name: size.json])
    case .ratio, .name:
      ToldSize(
        parameters: [parameter.name: size.ratio.flatMap { ModelSpec.size(of: $0, like: parameter) } ?? .null])
    }
  }

  /// `width` and `height`; a ratio becomes a size of as many pixels as the defaults have.
  private func pixels(_ size: RequestedSize) -> ToldSize? {
    guard let width = parameters.first(where: { $0.name == "width" }),
      let height = parameters.first(where: { $0.name == "height" })
    else { return nil }
    let usual = (width.defaultValue?.intValue ?? 1024, height.defaultValue?.intValue ?? 1024)
    let asked: ImageSize
    switch size {
    case .pixels(let size): asked = size
    case .ratio, .name:
      let area = ImageSize(width: usual.0, height: usual.1)?.pixels ?? 1024 * 1024
      guard let size = size.ratio?.size(pixels: area) else { return nil }
      asked = size
    }
    let sides = (width.clamped(asked.width), height.clamped(asked.height))
    var told = ToldSize(parameters: ["width": JSONValue(sides.0), "height": JSONValue(sides.1)])
    if sides != (asked.width, asked.height) {
      told.note = "\(name) makes no \(asked.width)x\(asked.height): \(sides.0)x\(sides.1) is the nearest"
    }
    return told
  }
}

extension ModelSpec {
  fileprivate static let shapeNames = [
    "aspect_ratio", "ratio", "image_size", "size", "video_size", "image_aspect_ratio",
  ]

  /// Chooses the value of the nearest shape; returns whether a parameter takes one.
  private func shape(_ size: RequestedSize, given: String, into told: inout ToldSize) throws(InputError) -> Bool {
    guard let ratio = size.ratio else { return false }
    let places = ModelSpec.shapeNames.compactMap { name in parameters.first { $0.name == name } }
    for place in places {
      let shapes = place.values.compactMap(NamedShape.init)
      guard !shapes.isEmpty else {
        guard place.kind == .string || place.kind == .any else { continue }
        told.parameters[place.name] = .string(ratio.description)
        return true
      }
      let pixels = if case .pixels(let size) = size { Double(size.pixels) } else { 1024.0 * 1024 }
      let nearest = shapes.min { left, right in
        let (one, other) = (left.distance(to: ratio.value), right.distance(to: ratio.value))
        guard one == other else { return one < other }
        return abs(Double(left.pixels ?? 0) - pixels) < abs(Double(right.pixels ?? 0) - pixels)
      }
      guard let nearest else { continue }
      told.parameters[place.name] = nearest.value
      if !isEqual(nearest, size, ratio) {
        told.note = "\(name) makes no \(given): \(nearest.value.scalarText ?? "") is the nearest"
      }
      return true
    }
    return false
  }

  /// Returns whether a value is what was asked for, up to the rounding of sides.
  private func isEqual(_ shape: NamedShape, _ size: RequestedSize, _ ratio: AspectRatio) -> Bool {
    guard case .pixels(let size) = size else { return shape.distance(to: ratio.value) < 1e-9 }
    guard let pixels = shape.pixels else { return shape.distance(to: ratio.value) < 0.01 }
    return pixels == size.pixels && shape.distance(to: ratio.value) < 1e-9
  }

  /// Chooses the nearest class of resolution: `720p` counts the shorter side, `2K` thousands of the longer one.
  private func resolve(_ size: RequestedSize, given: String, isShaped: Bool, into told: inout ToldSize) -> Bool {
    guard let place = parameters.first(where: { $0.name == "resolution" }), case .pixels(let size) = size else {
      return false
    }
    let classes = place.values.compactMap { value in ModelSpec.side(of: value, size).map { (value, $0) } }
    guard let nearest = classes.min(by: { $0.1 < $1.1 }) else { return false }
    told.parameters[place.name] = nearest.0
    if nearest.1 > 0.1, told.note == nil {
      told.note = "\(name) makes no \(given): \(nearest.0.scalarText ?? "") is the nearest"
    }
    return true
  }

  /// Returns how far a class of resolution is from a size; nil if the value is no class.
  private static func side(of value: JSONValue, _ size: ImageSize) -> Double? {
    guard let text = value.scalarText?.lowercased() else { return nil }
    let digits = text.prefix { $0.isNumber || $0 == "." }
    guard let number = Double(digits), number > 0 else { return nil }
    let (short, long) = (Double(min(size.width, size.height)), Double(max(size.width, size.height)))
    switch text.dropFirst(digits.count) {
    case "p", "": return abs(short / number - 1)
    // Video counts 3,840 as 4K, and pictures 4,096.
    case "k": return min(abs(long / (number * 1024) - 1), number == 4 ? abs(long / 3840 - 1) : .infinity)
    default: return nil
    }
  }
}

extension ParameterSpec {
  /// Returns the side itself if the schema's bounds are not those of a side.
  fileprivate func clamped(_ side: Int) -> Int {
    let nearest = min(max(Double(side), minimum ?? 1), maximum ?? Double(ImageSize.limit))
    return Int(exactly: nearest.rounded(.down)) ?? side
  }
}
