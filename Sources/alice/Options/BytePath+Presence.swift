import AliceKit
import Foundation

extension BytePath {
  /// Whether there is an entry at the path, even a dangling link.
  var exists: Bool {
    var status = stat()
    return (bytes + [0]).withUnsafeBytes { raw in
      raw.withMemoryRebound(to: CChar.self) { name in name.baseAddress.map { lstat($0, &status) == 0 } ?? false }
    }
  }
}
