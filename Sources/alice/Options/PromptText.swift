import AliceKit
import Foundation

/// The prompt as given: words, `-` for standard input, `@FILE`; `@@…` and `@-` stand for a prompt that begins with `@`
/// or is `-`.
struct PromptText {
  private let words: [String]
  private static let limit = 1 << 20

  init(_ words: [String]) { self.words = words }

  /// Returns nil if no prompt was given.
  func text() throws -> String? {
    guard let first = words.first else { return nil }
    guard words.count == 1 else { return words.joined(separator: " ") }
    if first == "-" { return try checked(FileHandle.standardInput.readToEnd() ?? Data(), from: "standard input") }
    if first.hasPrefix("@@") || first == "@-" { return String(first.dropFirst()) }
    guard first.hasPrefix("@"), first.count > 1 else { return first }
    let file = String(first.dropFirst())
    guard let data = FileManager.default.contents(atPath: file) else {
      throw Failure(.usage, "the prompt's file '\(TerminalText(file))' cannot be read")
    }
    return try checked(data, from: file)
  }

  private func checked(_ data: Data, from source: String) throws -> String {
    guard data.count <= PromptText.limit, let text = String(data: data, encoding: .utf8) else {
      throw Failure(.usage, "\(TerminalText(source)) is not a prompt: it must be UTF-8 text of at most a million bytes")
    }
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
