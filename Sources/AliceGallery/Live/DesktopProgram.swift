package import AliceKit
import Foundation

/// The desktop's own program for opening files and folders.
package struct DesktopProgram: Sendable {
  #if os(macOS)
    package static let name = "open"
  #else
    package static let name = "xdg-open"
  #endif

  private let program: String
  private let environment: [String: String]

  /// Returns nil where there is no screen or no such program.
  package init?(_ environment: [String: String]) {
    #if os(macOS)
      let hasScreen = true
    #else
      let hasScreen = environment["DISPLAY"] != nil || environment["WAYLAND_DISPLAY"] != nil
    #endif
    guard hasScreen, let program = DesktopProgram.path(of: DesktopProgram.name, environment) else { return nil }
    self.program = program
    self.environment = environment.withoutKeys
  }

  /// Returns the path of a program, which is searched as a shell does.
  package static func path(of name: String, _ environment: [String: String]) -> String? {
    (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").map { "\($0)/\(name)" }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }

  /// Opens a page on the disk in the browser.
  package func open(_ page: BytePath) async throws { try await run([page.description]) }

  /// Shows a file in its folder.
  func reveal(_ file: BytePath) async throws {
    #if os(macOS)
      try await run(["-R", file.description])
    #else
      try await run([file.parent?.description ?? "/"])
    #endif
  }

  private func run(_ arguments: [String]) async throws {
    #if os(macOS)
      let words = [program] + arguments
    #else
      // It has a session of its own, so that Ctrl-C here ends neither a browser nor a file manager.
      let words = ["setsid", "-f", program] + arguments
    #endif
    guard let command = CommandWords(words) else { throw Failure(.partly, "the path cannot be shown") }
    try await ChildProgram(command).run(input: [], environment: environment, timeout: .seconds(10), shown: false)
  }
}
