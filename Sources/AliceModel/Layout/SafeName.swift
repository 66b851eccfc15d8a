import AliceNumbers
import Foundation

/// A portable path component: at most 80 bytes in NFC, no separator or control character, not hidden, no `-` at its
/// beginning, no dot or space at its end, and no device name of Windows.
enum SafeName {
  static let limit = 80

  /// One byte less than `limit`: the prefix of a device name may take it.
  static let room = limit - 1

  private static let devices: Set<String> = {
    let numbered = ["com", "lpt"].flatMap { name in "0123456789¹²³".map { name + String($0) } }
    return Set(["con", "prn", "aux", "nul", "conin$", "conout$", "clock$"] + numbered)
  }()

  /// Names that directory walks exclude, in lower case.
  private static let excluded: Set<String> = ["__macosx", "system volume information"]

  /// Removes characters that a name must not begin or end with, and prefixes the device names of Windows.
  static func finished(_ text: String) -> String {
    let edges: Set<Character> = [".", "-", " "]
    var name = text.drop(while: edges.contains)
    while let last = name.last, edges.contains(last) { name.removeLast() }
    guard !name.isEmpty else { return "unknown" }
    let stem = name.prefix { $0 != "." }.lowercased()
    return (devices.contains(stem) ? "_" : "") + name
  }

  static func isExcluded(_ name: String) -> Bool { excluded.contains(name.lowercased()) }

  /// Returns whether a scalar is a letter, a digit or punctuation that file systems and shells accept.
  static func allowsInText(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.properties.isAlphabetic || " 0123456789-_.,()+&".unicodeScalars.contains(scalar) }
    return isLetter(scalar) || isMark(scalar)
  }

  static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic && !isMark(scalar) && !scalar.properties.isDefaultIgnorableCodePoint
  }

  static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark: !scalar.properties.isDefaultIgnorableCodePoint
    default: false
    }
  }

  static func composed(_ text: String) -> String { text.precomposedStringWithCanonicalMapping }

  /// Returns the longest prefix of at most `limit` bytes that ends between characters, or between scalars if the first
  /// character is longer.
  static func cut(_ text: String, to limit: Int) -> String {
    if text.utf8.count <= limit { return text }
    var kept = ""
    for character in text {
      guard kept.utf8.count + character.utf8.count <= limit else { break }
      kept.append(character)
    }
    if !kept.isEmpty { return kept }
    var scalars = String.UnicodeScalarView()
    var size = 0
    for scalar in text.unicodeScalars {
      size += UTF8.width(scalar)
      guard size <= limit else { break }
      scalars.append(scalar)
    }
    return String(scalars)
  }
}
