import AliceModel
import AliceNumbers
import AliceWorkspace
import Foundation

/// A private folder for files that exist while something is done; it goes with its last reference.
final class ScratchFolder: Sendable {
  let path: BytePath

  init() throws {
    var template = (NSTemporaryDirectory() + "/alice-XXXXXX").utf8CString.map { $0 }
    guard let made = template.withUnsafeMutableBufferPointer({ $0.baseAddress.flatMap { mkdtemp($0) } }) else {
      throw AliceError.system("there is no room for temporary files in \(NSTemporaryDirectory())")
    }
    path = BytePath(String(cString: made))
  }

  deinit { try? FileManager.default.removeItem(atPath: path.description) }
}
