import AliceKit

/// What this machine can do for the page.
struct Capabilities: Sendable {
  /// The file manager; nil if there is none.
  let fileManager: DesktopProgram?
  private let hasFFmpeg: Bool
  private let canGenerate: Bool

  init(_ environment: [String: String], isReadOnly: Bool) {
    fileManager = DesktopProgram(environment)
    hasFFmpeg = DesktopProgram.path(of: "ffmpeg", environment) != nil
    canGenerate = !isReadOnly
  }

  var json: JSONValue {
    ["reveal": .bool(fileManager != nil), "ffmpeg": .bool(hasFFmpeg), "generate": .bool(canGenerate)]
  }
}
