import AliceKit
import Foundation

/// Loads a pipeline by its file or its name.
struct PipelineFile {
  private let name: String
  private static let limit = 1 << 20

  init(_ name: String) { self.name = name }

  func load() throws -> Pipeline {
    let isPath = name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml")
    if !isPath, let ready = Pipeline.ready.first(where: { $0.name == name }) { return ready }
    guard let file = FileHandle(forReadingAtPath: name), let data = try? file.read(upToCount: PipelineFile.limit) else {
      let hint = Pipeline.nearest(to: name).map { "; did you mean \($0)?" } ?? "; see 'alice pipeline list'"
      throw Failure(.usage, "there is no pipeline '\(TerminalText(name))'" + (isPath ? " that can be read" : hint))
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw Failure(.usage, "\(TerminalText(name)) is no text")
    }
    do {
      return try Pipeline(parsing: text)
    } catch let error as PipelineError {
      throw Failure(.usage, "\(TerminalText(name)): \(TerminalText("\(error)"))")
    }
  }
}
