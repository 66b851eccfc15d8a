import AliceKit
import Foundation

/// The bytes of a file, or of standard input under the name `-`.
struct InputBytes {
  private let name: String
  private let limit: Int

  init(_ name: String, limit: Int) {
    self.name = name
    self.limit = limit
  }

  /// Returns the bytes. Reading stops after the limit, so a longer result is incomplete. `kind` names the expected
  /// content for the error message.
  func read(_ kind: String) throws -> [UInt8] {
    guard let file = name == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: name) else {
      throw Failure(.usage, "there is no \(kind) '\(TerminalText(name))' that can be read")
    }
    var bytes: [UInt8] = []
    do {
      while bytes.count <= limit, let more = try file.read(upToCount: 1 << 20), !more.isEmpty { bytes += more }
    } catch {
      throw Failure(.usage, "\(TerminalText(name)) cannot be read")
    }
    return bytes
  }
}
