import AliceKit
import Foundation

/// Reads or writes a plan's file, or a standard stream if the name is `-`.
struct PlanFile {
  private let name: String

  init(_ name: String) { self.name = name }

  func write(_ lines: some Sequence<JSONValue>, _ console: Console) throws {
    let text = lines.map { $0.text + "\n" }.joined()
    if name == "-" { return console.write(text) }
    do {
      try Data(text.utf8).write(to: URL(filePath: name), options: .atomic)
    } catch {
      throw Failure(.partly, "the plan could not be written to \(TerminalText(name))")
    }
  }

  func read() throws -> String {
    let file = name == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: name)
    guard let data = try? file?.readToEnd() ?? (file == nil ? nil : Data()) else {
      throw Failure(.usage, "there is no plan '\(TerminalText(name))' that can be read")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw Failure(.usage, "\(TerminalText(name)) is not a plan of alice")
    }
    return text
  }
}
