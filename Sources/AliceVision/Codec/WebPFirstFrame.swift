import AliceNumbers
import CWebP

/// The position of the first frame of a WebP animation, on the canvas and in the file.
struct WebPFirstFrame {
  let x: Int
  let y: Int
  let width: Int
  let height: Int
  let hasAlpha: Bool
  let isComplete: Bool
  let range: Range<Int>

  /// Returns nil if the demuxer finds no frame.
  init?(_ bytes: [UInt8]) {
    let found = bytes.withUnsafeBufferPointer { Self.find($0) }
    guard let (frame, range) = found else { return nil }
    x = Int(frame.x_offset)
    y = Int(frame.y_offset)
    width = Int(frame.width)
    height = Int(frame.height)
    hasAlpha = frame.has_alpha != 0
    isComplete = frame.complete != 0
    self.range = range
  }

  /// Returns the iterator after its release: its numbers are valid, but its pointers are not.
  private static func find(_ bytes: UnsafeBufferPointer<UInt8>) -> (WebPIterator, Range<Int>)? {
    var data = WebPData(bytes: bytes.baseAddress, size: bytes.count)
    var state = WEBP_DEMUX_PARSE_ERROR
    guard let demuxer = WebPDemuxInternal(&data, 1, &state, WEBP_DEMUX_ABI_VERSION) else { return nil }
    defer { WebPDemuxDelete(demuxer) }
    var frame = WebPIterator()
    guard WebPDemuxGetFrame(demuxer, 1, &frame) != 0 else { return nil }
    defer { WebPDemuxReleaseIterator(&frame) }
    guard let base = bytes.baseAddress, let start = frame.fragment.bytes else { return nil }
    let offset = start - base
    guard offset >= 0, offset <= bytes.count, frame.fragment.size <= bytes.count - offset else { return nil }
    return (frame, offset..<offset + frame.fragment.size)
  }
}
