import AliceNumbers

extension ModelSpec {
  private static let sizeNames = ["image_size", "size", "video_size"]

  /// Converts the size that the user gave (`width` and `height`, a size, a ratio) to the one form that this model
  /// takes.
  ///
  /// If the model takes only ratios, the size must match one of them exactly. If it takes only sizes, a ratio becomes
  /// the preset of that ratio, else a size.
  func sized(_ given: JSONObject) throws(InputError) -> JSONObject {
    var rest = given
    guard let requested = try takeSize(from: &rest) else { return try shaped(given) }
    if let size = sizeParameter {
      if let other = rest.keys.first(where: { parameter(named: $0)?.name == size.name }) {
        throw .conflict(other, requested.name)
      }
      if rest["aspect_ratio"] != nil, parameter(named: "aspect_ratio") == nil {
        throw .conflict("aspect_ratio", requested.name)
      }
      rest[size.name] =
        size.kind == .size ? requested.size.json : .string("\(requested.size.width)x\(requested.size.height)")
      return rest
    }
    guard let shape = parameter(named: "aspect_ratio") else { return given }
    if let other = rest.keys.first(where: { parameter(named: $0)?.name == shape.name }) {
      throw .conflict(other, requested.name)
    }
    rest[shape.name] = .string(try ratio(of: requested.size, for: shape))
    if rest["resolution"] == nil, let resolution = resolution(for: requested.size) { rest["resolution"] = resolution }
    return rest
  }

  /// The parameter that takes a size in pixels: any size, or one of a few `WIDTHxHEIGHT`.
  private var sizeParameter: ParameterSpec? {
    parameters.first { $0.kind == .size }
      ?? parameters.first { parameter in
        ModelSpec.sizeNames.contains(parameter.name) && parameter.kind == .enumeration
          && parameter.values.contains { $0.stringValue.flatMap { ImageSize($0) } != nil }
      }
  }

  /// Removes and returns a size in pixels that no parameter takes directly.
  private func takeSize(from given: inout JSONObject) throws(InputError) -> (name: String, size: ImageSize)? {
    if given["width"] != nil || given["height"] != nil, parameter(named: "width") == nil, takesSizeOrRatio {
      guard let width = given["width"] else { throw .missing("width", model: name) }
      guard let height = given["height"] else { throw .missing("height", model: name) }
      let sides = (try side("width", width), try side("height", height))
      given["width"] = nil
      given["height"] = nil
      return ImageSize(width: sides.0, height: sides.1).map { ("width", $0) }
    }
    for name in given.keys where ModelSpec.sizeNames.contains(ModelSpec.folded(name)) && parameter(named: name) == nil {
      guard let value = given[name], takesSizeOrRatio else { continue }
      guard let size = value.stringValue.flatMap({ ImageSize($0) }) ?? ImageSize(json: value) else {
        throw .wrongType(name, given: value.scalarText ?? value.text, expected: .size)
      }
      given[name] = nil
      return (name, size)
    }
    return nil
  }

  private var takesSizeOrRatio: Bool { sizeParameter != nil || parameter(named: "aspect_ratio") != nil }

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
    let requested = size.ratio
    if let match = allowed.first(where: { AspectRatio($0) == requested }) { return match }
    let text = requested?.description ?? "\(size.width)x\(size.height)"
    if shape.kind == .string { return text }
    let nearest = allowed.compactMap { AspectRatio($0) }.min { left, right in
      abs(left.value - (requested?.value ?? 1)) < abs(right.value - (requested?.value ?? 1))
    }
    throw .notAllowed(
      shape.name, given: "\(text) (\(size.width)x\(size.height))", allowed: allowed, nearest: nearest?.description)
  }

  /// Returns the resolution class that matches the size exactly: `720p` by the shorter side, `2K` by the longer one.
  private func resolution(for size: ImageSize) -> JSONValue? {
    let names = ["\(min(size.width, size.height))p", "\(max(size.width, size.height) / 1024)K"]
    let isWhole = max(size.width, size.height) % 1024 == 0
    return parameter(named: "resolution")?.values.first { value in
      value.stringValue == names[0] || (isWhole && value.stringValue == names[1])
    }
  }

  /// Converts a ratio for a model that takes only sizes.
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

  /// Returns the preset of that ratio with the number of pixels nearest to the parameter's default, else a size.
  static func size(of ratio: AspectRatio, like parameter: ParameterSpec) -> JSONValue? {
    let pixels = parameter.defaultValue.flatMap { ImageSize(json: $0) }?.pixels ?? 1024 * 1024
    let presets = ImageSize.presets.filter { $0.size.ratio == ratio }
    if let preset = presets.min(by: { abs($0.size.pixels - pixels) < abs($1.size.pixels - pixels) }) {
      return .string(preset.name)
    }
    return ratio.size(pixels: pixels)?.json
  }
}
