import AliceKit
import Foundation

/// The names on the command line, with the list on standard input in the place of `-`.
struct NameList {
  let names: [BytePath]
  /// Whether the user gave exactly one name, whose error then ends the command.
  let isSingle: Bool

  /// Whether a command line without names is a list that happens to be empty: `xargs` runs the command of an empty
  /// search once without names, and a person at a terminal has forgotten them.
  static var mayBeEmpty: Bool { isatty(STDIN_FILENO) == 0 }

  /// What a command says that was given no names.
  static let nothing = "nothing is named, and nothing was done"

  /// The maximum size of a list on standard input in bytes.
  private static let limit = 256 << 20

  /// Reads the list if there is a `-`. `nul` means that its names end with NUL, as `-0` prints them, instead of a line
  /// break.
  init(_ words: [String], nul: Bool) throws {
    let lists = words.count { $0 == "-" }
    guard lists <= 1 else { throw Failure(.usage, "'-' can be given once: standard input is read only once") }
    isSingle = words.count == 1 && lists == 0
    var names: [BytePath] = []
    for word in words {
      names += try word == "-" ? NameList.listed(nul: nul) : [BytePath(word)]
    }
    self.names = names
  }

  private static func listed(nul: Bool) throws -> [BytePath] {
    let bytes = try InputBytes("-", limit: limit).read("list of names")
    guard bytes.count <= limit else { throw Failure(.usage, "the list on standard input is too long") }
    let names = parse(bytes, nul: nul)
    guard !names.isEmpty else { throw Failure(.answerIsNo, "standard input names nothing") }
    return names
  }

  /// Splits the list at line breaks, or at NUL if it contains one, because no name can contain NUL.
  private static func parse(_ bytes: [UInt8], nul: Bool) -> [BytePath] {
    let isLines = !nul && !bytes.contains(0)
    return bytes.split(separator: isLines ? 0x0A : 0).compactMap { name in
      let name = isLines && name.last == 0x0D ? name.dropLast() : name
      return name.isEmpty ? nil : BytePath(bytes: Array(name))
    }
  }
}
