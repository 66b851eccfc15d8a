import Dispatch
import Foundation
import Synchronization

/// A terminal of a given width that nobody sits at: what a program draws on it is read in the end.
final class PseudoTerminal {
  let slave: FileHandle
  private let master: Int32
  private let reading: Thread
  private let drawn = Drawn()

  private final class Drawn: Sendable {
    let bytes = Mutex<[UInt8]>([])
    let end = DispatchSemaphore(value: 0)
  }

  init(columns: UInt16) throws {
    var (master, slave) = (-1 as Int32, -1 as Int32)
    var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    guard openpty(&master, &slave, nil, nil, &size) == 0 else { throw CocoaError(.fileReadUnknown) }
    self.master = master
    self.slave = FileHandle(fileDescriptor: slave, closeOnDealloc: false)
    let (drawn, descriptor) = (drawn, master)
    reading = Thread {
      var buffer = [UInt8](repeating: 0, count: 4096)
      // An error where the last program that had the terminal open has ended.
      while case let count = read(descriptor, &buffer, buffer.count), count > 0 {
        let part = buffer[..<count]
        drawn.bytes.withLock { $0 += part }
      }
      drawn.end.signal()
    }
    reading.start()
  }

  deinit { close(master) }

  /// What a person types.
  func type(_ text: String) { _ = Array(text.utf8).withUnsafeBytes { write(master, $0.baseAddress, $0.count) } }

  /// All that was drawn; call it when the program has ended.
  func text() -> String {
    close(slave.fileDescriptor)
    drawn.end.wait()
    return String(decoding: drawn.bytes.withLock { $0 }, as: UTF8.self)
  }
}
