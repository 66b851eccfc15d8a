package import AliceModel

/// The longest side of a thumbnail in pixels.
package enum ThumbnailEdge: Int, Sendable, CaseIterable, Comparable {
  case edge160 = 160
  case edge320 = 320
  case edge640 = 640
  case edge1280 = 1280

  package static func < (left: ThumbnailEdge, right: ThumbnailEdge) -> Bool { left.rawValue < right.rawValue }

  /// Small thumbnails are WebP, as half the bytes are worth 3 ms. For large ones its encoder is too slow.
  package var format: MediaFormat { self == .edge1280 ? .jpeg : .webp }
}

/// How soon a thumbnail is needed; the smallest is made first.
package enum ThumbnailPriority: Int, Sendable, Comparable {
  case visible
  /// About to become visible.
  case near
  case idle

  package static func < (left: ThumbnailPriority, right: ThumbnailPriority) -> Bool { left.rawValue < right.rawValue }
}

/// A small upright image of an asset, as a file without metadata.
package struct Thumbnail: Sendable, Hashable {
  package let bytes: [UInt8]
  package let format: MediaFormat
  /// The average colour, as `0xRRGGBB`.
  package let color: UInt32

  package init(bytes: [UInt8], format: MediaFormat, color: UInt32) {
    self.bytes = bytes
    self.format = format
    self.color = color
  }
}

/// Why there is no thumbnail.
package enum ThumbnailFailure: Error, Sendable, Hashable {
  /// The format needs a program that is not installed.
  case needsProgram(String, MediaFormat)
  /// The file shows nothing, or cannot be decoded; with a sentence for the user. It stays so until the file changes.
  case noPicture(String)
  /// The picture could not be read this time; with a sentence for the user.
  case notNow(String)
  /// The file is not on disk.
  case missing
  /// The file is not the asset any more; a check or a look at the asset sorts this out.
  case changed
  /// The service ended before the thumbnail was made.
  case ended
}

extension ThumbnailFailure: CustomStringConvertible {
  package var description: String {
    switch self {
    case .needsProgram(let program, let format):
      "\(format.rawValue.uppercased()) needs \(program), which is not installed"
    case .noPicture(let sentence), .notNow(let sentence): sentence
    case .missing: "the file is missing"
    case .changed: "another program changed the file"
    case .ended: "the library is being closed"
    }
  }
}
