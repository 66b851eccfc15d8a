extension ModelSpec {
  private static let sizeNames = ["image_size", "size", "video_size"]

  /// What a person says of the size (`width` and `height`, a size, a ratio) in the one way that this model knows.
  ///
  /// Where the model has only ratios, the exact one is taken, or the size is refused; where it has only sizes, a ratio
  /// becomes the preset of that shape, else a size of it.
  func sized(_ given: JSONObject) throws(InputError) -> JSONObject {
    var rest = given
    guard let wanted = try takeSize(from: &rest) else { return try shaped(given) }
    if let size = sizeParameter {
      if let other = rest.keys.first(where: { parameter(named: $0)?.name == size.name }) {
        throw .conflict(other, wanted.name)
      }
      if rest["aspect_ratio"] != nil, parameter(named: "aspect_ratio") == nil {
        throw .conflict("aspect_ratio", wanted.name)
      }
      rest[size.name] = size.kind == .size ? wanted.size.json : .string("\(wanted.size.width)x\(wanted.size.height)")
      return rest
    }
    guard let shape = parameter(named: "aspect_ratio") else { return given }
    if let other = rest.keys.first(where: { parameter(named: $0)?.name == shape.name }) {
      throw .conflict(other, wanted.name)
    }
    rest[shape.name] = .string(try ratio(of: wanted.size, for: shape))
    if rest["resolution"] == nil, let resolution = resolution(for: wanted.size) { rest["resolution"] = resolution }
    return rest
  }

  /// The parameter that takes pixels: of any number, or one of a few `WIDTHxHEIGHT`.
  private var sizeParameter: ParameterSpec? {
    parameters.first { $0.kind == .size }
      ?? parameters.first { parameter in
        ModelSpec.sizeNames.contains(parameter.name) && parameter.kind == .enumeration
          && parameter.values.contains { $0.stringValue.flatMap { ImageSize($0) } != nil }
      }
  }

  /// Removes what says a size in pixels that no parameter takes as it stands.
  private func takeSize(from given: inout JSONObject) throws(InputError) -> (name: String, size: ImageSize)? {
    if given["width"] != nil || given["height"] != nil, parameter(named: "width") == nil, takesShape {
      guard let width = given["width"] else { throw .missing("width", model: name) }
      guard let height = given["height"] else { throw .missing("height", model: name) }
      let sides = (try side("width", width), try side("height", height))
      given["width"] = nil
      given["height"] = nil
      return ImageSize(width: sides.0, height: sides.1).map { ("width", $0) }
    }
    for name in given.keys where ModelSpec.sizeNames.contains(ModelSpec.folded(name)) && parameter(named: name) == nil {
      guard let value = given[name], takesShape else { continue }
      guard let size = value.stringValue.flatMap({ ImageSize($0) }) ?? ImageSize(json: value) else {
        throw .wrongType(name, given: value.scalarText ?? value.text, expected: .size)
      }
      given[name] = nil
      return (name, size)
    }
    return nil
  }

  private var takesShape: Bool { sizeParameter != nil || parameter(named: "aspect_ratio") != nil }

  private func side(_ name: String, _ given: JSONValue) throws(InputError) -> Int {
    let text = given.scalarText ?? given.text
    guard let value = given.intValue else { throw .wrongType(name, given: text, expected: .integer) }
    guard (1...ImageSize.limit).contains(value) else {
      throw .outOfRange(name, given: text, minimum: 1, maximum: Double(ImageSize.limit))
    }
    return value
  }

  private func ratio(of size: ImageSize, for shape: ParameterSpec) throws(InputError) -> String {
    let allowed = shape.values.compactMap(\.stringValue)
    let wanted = size.ratio
    if let match = allowed.first(where: { AspectRatio($0) == wanted }) { return match }
    let text = wanted?.description ?? "\(size.width)x\(size.height)"
    if shape.kind == .string { return text }
    let nearest = allowed.compactMap { AspectRatio($0) }.min { left, right in
      abs(left.value - (wanted?.value ?? 1)) < abs(right.value - (wanted?.value ?? 1))
    }
    throw .notAllowed(
      shape.name, given: "\(text) (\(size.width)x\(size.height))", allowed: allowed, nearest: nearest?.description)
  }

  /// The class that a size belongs to exactly: `720p` by its shorter side, `2K` by its longer one.
  private func resolution(for size: ImageSize) -> JSONValue? {
    let names = ["\(min(size.width, size.height))p", "\(max(size.width, size.height) / 1024)K"]
    let isWhole = max(size.width, size.height) % 1024 == 0
    return parameter(named: "resolution")?.values.first { value in
      value.stringValue == names[0] || (isWhole && value.stringValue == names[1])
    }
  }

  /// A ratio for a model that has only sizes.
  private func shaped(_ given: JSONObject) throws(InputError) -> JSONObject {
    guard let size = parameters.first(where: { $0.kind == .size }), parameter(named: "aspect_ratio") == nil,
      !ignored.contains("aspect_ratio"),
      let name = given.keys.first(where: { ModelSpec.folded($0) == "aspect_ratio" }), let value = given[name]
    else { return given }
    if let other = given.keys.first(where: { parameter(named: $0)?.name == size.name }) { throw .conflict(other, name) }
    let text = value.scalarText ?? value.text
    guard let ratio = AspectRatio(text), let shape = ModelSpec.size(of: ratio, like: size) else {
      throw .notAllowed(
        name, given: text, allowed: ["1:1", "4:3", "3:4", "16:9", "9:16", "WIDTH:HEIGHT"], nearest: nil)
    }
    var sized = given
    sized[name] = nil
    sized[size.name] = shape
    return sized
  }

  /// The preset of that shape that is nearest to the parameter's default in pixels, else a size.
  private static func size(of ratio: AspectRatio, like parameter: ParameterSpec) -> JSONValue? {
    let pixels = parameter.defaultValue.flatMap { ImageSize(json: $0) }?.pixels ?? 1024 * 1024
    let presets = ImageSize.presets.filter { $0.size.ratio == ratio }
    if let preset = presets.min(by: { abs($0.size.pixels - pixels) < abs($1.size.pixels - pixels) }) {
      return .string(preset.name)
    }
    return ratio.size(pixels: pixels)?.json
  }
}
