import Foundation

/// One part of a path that is safe everywhere: at most 80 bytes in NFC, no separator and no control, neither hidden nor
/// an option by its first character, no dot or space at its end, and not a name that Windows keeps for devices.
enum SafeName {
  static let limit = 80

  /// One byte less than `limit`, which the mark of a reserved name may take.
  static let room = limit - 1

  private static let devices: Set<String> = {
    let numbered = ["com", "lpt"].flatMap { name in "0123456789¹²³".map { name + String($0) } }
    return Set(["con", "prn", "aux", "nul", "conin$", "conout$", "clock$"] + numbered)
  }()

  /// What walks pass over, in lower case.
  private static let passedOver: Set<String> = ["__macosx", "system volume information"]

  /// Takes away what a name must not begin or end with, and marks what is reserved.
  static func finished(_ text: String) -> String {
    let edges: Set<Character> = [".", "-", " "]
    var name = text.drop(while: edges.contains)
    while let last = name.last, edges.contains(last) { name.removeLast() }
    guard !name.isEmpty else { return "unknown" }
    let stem = name.prefix { $0 != "." }.lowercased()
    return (devices.contains(stem) ? "_" : "") + name
  }

  static func isPassedOver(_ name: String) -> Bool { passedOver.contains(name.lowercased()) }

  /// Letters, digits and the punctuation that no file system and no shell minds much.
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

  /// The longest beginning of at most `limit` bytes that cuts no character, or no scalar where one character is longer.
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
