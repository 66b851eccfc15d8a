import AliceModel
import CAlice

/// An event in a watched folder.
struct FolderEvent {
  enum Kind: Int {
    case nothing
    /// A file was written and closed, or moved into the folder.
    case fileChanged
    /// A name was created by a link, or for a file that is about to be written.
    case fileMade
    case folderCame
    case folderWent
    /// The folder itself was moved.
    case moved
    /// The folder is gone or cannot be accessed.
    case ended
    /// Events were lost.
    case overflow
  }

  let kind: Kind
  /// The id of the folder.
  let folder: Int32
  /// The name in the folder; empty if the event concerns the folder itself.
  let name: BytePath
}

/// The system's event queue of watched folders. It closes with its last reference.
final class FolderEvents: Sendable {
  private let descriptor: Int32

  private static let bufferSize = 64 << 10
  /// The maximum number of reads per call, so that a burst of events cannot keep the reader busy forever.
  private static let readLimit = 64

  /// Returns nil if the system has no such queue, or has reached its limit.
  init?() {
    let descriptor = alice_watch_open()
    guard descriptor >= 0 else { return nil }
    self.descriptor = descriptor
  }

  deinit { alice_close(descriptor) }

  /// Watches a folder. Returns its id, which is the same for the same folder.
  func add(_ folder: BytePath) throws(LibraryError) -> Int32 {
    try checked(folder.withCPath { alice_watch_add(descriptor, $0) }, "watch", folder)
  }

  func remove(_ id: Int32) { alice_watch_remove(descriptor, id) }

  /// Returns the events since the last call, without waiting.
  func read() -> [FolderEvent] {
    var events: [FolderEvent] = []
    withUnsafeTemporaryAllocation(byteCount: FolderEvents.bufferSize, alignment: 8) { buffer in
      for _ in 0..<FolderEvents.readLimit {
        let count = alice_watch_read(descriptor, buffer.baseAddress, buffer.count)
        guard count > 0 else { return }
        FolderEvents.take(UnsafeRawBufferPointer(rebasing: buffer[..<Int(count)]), into: &events)
      }
    }
    return events
  }

  private static func take(_ bytes: UnsafeRawBufferPointer, into events: inout [FolderEvent]) {
    var rest = bytes
    var event = alice_watch_event()
    while let start = rest.baseAddress {
      let size = alice_watch_event_at(start, rest.count, &event)
      guard size > 0, size <= rest.count else { return }
      let name = UnsafeRawBufferPointer(start: event.name, count: event.length)
      events.append(
        FolderEvent(
          kind: FolderEvent.Kind(rawValue: Int(event.kind)) ?? .nothing, folder: event.id,
          name: BytePath(bytes: [UInt8](name))))
      rest = UnsafeRawBufferPointer(rebasing: rest[size...])
    }
  }
}
