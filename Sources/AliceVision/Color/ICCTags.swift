import AliceModel
import AliceNumbers
import Foundation

/// The tags of an ICC profile for RGB whose connection space is XYZ.
struct ICCTags {
  private let bytes: [UInt8]
  private var places: [String: Range<Int>] = [:]

  private static let mostTags = 100
  private static let mostSteps = 65_536

  /// Returns nil if the bytes are no such profile.
  init?(_ bytes: [UInt8]) {
    self.bytes = bytes
    guard bytes.count >= 132, bytes[16..<20].elementsEqual("RGB ".utf8), bytes[20..<24].elementsEqual("XYZ ".utf8),
      bytes[36..<40].elementsEqual("acsp".utf8)
    else { return nil }
    let count = bytes[...].bigEndian(128, 4)
    guard count <= ICCTags.mostTags, bytes.count >= 132 + 12 * count else { return nil }
    for tag in 0..<count {
      let entry = 132 + 12 * tag
      let (start, size) = (bytes[...].bigEndian(entry + 4, 4), bytes[...].bigEndian(entry + 8, 4))
      guard start <= bytes.count, size <= bytes.count - start else { continue }
      places[String(decoding: bytes[entry..<entry + 4], as: UTF8.self)] = start..<start + size
    }
  }

  /// Returns the first three numbers of an `XYZ ` tag.
  func xyz(_ name: String) -> [Double]? {
    guard let tag = tag(name, "XYZ "), tag.count >= 20 else { return nil }
    return (0..<3).map { fixed(tag, 8 + 4 * $0) }
  }

  /// Returns the light of each of 256 values.
  func curve(_ name: String) -> [Double]? {
    if let tag = tag(name, "curv"), tag.count >= 12 { return table(tag) }
    guard let tag = tag(name, "para"), tag.count >= 16 else { return nil }
    let (kind, numbers) = (tag.bigEndian(8, 2), [1, 3, 4, 5, 7])
    guard numbers.indices.contains(kind), tag.count >= 12 + 4 * numbers[kind] else { return nil }
    let given = (0..<numbers[kind]).map { fixed(tag, 12 + 4 * $0) }
    return (0..<256).map { ICCTags.parametric(kind, given, Double($0) / 255) }.allFinite
  }

  private func table(_ tag: ArraySlice<UInt8>) -> [Double]? {
    let count = tag.bigEndian(8, 4)
    guard count <= ICCTags.mostSteps, tag.count >= 12 + 2 * count else { return nil }
    let values = (0..<256).map { Double($0) / 255 }
    if count == 0 { return values }
    if count == 1 { return values.map { pow($0, Double(tag.bigEndian(12, 2)) / 256) }.allFinite }
    return values.map { value in
      let place = value * Double(count - 1)
      let low = min(Int(place), count - 2)
      let (first, second) = (tag.bigEndian(12 + 2 * low, 2), tag.bigEndian(14 + 2 * low, 2))
      return (Double(first) + (place - Double(low)) * Double(second - first)) / 65_535
    }
  }

  /// Table 68 of the standard.
  private static func parametric(_ kind: Int, _ p: [Double], _ x: Double) -> Double {
    func power(_ base: Double) -> Double { pow(max(base, 0), p[0]) }
    return switch kind {
    case 0: power(x)
    case 1: p[1] != 0 && x >= -p[2] / p[1] ? power(p[1] * x + p[2]) : 0
    case 2: p[1] != 0 && x >= -p[2] / p[1] ? power(p[1] * x + p[2]) + p[3] : p[3]
    case 3: x >= p[4] ? power(p[1] * x + p[2]) : p[3] * x
    default: x >= p[4] ? power(p[1] * x + p[2]) + p[5] : p[3] * x + p[6]
    }
  }

  private func tag(_ name: String, _ type: String) -> ArraySlice<UInt8>? {
    guard let place = places[name], place.count >= 8 else { return nil }
    let tag = bytes[place]
    return tag.starts(with: type.utf8) ? tag : nil
  }

  private func fixed(_ tag: ArraySlice<UInt8>, _ at: Int) -> Double {
    Double(Int32(truncatingIfNeeded: tag.bigEndian(at, 4))) / 65_536
  }
}

extension [Double] {
  fileprivate var allFinite: [Double]? { allSatisfy(\.isFinite) ? self : nil }
}
