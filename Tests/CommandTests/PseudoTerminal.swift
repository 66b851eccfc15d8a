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

  /// `answers` are what the terminal types when a program has drawn a text, once each.
  init(columns: UInt16, answers: [String: String] = [:]) throws {
    var (master, slave) = (-1 as Int32, -1 as Int32)
    var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    guard openpty(&master, &slave, nil, nil, &size) == 0 else { throw CocoaError(.fileReadUnknown) }
    self.master = master
    self.slave = FileHandle(fileDescriptor: slave, closeOnDealloc: false)
    let (drawn, descriptor) = (drawn, master)
    reading = Thread {
      var answers = answers
      var buffer = [UInt8](repeating: 0, count: 4096)
      // An error where the last program that had the terminal open has ended.
      while case let count = read(descriptor, &buffer, buffer.count), count > 0 {
        let part = buffer[..<count]
        let text = drawn.bytes.withLock { bytes -> String in
          bytes += part
          return answers.isEmpty ? "" : String(decoding: bytes, as: UTF8.self)
        }
        for (question, answer) in answers where text.contains(question) {
          answers[question] = nil
          _ = Array(answer.utf8).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        }
      }
      drawn.end.signal()
    }
    reading.start()
  }

  deinit { close(master) }

  /// The modes of the terminal, such as echo.
  var settings: tcflag_t {
    var settings = termios()
    tcgetattr(slave.fileDescriptor, &settings)
    return settings.c_lflag
  }

  /// What a person types.
  func type(_ text: String) { _ = Array(text.utf8).withUnsafeBytes { write(master, $0.baseAddress, $0.count) } }

  /// What was drawn until now.
  var soFar: String { String(decoding: drawn.bytes.withLock { $0 }, as: UTF8.self) }

  /// All that was drawn; call it when the program has ended.
  func text() -> String {
    close(slave.fileDescriptor)
    drawn.end.wait()
    return String(decoding: drawn.bytes.withLock { $0 }, as: UTF8.self)
  }
}
