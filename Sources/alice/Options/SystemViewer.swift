import AliceGallery
import AliceKit
import Foundation

/// Opens files with the programs that the user's desktop has for them.
struct SystemViewer {
  private let program: String
  private let environment: [String: String]

  /// The time in which a program that cannot open a file says so; one that shows it may run for hours.
  private static let patience: TimeInterval = 1

  /// Throws if there is no program that opens files.
  init(environment: [String: String]) throws {
    guard let found = DesktopProgram.path(of: DesktopProgram.name, environment) else {
      throw Failure(.usage, "\(DesktopProgram.name) is not installed; it opens files with the programs of your desktop")
    }
    program = found
    self.environment = environment
  }

  /// Starts the programs and does not wait for them to end. Returns the files that could not be opened.
  func open(_ files: [BytePath]) -> [BytePath] {
    let started = files.map { file in (file, start(file)) }
    let end = Date(timeIntervalSinceNow: SystemViewer.patience)
    while Date() < end, started.contains(where: { $0.1?.isRunning == true }) { Thread.sleep(forTimeInterval: 0.02) }
    return started.filter { _, process in
      guard let process else { return true }
      return !process.isRunning && process.terminationStatus != 0
    }.map(\.0)
  }

  /// Returns nil if the program cannot be started, or the file's name is not text.
  private func start(_ file: BytePath) -> Process? {
    guard let path = file.text else { return nil }
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = [path]
    process.environment = environment.filter { !$0.key.hasPrefix("FAL_KEY") }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    return (try? process.run()) == nil ? nil : process
  }
}
