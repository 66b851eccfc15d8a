import AliceNumbers

extension ModelSpec {
  /// Returns the cost of a request with this input by the price list; nil if that does not determine it.
  ///
  /// `source` is the input file, for models that bill by it.
  public func estimate(input: JSONValue, source: FileFacts? = nil) -> Money? {
    guard let price, let units = units(input: input, source: source) else { return nil }
    return price.cost(ofUnits: units)
  }

  /// Returns the number of units that are billed for a request with this input, rounded up if the price demands it. A
  /// variant of the price counts as more or fewer units.
  public func units(input: JSONValue, source: FileFacts? = nil) -> Double? {
    guard let price, let factor = price.factor({ value($0, input) }),
      let units = plainUnits(price, input: input, source: source)
    else { return nil }
    return units * factor
  }

  private func plainUnits(_ price: ModelPrice, input: JSONValue, source: FileFacts?) -> Double? {
    switch price.unit {
    case .image: return price.billed(count(input))
    case .video, .generation: return price.billed(1)
    case .computeSecond, .opaque: return nil
    case .thousandCharacters:
      return spoken(input).map { price.billed(ModelSpec.thousands($0)) }
    case .millionTokens: return tokens(input).map { price.billed($0 / 1e6) }
    case .thousandTokens: return tokens(input).map { price.billed($0 / 1e3) }
    case .second:
      let seconds = price.basis == .source ? source?.duration : seconds(input)
      return seconds.flatMap { $0.isFinite && $0 >= 0 ? price.billed($0) : nil }
    case .megapixel:
      guard let pixels = price.basis == .source ? scaled(source, input, price) : pixels(input) else { return nil }
      return ModelSpec.megapixels(pixels, price).map { $0 * count(input) }
    }
  }

  /// Returns the text to speak, under the names that endpoints have for it.
  private func spoken(_ input: JSONValue) -> String? {
    let names = ["text", "gen_text", "transcript", "script", "input", "prompt"]
    return names.lazy.compactMap { value($0, input)?.stringValue }.first
  }

  private static func thousands(_ text: String) -> Double { Double(text.unicodeScalars.count) / 1000 }

  /// Returns the tokens of a video. For a ratio other than 16:9 the number of pixels is assumed to be the same.
  private func tokens(_ input: JSONValue) -> Double? {
    guard let seconds = seconds(input), seconds >= 0, let name = value("resolution", input)?.stringValue?.lowercased(),
      let height = name == "4k" ? 2160 : Double(name.hasSuffix("p") ? String(name.dropLast()) : name), height >= 0
    else { return nil }
    let width = (height * 16 / 9).rounded()
    return width * height * 24 * seconds / 1024
  }

  /// Returns the number of megapixels. 1024 × 1024 counts as one if fractions of a megapixel are rounded up.
  private static func megapixels(_ pixels: Double, _ price: ModelPrice) -> Double? {
    guard pixels.isFinite, pixels >= 0 else { return nil }
    return price.increment == 1 && pixels > 0 && pixels <= 1_048_576 ? 1 : price.billed(pixels / 1e6)
  }

  private func value(_ name: String, _ input: JSONValue) -> JSONValue? {
    input[name] ?? parameter(named: name)?.defaultValue
  }

  private func count(_ input: JSONValue) -> Double {
    guard let count = value("num_images", input)?.doubleValue, count >= 1 else { return 1 }
    return count
  }

  /// Reads `5`, `"5"` and `"5s"`. If the model chooses the duration, returns the longest possible one.
  private func seconds(_ input: JSONValue) -> Double? {
    guard let text = value("duration", input)?.scalarText else { return nil }
    if let seconds = Dialect.seconds(text).flatMap(Double.init) { return seconds.isFinite ? seconds : nil }
    let choices = parameter(named: "duration")?.values ?? []
    return choices.compactMap { $0.scalarText.flatMap(Dialect.seconds).flatMap(Double.init) }.max()
  }

  private func pixels(_ input: JSONValue) -> Double? {
    guard let size = parameters.first(where: { $0.kind == .size }) else { return nil }
    return value(size.name, input).flatMap { ImageSize(json: $0) }.map { Double($0.pixels) }
  }

  private func scaled(_ source: FileFacts?, _ input: JSONValue, _ price: ModelPrice) -> Double? {
    guard let width = source?.width, let height = source?.height else { return nil }
    let scale = price.scaleParameter.flatMap { value($0, input)?.doubleValue } ?? 1
    return Double(width) * Double(height) * scale * scale
  }
}
