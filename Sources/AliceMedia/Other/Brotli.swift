package import AliceModel
import AliceNumbers
import CBrotli

/// Decompresses Brotli streams, in which JPEG XL stores its metadata boxes, and servers send files.
package enum Brotli {
  package enum Failure: Error {
    case damaged
    /// The output exceeds the limit.
    case tooLarge
  }

  private static let pieceSize = 64 << 10

  /// Returns the whole output. A few bytes can claim gigabytes, so the output grows only as far as `room`, of which all
  /// output is taken, even that of damaged streams; bytes after the end of the stream are damage.
  static func decompress(_ input: ArraySlice<UInt8>, room: inout Int) throws(Failure) -> [UInt8] {
    guard room > 0, let state = BrotliDecoderCreateInstance(nil, nil, nil) else { throw .tooLarge }
    defer { BrotliDecoderDestroyInstance(state) }
    var output: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: pieceSize)
    var consumed = 0
    while true {
      let step = step(state, input.dropFirst(consumed), &piece)
      consumed += step.read
      guard step.written <= room else {
        room = 0
        throw .tooLarge
      }
      room -= step.written
      output += piece.prefix(step.written)
      switch step.result {
      case BROTLI_DECODER_RESULT_SUCCESS where consumed == input.count: return output
      case BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT where step.written > 0 || step.read > 0: continue
      default: throw .damaged
      }
    }
  }

  /// Passes the output of a whole file to `sink`, piece by piece. It grows as far as `limit`, in bytes.
  package static func decompress(
    _ file: some RandomAccessBytes, limit: UInt64, to sink: ([UInt8]) throws -> Void
  ) throws {
    guard let state = BrotliDecoderCreateInstance(nil, nil, nil) else { throw Failure.tooLarge }
    defer { BrotliDecoderDestroyInstance(state) }
    var piece = [UInt8](repeating: 0, count: pieceSize)
    var (consumed, written): (UInt64, UInt64) = (0, 0)
    while true {
      try Task.checkCancellation()
      let input = try file.read(at: consumed, count: Int(min(UInt64(pieceSize), file.byteCount - consumed)))
      let step = step(state, input[...], &piece)
      consumed += UInt64(step.read)
      written += UInt64(step.written)
      guard written <= limit else { throw Failure.tooLarge }
      if step.written > 0 { try sink(Array(piece.prefix(step.written))) }
      switch step.result {
      case BROTLI_DECODER_RESULT_SUCCESS where consumed == file.byteCount: return
      case BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT where step.read > 0 && consumed < file.byteCount: continue
      case BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT where step.written > 0 || step.read > 0: continue
      default: throw Failure.damaged
      }
    }
  }

  /// Fills `piece` once.
  private static func step(
    _ state: OpaquePointer, _ input: ArraySlice<UInt8>, _ piece: inout [UInt8]
  ) -> (result: BrotliDecoderResult, read: Int, written: Int) {
    var (inputLeft, outputLeft) = (input.count, piece.count)
    let result = input.withUnsafeBufferPointer { source in
      piece.withUnsafeMutableBufferPointer { target in
        var next = source.baseAddress
        var free = target.baseAddress
        return BrotliDecoderDecompressStream(state, &inputLeft, &next, &outputLeft, &free, nil)
      }
    }
    return (result, input.count - inputLeft, piece.count - outputLeft)
  }
}
