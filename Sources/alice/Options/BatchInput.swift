import AliceKit
import Foundation

/// Reads the bytes of a batch's file, or of standard input if the name is `-`; no more than a batch may have.
struct BatchInput {
  private let name: String

  init(_ name: String) { self.name = name }

  func read() throws -> [UInt8] {
    guard let file = name == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: name) else {
      throw Failure(.usage, "there is no batch '\(TerminalText(name))' that can be read")
    }
    var bytes: [UInt8] = []
    do {
      while let more = try file.read(upToCount: 1 << 20), !more.isEmpty {
        bytes += more
        guard bytes.count <= BatchFile.maximumSize else { break }
      }
    } catch {
      throw Failure(.usage, "\(TerminalText(name)) cannot be read")
    }
    return bytes
  }
}
