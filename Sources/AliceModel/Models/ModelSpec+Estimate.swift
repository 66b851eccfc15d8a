extension ModelSpec {
  /// What a request with this input will cost, as far as the price list tells; nil where it does not.
  ///
  /// `source` is the file that goes in, for models that bill by it.
  public func estimate(input: JSONValue, source: FileFacts? = nil) -> Money? {
    guard let price, let units = units(input: input, source: source) else { return nil }
    return price.cost(ofUnits: units)
  }

  /// How many units of the price a request with this input will be billed, rounded up where the price is.
  public func units(input: JSONValue, source: FileFacts? = nil) -> Double? {
    guard let price else { return nil }
    switch price.unit {
    case .image: return count(input)
    case .video: return 1
    case .computeSecond: return nil
    case .second:
      let seconds = price.basis == .source ? source?.duration : seconds(input)
      return seconds.flatMap { $0.isFinite && $0 >= 0 ? price.billed($0) : nil }
    case .megapixel:
      guard let pixels = price.basis == .source ? scaled(source, input, price) : pixels(input) else { return nil }
      return ModelSpec.megapixels(pixels, price).map { $0 * count(input) }
    }
  }

  /// A million pixels each; 1024 × 1024 counts as one where parts of a megapixel are rounded up.
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

  /// Of `5`, `"5"` and `"5s"`.
  private func seconds(_ input: JSONValue) -> Double? {
    let text = value("duration", input)?.scalarText
    return text.flatMap { Double($0.hasSuffix("s") ? String($0.dropLast()) : $0) }
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
