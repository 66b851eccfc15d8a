import AliceKit
import Foundation

/// Names as they were given: words of the command line, and in the place of `-` what standard input lists.
struct NameList {
  let names: [BytePath]
  /// One word that stands for itself, so that what is wrong with it is all that is wrong.
  let isSingle: Bool

  /// A list that is longer is no list of names.
  private static let limit = 256 << 20

  /// `nul`: the names on standard input end with NUL, as `-0` prints them, and not with a line break.
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

  /// No name holds a NUL, so one that is there ends a name in any case.
  private static func parse(_ bytes: [UInt8], nul: Bool) -> [BytePath] {
    let isLines = !nul && !bytes.contains(0)
    return bytes.split(separator: isLines ? 0x0A : 0).compactMap { name in
      let name = isLines && name.last == 0x0D ? name.dropLast() : name
      return name.isEmpty ? nil : BytePath(bytes: Array(name))
    }
  }
}
