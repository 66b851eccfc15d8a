import AliceNumbers
import CZlib

/// Decompresses a deflate stream incrementally, so that an image is never held in memory as a whole.
struct InflateStream: ~Copyable {
  // zlib keeps the address of its state, so the state must not move.
  private let state: UnsafeMutablePointer<z_stream>
  private var input: [UInt8] = []
  private var consumed = 0
  private var hasEnded = false

  /// Whether the stream ended as it should.
  var isComplete: Bool { hasEnded }

  /// Returns nil if zlib cannot allocate its state. A raw stream has neither header nor checksum.
  init?(isRaw: Bool = false) {
    state = .allocate(capacity: 1)
    state.initialize(to: z_stream())
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(state, isRaw ? -15 : 15, ZLIB_VERSION, size) == Z_OK else {
      state.deallocate()
      return nil
    }
  }

  deinit {
    inflateEnd(state)
    state.deallocate()
  }

  /// Whether all input is consumed.
  var needsInput: Bool { consumed == input.count && !hasEnded }

  mutating func feed(_ bytes: ArraySlice<UInt8>) {
    input = Array(bytes)
    consumed = 0
  }

  /// Fills `output` from `start` on. Returns the number of bytes written; nil at the end of the stream, and if it is
  /// damaged.
  mutating func fill(_ output: inout [UInt8], from start: Int) -> Int? {
    guard !hasEnded, start >= 0, start < output.count else { return nil }
    let (fed, room) = (input.count - consumed, output.count - start)
    let offset = consumed
    let state = state
    let status = input.withUnsafeMutableBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        state.pointee.next_in = source.baseAddress?.advanced(by: offset)
        state.pointee.avail_in = uInt(clamping: fed)
        state.pointee.next_out = target.baseAddress?.advanced(by: start)
        state.pointee.avail_out = uInt(clamping: room)
        return inflate(state, Z_NO_FLUSH)
      }
    }
    consumed += fed - Int(state.pointee.avail_in)
    hasEnded = status == Z_STREAM_END
    let filled = room - Int(state.pointee.avail_out)
    guard status == Z_OK || hasEnded || status == Z_BUF_ERROR && needsInput else { return nil }
    return hasEnded && filled == 0 ? nil : filled
  }
}
