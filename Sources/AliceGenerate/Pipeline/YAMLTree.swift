import AliceNumbers
import Yams

/// A YAML document as a tree with line numbers: of limited size and depth, without anchors or duplicate keys.
struct YAMLTree {
  enum Value {
    /// A scalar; only a plain one, without quotes, can be a number, a Boolean or null.
    case scalar(String, isPlain: Bool)
    case list([YAMLTree])
    case map([Member])
  }

  struct Member {
    let key: String
    let line: Int
    let value: YAMLTree
  }

  let line: Int
  let value: Value

  /// The maximum size of a document in bytes.
  static let maximumSize = 64 << 10
  private static let maximumDepth = 16

  init(parsing text: String) throws {
    try YAMLTree.checkText(text)
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw PipelineError(error)
    }
    guard let root else { throw PipelineError(line: 1, "the pipeline is empty") }
    try self.init(root, depth: 0)
  }

  private init(_ node: Node, depth: Int) throws {
    line = node.mark?.line ?? 1
    guard depth < YAMLTree.maximumDepth else { throw PipelineError(line: line, "it is nested too deeply") }
    switch node {
    case .scalar(let scalar): value = .scalar(scalar.string, isPlain: scalar.style == .plain)
    case .sequence(let sequence): value = .list(try sequence.map { try YAMLTree($0, depth: depth + 1) })
    case .mapping(let mapping):
      value = .map(
        try mapping.map { key, value in
          let line = key.mark?.line ?? node.mark?.line ?? 1
          guard case .scalar(let name) = key else { throw PipelineError(line: line, "a key is a word") }
          return Member(key: name.string, line: line, value: try YAMLTree(value, depth: depth + 1))
        })
    case .alias: throw PipelineError(line: line, YAMLTree.noAnchors)
    }
  }

  private static let noAnchors =
    "anchors and aliases (&name, *name) are not supported; quote a text that begins with &"

  /// Checks the text before the parser sees it, so that expanded anchors and extreme nesting are never built.
  private static func checkText(_ text: String) throws {
    guard text.utf8.count <= maximumSize else {
      throw PipelineError(line: 1, "a pipeline is at most \(maximumSize >> 10) KB")
    }
    var brackets = 0
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let line = Array(line.utf8)
      brackets += line.count { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") }
      let indent = line.prefix { $0 == 0x20 || $0 == 0x09 || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "?") }.count
      guard indent <= 100, brackets <= 500 else {
        throw PipelineError(line: index + 1, "it is nested too deeply")
      }
      guard !hasAnchor(line) else { throw PipelineError(line: index + 1, noAnchors) }
    }
  }

  /// Returns whether `&` comes before a word and at a position where a value may begin.
  private static func hasAnchor(_ line: [UInt8]) -> Bool {
    for (index, byte) in line.enumerated() where byte == UInt8(ascii: "&") {
      guard index + 1 < line.count, line[index + 1] > 0x20 else { continue }
      let before = line[..<index].last { $0 != 0x20 && $0 != 0x09 }
      let isSpaced = index == 0 || line[index - 1] <= 0x20
      switch before {
      case nil, UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ","): return true
      case UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "?"): if isSpaced { return true }
      // The `&` follows a tag.
      default: if isSpaced, line[..<index].contains(UInt8(ascii: "!")) { return true }
      }
    }
    return false
  }
}

/// Why a pipeline is invalid, and where.
public struct PipelineError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The line, starting at 1.
  public let line: Int
  public let reason: String

  init(line: Int, _ reason: String) {
    self.line = line
    self.reason = reason
  }

  init(_ error: YamlError) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      self.init(line: mark.line, "it is not YAML: \(problem)")
    case .duplicatedKeysInMapping(_, let context): self.init(line: context.mark.line, "the key is a duplicate")
    default: self.init(line: 1, "it is not YAML")
    }
  }

  public var description: String { "line \(line): \(reason)" }
}
