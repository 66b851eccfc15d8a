/// The lines of a Swift file, unchanged and without the content of comments and strings.
struct SwiftText {
  let lines: [Substring]
  let code: [String]

  init(_ text: String) {
    lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var scanner = Scanner()
    code = lines.map { scanner.code(of: $0) }
  }

  /// The functions, initialisers and subscripts with a body of several lines, each with its first line and its number
  /// of lines. The style puts the closing brace below the first letter of the declaration.
  var functions: [(line: Int, length: Int)] {
    code.indices.compactMap { start in
      guard ["func ", "init", "subscript"].contains(where: { code[start].contains($0) }),
        code[start].contains(/^ *(?:[@\w()]+ )*(?:func |init[?(<]|subscript[(<])/)
      else { return nil }
      let indent = String(code[start].prefix { $0 == " " })
      var head = start
      while !code[head].hasSuffix("{"), head + 1 < code.count, Self.continues(code[head + 1], indent) { head += 1 }
      guard code[head].hasSuffix("{"),
        let end = code[head...].dropFirst().firstIndex(where: { $0.hasPrefix(indent + "}") })
      else { return nil }
      return (start + 1, end - start + 1)
    }
  }

  /// Returns whether a line belongs to the signature above it.
  private static func continues(_ line: String, _ indent: String) -> Bool {
    [" ", ")", "{", "where "].contains { line.hasPrefix(indent + $0) }
  }

  /// A scanner that reads a file line by line, and knows whether a line begins within a comment or a string.
  private struct Scanner {
    private enum State: Equatable {
      case code
      case comment(depth: Int)
      case string(marks: Int, isLong: Bool)
    }

    private var state = State.code

    mutating func code(of line: Substring) -> String {
      if state == .code, !line.utf8.contains(where: { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "/") }) {
        return String(line)
      }
      var code = ""
      var rest = line
      while !rest.isEmpty, let word = step(&rest) { code += word }
      if case .string(_, isLong: false) = state { state = .code }
      return code
    }

    /// Consumes the next part of the line and returns its code; nil if the rest of the line is a comment.
    private mutating func step(_ rest: inout Substring) -> String? {
      switch state {
      case .code: return inCode(&rest)
      case .comment(let depth):
        if rest.take("/*") {
          state = .comment(depth: depth + 1)
        } else if rest.take("*/") {
          state = depth > 1 ? .comment(depth: depth - 1) : .code
        } else {
          rest.removeFirst()
        }
      case .string(let marks, let isLong):
        let hashes = String(repeating: "#", count: marks)
        if rest.take("\\" + hashes) {
          _ = rest.popFirst()
        } else if rest.take((isLong ? "\"\"\"" : "\"") + hashes) {
          state = .code
        } else {
          rest.removeFirst()
        }
      }
      return ""
    }

    private mutating func inCode(_ rest: inout Substring) -> String? {
      if rest.hasPrefix("//") { return nil }
      if rest.take("/*") {
        state = .comment(depth: 1)
        return ""
      }
      let marks = rest.prefix { $0 == "#" }.count
      let text = rest.dropFirst(marks)
      if text.hasPrefix("\"") {
        let isLong = text.hasPrefix("\"\"\"")
        rest = text.dropFirst(isLong ? 3 : 1)
        state = .string(marks: marks, isLong: isLong)
        return "\"\""
      }
      return String(rest.removeFirst())
    }
  }
}

extension Substring {
  /// Removes `prefix` if the text begins with it, and returns whether it does.
  fileprivate mutating func take(_ prefix: String) -> Bool {
    guard hasPrefix(prefix) else { return false }
    removeFirst(prefix.count)
    return true
  }
}
