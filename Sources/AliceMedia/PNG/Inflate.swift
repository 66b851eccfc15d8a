import AliceNumbers
import CZlib

/// Decompresses deflate streams from untrusted input: the output never exceeds the limit.
package enum Inflate {
  package enum Failure: Error {
    case corrupt
    case tooLarge
  }

  private static let step = 64 << 10

  /// The container of the deflate stream; the raw value is zlib's window parameter for it.
  package enum Format: Int32 {
    case zlib = 15
    case gzip = 31
  }

  /// Returns the whole stream; throws `tooLarge` as soon as it exceeds `limit` bytes.
  package static func bytes(
    of stream: ArraySlice<UInt8>, in wrapping: Format = .zlib, limit: Int
  ) throws(Failure) -> [UInt8] {
    var state = z_stream()
    let size = Int32(MemoryLayout<z_stream>.size)
    guard !stream.isEmpty, inflateInit2_(&state, wrapping.rawValue, ZLIB_VERSION, size) == Z_OK else {
      throw .corrupt
    }
    defer { inflateEnd(&state) }
    // zlib declares its input as mutable, but does not change it.
    var input = Array(stream)
    var output: [UInt8] = []
    let status = input.withUnsafeMutableBufferPointer { buffer in
      state.next_in = buffer.baseAddress
      state.avail_in = uInt(clamping: buffer.count)
      return run(&state, into: &output, limit: limit)
    }
    if output.count > limit { throw .tooLarge }
    guard status == Z_STREAM_END else { throw .corrupt }
    return output
  }

  private static func run(_ state: inout z_stream, into output: inout [UInt8], limit: Int) -> Int32 {
    var status = Z_OK
    var piece = [UInt8](repeating: 0, count: step)
    while status == Z_OK, output.count <= limit {
      piece.withUnsafeMutableBufferPointer { buffer in
        state.next_out = buffer.baseAddress
        state.avail_out = uInt(step)
        status = inflate(&state, Z_NO_FLUSH)
      }
      output += piece[..<(step - Int(state.avail_out))]
    }
    return status
  }
}
