import AliceKit
import Foundation

extension BytePath {
  /// True where something lies there, be it a dangling link.
  var exists: Bool {
    var status = stat()
    return (bytes + [0]).withUnsafeBytes { raw in
      raw.withMemoryRebound(to: CChar.self) { name in name.baseAddress.map { lstat($0, &status) == 0 } ?? false }
    }
  }
}
