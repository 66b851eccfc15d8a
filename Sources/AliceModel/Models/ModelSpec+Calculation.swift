import AliceNumbers

extension ModelSpec {
  /// Returns the formula of the estimate of these requests, such as `2 × 1.05 MP × 0.025 USD per megapixel`; nil if it
  /// is not known.
  public func calculation(of requests: [(input: JSONValue, units: Double?)]) -> String? {
    guard let price, !requests.isEmpty else { return nil }
    let known = requests.compactMap(\.units)
    guard known.count == requests.count else { return nil }
    let units = known.reduce(0, +)
    let outputs = requests.reduce(0) { $0 + self.outputs(of: $1.input) }
    let each = units / Double(outputs)
    let factors =
      switch price.unit {
      case .image, .video: [ModelSpec.rounded(units)]
      case .megapixel: ["\(outputs)", ModelSpec.rounded(each) + " MP"]
      case .second: ["\(outputs)", ModelSpec.rounded(each) + " s"]
      default: [ModelSpec.rounded(units)]
      }
    return (factors + [price.description]).joined(separator: " × ")
  }

  private static func rounded(_ value: Double) -> String { JSONValue((value * 100).rounded() / 100).text }
}
