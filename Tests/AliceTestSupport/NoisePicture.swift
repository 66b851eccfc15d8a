import AliceModel

/// A PNG of grey noise without compression: scoring it takes time, but making it does not.
package enum NoisePicture {
  package static func png(side: Int, seed: UInt64) -> [UInt8] {
    var random = SplitMix64(seed: seed)
    var rows: [UInt8] = []
    for _ in 0..<side {
      rows.append(0)
      for _ in 0..<side { rows.append(UInt8(random.next() >> 56)) }
    }
    var png = HandmadePNG(width: UInt32(side), height: UInt32(side), colour: 0)
    png.add("IDAT", ZlibStream.stored(rows))
    png.add("IEND", [])
    return png.bytes
  }
}

/// Runs `body` in a task that is cancelled already.
package func inCancelledTask<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws
  -> Result
{
  try await Task {
    withUnsafeCurrentTask { $0?.cancel() }
    return try await body()
  }.value
}
