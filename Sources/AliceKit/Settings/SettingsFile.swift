import Configuration
import Foundation
import Yams

/// One configuration file: values and lists of values for the reader, and the lists of hooks and webhooks, which the
/// reader does not support.
struct SettingsFile: Sendable {
  let path: String
  let provider: any ConfigProvider
  let text: String

  private static let limit = 1 << 20
  /// The maximum number of values, including those that aliases repeat: a short file can expand to a billion.
  private static let partLimit = 10_000
  /// The members that the reader does not support.
  private static let lists: Set<String> = ["hooks", "webhooks"]

  init(path: String) throws {
    self.path = path
    do {
      guard let data = try? Data(contentsOf: URL(filePath: path), options: .mappedIfSafe) else {
        throw Failure(.usage, "it cannot be read")
      }
      guard data.count <= SettingsFile.limit, let text = String(data: data, encoding: .utf8) else {
        throw Failure(.usage, "it must be UTF-8 text of at most a million bytes")
      }
      self.text = text
      let bytes = Array(try SettingsFile.withoutLists(text).utf8)
      provider = ReadOnce(
        values: try YAMLSnapshot(data: bytes.span.bytes, providerName: path, parsingOptions: .default))
    } catch {
      let reason = (error as? Failure)?.message ?? "\(error)"
      throw Failure(.usage, "\(TerminalText(path)) is not a configuration: \(TerminalText(reason))")
    }
  }

  private static func withoutLists(_ text: String) throws -> String {
    guard !isBlank(text) else { return "{}" }
    let mayRepeat = text.contains("&") && text.contains("*")
    guard mayRepeat || lists.contains(where: { text.contains($0) }), let node = try Yams.compose(yaml: text),
      let mapping = node.mapping
    else { return text }
    guard node.parts(atMost: partLimit) <= partLimit else { throw Failure(.usage, "it has too many parts") }
    let rest = mapping.filter { !lists.contains($0.key.string ?? "") }
    return rest.isEmpty ? "{}" : try Yams.serialize(node: Node(Array(rest.map { ($0.key, $0.value) })))
  }

  /// Returns whether a text holds only comments and blank lines. The reader rejects such a file, though it sets nothing.
  private static func isBlank(_ text: String) -> Bool {
    text.split(whereSeparator: \.isNewline).allSatisfy { line in
      let content = line.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
      return content.isEmpty || content.first == "#" || content == "---"
    }
  }

  /// Returns a list unchanged; empty if there is none.
  func list(_ name: String) throws -> [Node] {
    guard text.contains(name), let node = try Yams.compose(yaml: text)?.mapping?[name], !node.isNothing else {
      return []
    }
    guard let sequence = node.sequence else {
      throw Failure(.usage, "\(TerminalText(path)): \(name) is a list of maps")
    }
    guard sequence.count <= 100 else { throw Failure(.usage, "\(TerminalText(path)): there are more than 100 \(name)") }
    return Array(sequence)
  }

  /// The values of a file at the time when it was read.
  private struct ReadOnce: ConfigProvider {
    let values: YAMLSnapshot

    var providerName: String { values.providerName }

    func value(forKey key: AbsoluteConfigKey, type: ConfigType) throws -> LookupResult {
      try values.value(forKey: key, type: type)
    }

    func fetchValue(forKey key: AbsoluteConfigKey, type: ConfigType) async throws -> LookupResult {
      try value(forKey: key, type: type)
    }

    func watchValue<Return: ~Copyable>(
      forKey key: AbsoluteConfigKey, type: ConfigType,
      updatesHandler: (_ updates: ConfigUpdatesAsyncSequence<Result<LookupResult, any Error>, Never>) async throws ->
        Return
    ) async throws -> Return {
      try await watchValueFromValue(forKey: key, type: type, updatesHandler: updatesHandler)
    }

    func snapshot() -> any ConfigSnapshot { values }

    func watchSnapshot<Return: ~Copyable>(
      updatesHandler: (_ updates: ConfigUpdatesAsyncSequence<any ConfigSnapshot, Never>) async throws -> Return
    ) async throws -> Return {
      try await watchSnapshotFromSnapshot(updatesHandler: updatesHandler)
    }
  }
}

extension Node {
  /// Returns the number of nodes in this one; stops counting just above `limit`.
  fileprivate func parts(atMost limit: Int) -> Int {
    var count = 1
    for child in sequence.map({ Array($0) }) ?? mapping?.flatMap({ [$0.key, $0.value] }) ?? [] {
      guard count <= limit else { break }
      count += child.parts(atMost: limit - count)
    }
    return count
  }

  /// Whether the value is empty, as after `hooks:`.
  var isNothing: Bool { scalar.map { ["", "~", "null"].contains($0.string) } ?? false }
}
