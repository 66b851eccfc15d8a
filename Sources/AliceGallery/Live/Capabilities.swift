import AliceKit
import Foundation
import Hummingbird

/// What this machine can do for the page.
struct Capabilities: Sendable {
  /// The file manager; nil if there is none.
  let fileManager: FileManagerProgram?
  private let hasFFmpeg: Bool
  private let canGenerate: Bool

  init(_ environment: [String: String], isReadOnly: Bool) {
    fileManager = FileManagerProgram(environment)
    hasFFmpeg = Program.path(of: "ffmpeg", environment) != nil
    canGenerate = !isReadOnly
  }

  var json: JSONValue {
    ["reveal": .bool(fileManager != nil), "ffmpeg": .bool(hasFFmpeg), "generate": .bool(canGenerate)]
  }
}

/// Looks for other programs.
enum Program {
  static func path(of name: String, _ environment: [String: String]) -> String? {
    (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }
}

/// Shows a file in its folder.
struct FileManagerProgram: Sendable {
  private let program: String
  private let environment: [String: String]

  /// Returns nil where nothing can be shown.
  init?(_ environment: [String: String]) {
    #if os(macOS)
      let name = "open"
      let hasScreen = true
    #else
      let name = "xdg-open"
      let hasScreen = environment["DISPLAY"] != nil || environment["WAYLAND_DISPLAY"] != nil
    #endif
    guard hasScreen, let program = Program.path(of: name, environment) else { return nil }
    self.program = program
    self.environment = environment.withoutKeys
  }

  func show(_ file: BytePath) async throws {
    #if os(macOS)
      let words = [program, "-R", file.description]
    #else
      // In a session of its own, because the file manager may be the started program itself.
      let words = ["setsid", "-f", program, file.parent?.description ?? "/"]
    #endif
    guard let command = CommandWords(words) else { throw Problem.notFound("the file cannot be shown") }
    do {
      try await ChildProgram(command).run(input: [], environment: environment, timeout: .seconds(10), shown: false)
    } catch {
      throw Problem(.internalServerError, "the file manager \(error)", exit: .partly)
    }
  }
}
