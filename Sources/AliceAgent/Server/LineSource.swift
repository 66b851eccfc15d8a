import Dispatch
import Foundation

/// The lines of a client. At most a thousand of them are unanswered; then nothing more is read.
package struct LineSource: Sendable {
  let lines: AsyncStream<LineSplitter.Line>
  private let room: DispatchSemaphore?

  private static let mostUnanswered = 1_000
  private static let portion = 64 << 10

  /// Creates the lines of a text, for which there is always room.
  package init(_ texts: [[UInt8]]) {
    var splitter = LineSplitter()
    var lines = texts.flatMap { splitter.add($0[...]) }
    if let last = splitter.finish() { lines.append(last) }
    self.lines = AsyncStream { [lines] continuation in
      for line in lines { continuation.yield(line) }
      continuation.finish()
    }
    room = nil
  }

  /// Creates lines that come later.
  package init(_ pieces: AsyncStream<[UInt8]>) {
    let (lines, continuation) = AsyncStream.makeStream(of: LineSplitter.Line.self)
    Task {
      var splitter = LineSplitter()
      for await piece in pieces { for line in splitter.add(piece[...]) { continuation.yield(line) } }
      if let last = splitter.finish() { continuation.yield(last) }
      continuation.finish()
    }
    self.lines = lines
    room = nil
  }

  /// Reads a descriptor on a thread of its own, until its end.
  package init(descriptor: Int32) {
    let (lines, continuation) = AsyncStream.makeStream(of: LineSplitter.Line.self)
    let room = DispatchSemaphore(value: LineSource.mostUnanswered)
    let thread = Thread {
      var splitter = LineSplitter()
      var buffer = [UInt8](repeating: 0, count: LineSource.portion)
      while true {
        let count = read(descriptor, &buffer, buffer.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { break }
        for line in splitter.add(buffer[..<count]) {
          room.wait()
          continuation.yield(line)
        }
      }
      if let last = splitter.finish() { continuation.yield(last) }
      continuation.finish()
    }
    thread.name = "mcp lines"
    thread.start()
    self.lines = lines
    self.room = room
  }

  /// Notes that a line is answered, or needs no answer.
  func settle() { room?.signal() }
}
