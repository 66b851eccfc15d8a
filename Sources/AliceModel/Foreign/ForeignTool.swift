/// A program that keeps verdicts on pictures in a database of its own.
package enum ForeignTool: String, Sendable, Hashable, CaseIterable {
  case invokeAI = "invokeai"
  case infiniteImageBrowsing = "iib"
  case diffusionToolkit = "diffusion-toolkit"
  case eagle

  /// The name for people.
  package var name: String {
    switch self {
    case .invokeAI: "InvokeAI"
    case .infiniteImageBrowsing: "Infinite Image Browsing"
    case .diffusionToolkit: "Diffusion Toolkit"
    case .eagle: "Eagle"
    }
  }
}

/// Why the verdicts of another program could not be read.
package enum ForeignError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The folder holds no database of the program.
  case notFound(ForeignTool, in: BytePath)
  /// The database has another schema than those that are known: it lacks a table or a column.
  case unknownSchema(ForeignTool, BytePath, lacking: String)
  /// The database has more rows, or larger ones, than any real one.
  case tooLarge(ForeignTool, BytePath)
  /// The database is damaged, in use, or cannot be opened.
  case unreadable(BytePath, reason: String)

  package var description: String {
    switch self {
    case .notFound(let tool, let folder): "there is no library of \(tool.name) in \(folder)"
    case .unknownSchema(let tool, let file, let lacking):
      "\(file) is no library of \(tool.name), or one of a version that alice does not know: it has no \(lacking)"
    case .tooLarge(let tool, let file): "\(file) has more entries than a library of \(tool.name) can have"
    case .unreadable(let file, let reason): "\(file) cannot be read: \(reason)"
    }
  }
}
