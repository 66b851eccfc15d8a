import AliceLibrary
import AliceNumbers
import AliceWorkspace
import Synchronization

/// The user's styles and wildcards: text files below `styles` and `wildcards` of the configuration's folder. Each file is
/// read once.
package final class PromptFiles: Sendable {
  private let folder: BytePath
  private let readStyles = Mutex<[String: PromptStyle]>([:])
  private let readValues = Mutex<[String: [WeightedText]]>([:])

  private static let largestFile = 4 << 20
  private static let mostFiles = 10_000
  /// The maximum number of values that one wildcard may stand for.
  private static let mostValues = 200_000

  package init(_ folder: BytePath) { self.folder = folder }

  func style(named name: String) throws -> PromptStyle {
    if let style = readStyles.withLock({ $0[name] }) { return style }
    guard PromptFiles.isSafe(name), let text = try text(of: name, in: "styles") else {
      throw missing("style", name, in: "styles")
    }
    let style = PromptStyle(name: name, parsing: text)
    readStyles.withLock { $0[name] = style }
    return style
  }

  /// Returns the values of a wildcard; a name with `*` stands for those of every file that it matches.
  func values(of name: String) throws -> [WeightedText] {
    if let values = readValues.withLock({ $0[name] }) { return values }
    var values: [WeightedText] = []
    for file in name.contains("*") ? matches(name) : [name] {
      guard PromptFiles.isSafe(file), let text = try text(of: file, in: "wildcards") else { continue }
      values += WeightedText.list(parsing: text)
      guard values.count <= PromptFiles.mostValues else {
        throw AliceError.configuration("the wildcard __\(name)__ has more than \(PromptFiles.mostValues) values")
      }
    }
    guard !values.isEmpty else { throw missing("wildcard", name, in: "wildcards") }
    readValues.withLock { $0[name] = values }
    return values
  }

  /// Whether the name denotes a file below the folder that it is looked up in.
  private static func isSafe(_ name: String) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    return !name.isEmpty && name.utf8.count <= 500 && parts.count <= 16
      && parts.allSatisfy { part in
        !part.isEmpty && part.utf8.count <= 200 && part.first != "."
          && part.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && $0 != "\\" }
      }
  }

  /// Returns nil if there is no such file.
  private func text(of name: String, in kind: String) throws -> String? {
    let path = folder.appending(kind).appending(name + ".txt")
    let bytes: [UInt8]
    do {
      bytes = try OpenFile.open(path.followed).readAll(limit: PromptFiles.largestFile)
    } catch .missing {
      return nil
    } catch .tooLarge {
      throw AliceError.configuration("\(path) is larger than \(PromptFiles.largestFile >> 20) MB")
    } catch {
      throw AliceError.configuration("\(path) cannot be read")
    }
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    guard let text = String(validating: text, as: UTF8.self) else {
      throw AliceError.configuration("\(path) is not UTF-8 text")
    }
    return text
  }

  /// The names of all styles, in order.
  package var styleNames: [String] { names(in: "styles") }

  private func names(in kind: String) -> [String] {
    let walk = FileWalk(folder.appending(kind).followed).lazy.compactMap { entry -> String? in
      guard case .file(let file) = entry, let name = file.relative.text, name.hasSuffix(".txt") else { return nil }
      return String(name.dropLast(4))
    }
    return walk.prefix(PromptFiles.mostFiles).sorted()
  }

  private func matches(_ pattern: String) -> [String] {
    guard let glob = PathGlob(pattern) else { return [] }
    return names(in: "wildcards").filter { glob.matches(BytePath($0), isFolder: false) }
  }

  private func missing(_ kind: String, _ name: String, in place: String) -> AliceError {
    let isStyle = kind == "style"
    let shown = isStyle ? "'\(name.prefix(80))'" : "__\(name.prefix(120))__"
    let known = names(in: place)
    let end: String
    if let nearest = Spelling.nearest(to: name, in: known) {
      end = "did you mean \(isStyle ? nearest : "__\(nearest)__")?"
    } else if known.isEmpty {
      end = "\(folder.appending(place)) holds no file NAME.txt"
    } else {
      end = "there are \(known.prefix(12).joined(separator: ", "))\(known.count > 12 ? ", …" : "")"
    }
    let literal = isStyle ? "" : "; \\\(shown) is plain text"
    return .configuration("there is no \(kind) \(shown); \(end)\(literal)")
  }
}
