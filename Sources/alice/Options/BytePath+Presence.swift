import AliceKit
import Dispatch
import Foundation

extension BytePath {
  /// Whether there is an entry at the path, even a dangling link.
  var exists: Bool {
    var status = stat()
    return withCName { lstat($0, &status) } == 0
  }

  /// Whether the path is a folder, or a link to one.
  var isFolder: Bool {
    var status = stat()
    return withCName { stat($0, &status) } == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private func withCName(_ body: (UnsafePointer<CChar>) -> Int32) -> Int32 {
    (bytes + [0]).withUnsafeBytes { raw in
      raw.withMemoryRebound(to: CChar.self) { name in name.baseAddress.map(body) ?? -1 }
    }
  }
}
