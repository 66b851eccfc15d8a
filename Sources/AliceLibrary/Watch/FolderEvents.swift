import AliceModel
import CAlice

/// What happened in a folder that is watched.
struct FolderEvent {
  enum Kind: Int {
    case nothing
    /// Written and closed, or moved here.
    case fileChanged
    /// By a link, or about to be written.
    case fileMade
    case folderCame
    case folderWent
    /// The folder itself.
    case moved
    /// The folder is gone or out of reach.
    case ended
    /// Events were lost.
    case overflow
  }

  let kind: Kind
  /// The id of the folder.
  let folder: Int32
  /// In the folder; empty where the event is the folder's own.
  let name: BytePath
}

/// The system's queue of what happens in folders. Closes with its last reference.
final class FolderEvents: Sendable {
  private let descriptor: Int32

  private static let bufferSize = 64 << 10
  /// Reads in one go, so that a storm of events cannot keep the reader from its work.
  private static let readLimit = 64

  /// Nil where the system has no such thing, or no more of it.
  init?() {
    let descriptor = alice_watch_open()
    guard descriptor >= 0 else { return nil }
    self.descriptor = descriptor
  }

  deinit { alice_close(descriptor) }

  /// Returns the folder's id, the same one for the same folder.
  func add(_ folder: BytePath) throws(LibraryError) -> Int32 {
    try checked(folder.withCPath { alice_watch_add(descriptor, $0) }, "watch", folder)
  }

  func remove(_ id: Int32) { alice_watch_remove(descriptor, id) }

  /// What happened since the last call. Does not wait.
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
