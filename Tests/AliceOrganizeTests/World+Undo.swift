import AliceModel
import AliceOrganize
import AliceTestWorld
import Foundation
import Testing

extension World {
  /// Undoes an operation, and expects that the plan told what came of it and changed nothing.
  func undo(_ operation: Int64? = nil) throws -> UndoReport {
    let undoer = try Undoer(workspace, operation: operation)
    let before = try snapshot(of: folder)
    let plan = try undoer.plan()
    #expect(try snapshot(of: folder) == before)
    let report = try undoer.run()
    #expect(plan == report)
    return report
  }

  func move(_ names: [BytePath], from folder: BytePath, to target: BytePath) throws {
    for name in names {
      try FileManager.default.moveItem(
        atPath: folder.appending(name).description, toPath: target.appending(name).description)
    }
  }
}
