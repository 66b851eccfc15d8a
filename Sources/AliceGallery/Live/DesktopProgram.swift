package import AliceKit
import AlicePlatform
import Foundation

/// The desktop's own program for opening files and folders.
package struct DesktopProgram: Sendable {
  package static var name: String { Desktop.opener }

  private let program: String
  private let environment: [String: String]

  /// Returns nil where there is no screen or no such program.
  package init?(_ environment: [String: String]) {
    guard Desktop.hasScreen(environment), let program = DesktopProgram.path(of: DesktopProgram.name, environment) else {
      return nil
    }
    self.program = program
    self.environment = environment.withoutKeys
  }

  /// Returns the path of a program, which is searched as a shell does.
  package static func path(of name: String, _ environment: [String: String]) -> String? {
    environment.path(ofProgram: name)
  }

  /// Opens a page on the disk in the browser.
  package func open(_ page: BytePath) async throws { try await run([page.description]) }

  /// Shows a file in its folder.
  func reveal(_ file: BytePath) async throws {
    try await run(Desktop.revealing(file.description, in: file.parent?.description ?? "/"))
  }

  private func run(_ arguments: [String]) async throws {
    // Ctrl-C here ends neither a browser nor a file manager.
    guard let command = CommandWords(Desktop.detached([program] + arguments)) else {
      throw Failure(.partly, "the path cannot be shown")
    }
    try await ChildProgram(command).run(input: [], environment: environment, timeout: .seconds(10), shown: false)
  }
}
