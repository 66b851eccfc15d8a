package import Foundation

/// Other programs, which read what alice writes.
package enum Tool {
  /// Returns the path of a program; nil if it is not installed.
  package static func path(_ name: String) -> URL? {
    ["/usr/bin/", "/usr/local/bin/", "/bin/", "/opt/homebrew/bin/"].map { URL(filePath: $0 + name) }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }

  /// Returns a message with the programs that are not installed; nil if all are.
  package static func missing(_ names: [String]) -> String? {
    let missing = names.filter { path($0) == nil }
    return missing.isEmpty ? nil : "not installed: \(missing.joined(separator: ", "))"
  }

  /// Returns the output and the exit status. With `errors` the output includes standard error.
  package static func run(
    _ name: String, _ arguments: [String], errors: Bool = true
  ) throws -> (output: String, status: Int32) {
    guard let path = path(name) else { throw CocoaError(.fileNoSuchFile) }
    return try run(path, arguments, errors: errors)
  }

  private static func run(
    _ path: URL, _ arguments: [String], errors: Bool
  ) throws -> (output: String, status: Int32) {
    let process = Process()
    process.executableURL = path
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = errors ? pipe : FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (String(decoding: output, as: UTF8.self), process.terminationStatus)
  }

  /// Returns standard output; nil if the program is not installed or fails.
  package static func output(_ name: String, _ arguments: [String]) -> String? {
    path(name).flatMap { output($0, arguments) }
  }

  package static func output(_ path: URL, _ arguments: [String]) -> String? {
    guard let answer = try? run(path, arguments, errors: false), answer.status == 0 else { return nil }
    return answer.output
  }
}
