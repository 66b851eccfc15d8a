import AliceGallery
import AliceKit
import ArgumentParser
import FalSimulator
import Foundation

struct Doctor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Show what is installed, where everything is, and what a disk can promise.",
    discussion: """
      With a folder, alice tries what it needs of that disk, and takes a file of each format into a library there, \
      in a folder of its own that it removes. Exit status 1: something that alice cannot do without is not there.
      """)

  @Argument(help: ArgumentHelp("A folder on the disk to try.", valueName: "dir"))
  var folder: String?

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let tools = await ToolCheckup(session.settings.environment).findings()
    let places = PlaceCheckup(session).findings()
    var disk: [CheckupLine] = []
    if let folder { disk = try await tried(BytePath(folder)) }
    let groups = [
      ("program", ToolCheckup.program), ("tools", tools), ("places", places), ("disk", disk),
    ].filter { !$0.1.isEmpty }
    session.console.write(
      document: JSONObject(groups.map { ($0.0, .array($0.1.map(\.json))) }),
      text: groups.map { name, lines in
        let title = session.console.style.bold(name == "disk" ? "disk of \(TerminalText(folder ?? ""))" : name)
        return ([title] + lines.map { $0.text(session.console.style) }).joined(separator: "\n")
      }.joined(separator: "\n\n"), as: session.format)
    let broken = groups.flatMap(\.1).filter { $0.state == .broken }
    guard broken.isEmpty else {
      throw Failure(.answerIsNo, "\(counted(broken.count, "problem")): \(broken.map(\.name).joined(separator: ", "))")
    }
  }

  /// Tries the disk of a folder, and leaves nothing there.
  private func tried(_ folder: BytePath) async throws -> [CheckupLine] {
    guard folder.isFolder else {
      throw Failure(.usage, "'\(TerminalText(folder.description))' is no folder")
    }
    let checkup: DiskCheckup
    do {
      checkup = try DiskCheckup(in: folder)
    } catch {
      return [.init("writing", .broken, "nothing can be written there", cost: "no library can be there")]
    }
    defer { checkup.remove() }
    let promises = try checkup.promises().map(DiskWords.line)
    let files = SimulatedFile.formats.compactMap { format in
      SimulatedFile.bytes(format).map { (format: format, bytes: $0) }
    }
    let trips = try await withInterrupt { try await checkup.roundTrips(files) }
    return promises
      + trips.map { trip in
        .init(
          "round trip of \(trip.format)", trip.problem == nil ? .fine : .broken,
          trip.problem.map { TerminalText($0).description } ?? "taken in, rated, tagged, read again")
      }
  }
}

/// One thing that the doctor looked at.
struct CheckupLine: Sendable {
  enum State: String, Sendable {
    case fine
    /// It is not there, and alice does without.
    case missing
    /// It is not there, and alice needs it.
    case broken
  }

  let name: String
  let state: State
  let detail: String
  /// What it costs that it is missing.
  let cost: String

  init(_ name: String, _ state: State, _ detail: String, cost: String = "") {
    self.name = name
    self.state = state
    self.detail = detail
    self.cost = state == .fine ? "" : cost
  }

  var json: JSONValue {
    [
      "name": .string(name), "state": .string(state.rawValue), "detail": .string(detail),
      "cost": cost.isEmpty ? .null : .string(cost),
    ]
  }

  func text(_ style: Style) -> String {
    let sign =
      switch state {
      case .fine: style.green("✓")
      case .missing: style.yellow("–")
      case .broken: style.red("✗")
      }
    return "  \(sign) \(name)" + (detail.isEmpty ? "" : "  \(detail)") + (cost.isEmpty ? "" : style.dim("  (\(cost))"))
  }
}
