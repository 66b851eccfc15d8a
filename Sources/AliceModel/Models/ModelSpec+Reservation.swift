import AliceNumbers

extension ModelSpec {
  /// Returns the amount that is reserved for a request: the estimate with the megapixels and seconds of each output
  /// rounded up, and twice that if the price is approximate. Returns nil if the price list does not determine it.
  public func reservation(input: JSONValue, source: FileFacts? = nil) -> Money? {
    guard let price, let units = units(input: input, source: source), units.isFinite else { return nil }
    let outputs = Double(outputs(of: input))
    let whole = price.unit == .megapixel || price.unit == .second
    // Sums of decimals can be slightly above whole numbers.
    let counted = whole ? outputs * (units / outputs - 1e-9).rounded(.up) : units
    return price.cost(ofUnits: max(units, counted)).map { $0 * (price.isApproximate ? 2 : 1) }
  }

  /// Returns the number of outputs of a request with this input.
  public func outputs(of input: JSONValue) -> Int {
    let count = (input["num_images"] ?? parameter(named: "num_images")?.defaultValue)?.intValue ?? 1
    return min(max(count, 1), ModelSpec.maximumCount)
  }
}
