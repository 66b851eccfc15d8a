import AliceKit
import Foundation

extension BytePath {
  /// Whether there is an entry at the path, even a dangling link.
  var exists: Bool {
    var target: CChar = 0
    return withCName { access($0, F_OK) == 0 || readlink($0, &target, 1) >= 0 }
  }

  /// Whether the path is a folder, or a link to one. With a slash at its end, it can name nothing else.
  var isFolder: Bool { BytePath(bytes: bytes + [UInt8(ascii: "/")]).withCName { access($0, F_OK) == 0 } }

  private func withCName(_ body: (UnsafePointer<CChar>) -> Bool) -> Bool {
    (bytes + [0]).withUnsafeBytes { raw in
      raw.withMemoryRebound(to: CChar.self) { name in name.baseAddress.map(body) ?? false }
    }
  }
}
