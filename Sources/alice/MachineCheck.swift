import AliceKit
import Foundation

/// What a command needs of the machine, looked at before it runs.
enum MachineCheck {
  /// No version of alice is older. A machine that has lost its clock counts from 1970 on.
  private static let earliest = Timestamp(milliseconds: 1_767_225_600_000)  // 2026-01-01

  /// Throws if so few files may be open at once that the command would fail somewhere in its work.
  static func run() throws {
    let files = ProgramLimits.openFiles()
    guard files.allowed >= files.needed else {
      throw Failure(
        .partly,
        "the system lets alice have \(files.allowed) files open at once, and it needs \(files.needed): run "
          + "'ulimit -n 1024' first, or raise the limit of the service; nothing was done")
    }
    let now = Clock.system.now()
    guard now.milliseconds < earliest.milliseconds else { return }
    Console.write(
      "warning: this machine's clock says \(now.description.prefix(10)): files that are made now get this date\n",
      to: STDERR_FILENO)
  }
}
