import AliceKit
import ArgumentParser
import FalSimulator
import Foundation

struct Demo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Show the main features with the built-in simulator: offline and free.")

  @Argument(help: ArgumentHelp("The folder; a new one under /tmp if not given.", valueName: "dir"))
  var folder: String?

  @OptionGroup var common: CommonOptions

  func run() async throws {
    var session = try await Session(common)
    session.simulator.speed = 0.2
    let show = DemoShow(
      console: session.console, base: try demoFolder(), program: ProgramArguments.all.first ?? "alice")
    // The list of known libraries does not get this one, which may be removed at any time.
    let workspace = try Workspace.create(show.libraryPath)
    try await session.paidWork(simulate: true).run(in: workspace) { try await show.run($0) }
  }

  private func demoFolder() throws -> BytePath {
    let path =
      folder.map { BytePath($0).absolute } ?? BytePath("/tmp/alice-demo-\(ProcessInfo.processInfo.processIdentifier)")
    let url = URL(filePath: path.description)
    if let contents = try? FileManager.default.contentsOfDirectory(atPath: path.description), !contents.isEmpty {
      throw Failure(.usage, "\(path) is not empty; give a new folder")
    }
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    return path
  }
}
