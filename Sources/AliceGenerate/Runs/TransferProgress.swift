import AliceFal

/// The progress of the upload or the download of a file.
package struct TransferProgress: Sendable {
  package enum Direction: Sendable {
    case upload, download
  }

  package let direction: Direction
  package let name: String
  /// Tells transfers of files with the same name apart.
  package let id: String
  /// The number of bytes that were sent or received.
  package var done: UInt64 = 0
  /// Nil if it is not known.
  package var total: UInt64?
  /// Whether it has ended, by success or not.
  package var isOver = false

  package init(_ direction: Direction, _ name: String, id: String, total: UInt64?) {
    self.direction = direction
    self.name = name
    self.id = id
    self.total = total
  }

  /// The download of a result.
  init(of media: FalMedia) {
    self.init(.download, media.fileName ?? media.key, id: media.url, total: nil)
  }
}
